package dev.dryrack.cli.study;

import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A named question. */
public interface Study {

  /** All studies, in the order in which they are listed. */
  static List<Study> all() {
    return List.of(
        new OneRack(), new HundredH100s(), new FiveTimesPrice(), new WhoCanRunIt(), new OpenGap());
  }

  /** The word that asks it. */
  String name();

  /** What is asked. */
  String question();

  /** Keys that the study itself moves, so that setting them would have no effect. */
  List<ScenarioKey<?>> varied();

  /** Some keys, and how much load there is, which every study finds itself. */
  static List<ScenarioKey<?>> loadAnd(ScenarioKey<?>... own) {
    List<ScenarioKey<?>> keys = new ArrayList<>(List.of(own));
    keys.addAll(List.of(LoadKeys.MAX_CONCURRENCY, LoadKeys.REQUEST_RATE, LoadKeys.NUM_PROMPTS));
    return List.copyOf(keys);
  }

  /** Answers it. */
  StudyReport answer(StudyKit kit);

  /** What messages call its scenario. */
  default String scenarioName() {
    return "study:" + name() + ".yaml";
  }

  /** The scenario that ships with it. */
  default String scenarioText() {
    try (InputStream in = Study.class.getResourceAsStream(name() + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name() + ".yaml");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
