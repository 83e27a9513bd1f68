package dev.dryrack.benchmarks.trace;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The readers that one writes first; they check nothing. Each returns a sum of what it read. */
final class ObviousReaders {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx");

  private ObviousReaders() {}

  private static BufferedReader reader(byte[] trace) {
    return new BufferedReader(
        new InputStreamReader(new ByteArrayInputStream(trace), StandardCharsets.UTF_8), 1 << 16);
  }

  /** Lines by {@code String.split}, lengths only: the times stay text. */
  static long splitWithoutTimes(byte[] trace) throws IOException {
    long sum = 0;
    try (BufferedReader lines = reader(trace)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", -1);
        sum += Integer.parseInt(fields[1]) + Integer.parseInt(fields[2]);
      }
    }
    return sum;
  }

  /** Lines by {@code String.split}, times by {@code java.time}. */
  static long split(byte[] trace) throws IOException {
    long sum = 0;
    try (BufferedReader lines = reader(trace)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", -1);
        int nano = OffsetDateTime.parse(fields[0], STAMP).getNano();
        sum += (nano & 1) + Integer.parseInt(fields[1]) + Integer.parseInt(fields[2]);
      }
    }
    return sum;
  }

  /** A tree of Jackson for each line. */
  static long trees(byte[] trace) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    long sum = 0;
    try (BufferedReader lines = reader(trace)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = mapper.readTree(line);
        sum += row.get("timestamp").asLong() & 1;
        sum += row.get("input_length").asInt() + row.get("output_length").asInt();
        for (JsonNode id : row.get("hash_ids")) {
          sum += id.asLong() & 1;
        }
      }
    }
    return sum;
  }
}
