package dev.dryrack.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scenario that {@code dryrack run} runs when nothing is named. */
final class BuiltInScenario {

  private static final String RESOURCE = "8t-one-nvl72.yaml";

  /** What messages and {@code --show-config} call it. */
  static final String NAME = "default:" + RESOURCE;

  private BuiltInScenario() {}

  static String text() {
    try (InputStream in = BuiltInScenario.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
