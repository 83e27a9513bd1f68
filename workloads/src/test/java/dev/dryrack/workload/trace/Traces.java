package dev.dryrack.workload.trace;

import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.TraceException;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;

/** Small traces written in place, and what reading them yields. */
final class Traces {

  static final String AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

  private Traces() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static byte[] zstd(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static SessionSource open(byte[] content, TraceOptions options) throws IOException {
    return TraceFiles.open("trace", new ByteArrayInputStream(content), options);
  }

  /** Requests as {@code arrivalPicos/input/output}. */
  static List<String> read(String text, TraceOptions options) throws IOException {
    return read(bytes(text), options);
  }

  static List<String> read(byte[] content, TraceOptions options) throws IOException {
    try (SessionSource source = open(content, options)) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        requests.add(shown(source));
      }
      return requests;
    }
  }

  static String shown(RequestSource source) {
    return source.arrivalPicos() + "/" + source.inputTokens() + "/" + source.outputTokens();
  }

  /** The message with which reading fails. */
  static String refusal(byte[] content, TraceOptions options) {
    try {
      List<String> requests = read(content, options);
      return Assertions.fail("read without complaint: " + requests);
    } catch (TraceException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      return Assertions.fail("not a TraceException: " + e, e);
    }
  }

  static String refusal(String text) {
    return refusal(bytes(text), TraceOptions.DEFAULTS);
  }
}
