package dev.dryrack.cli.records;

import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A manifest of an earlier run, read again.
 *
 * @param file where it lies
 * @param version of dryrack that wrote it
 * @param scenario what was asked
 * @param inputs the files that were read, as they were described
 * @param records what was written, under names relative to its folder
 * @param results hashes of the files that were written, by name
 */
public record Manifest(
    Path file,
    String version,
    Scenario scenario,
    List<Map<String, Object>> inputs,
    RecordPlan records,
    Map<String, String> results) {

  private static final long MOST_BYTES = Long.MAX_VALUE;

  /**
   * Reads a manifest.
   *
   * @throws InputException if it is none, or of a run that was interrupted
   */
  public static Manifest read(Path file) {
    Problems problems = new Problems();
    try {
      FactReader reader = FactReader.strict(FactDocument.read(file), problems);
      reader.oneOf("schema", List.of(RunFolder.SCHEMA));
      String version = reader.string("dryrack");
      if (!reader.bool("complete")) {
        reader.problem(
            "complete",
            "the run was interrupted, at a moment that nothing can repeat; run it anew");
      }
      reader.node("seed");
      reader.node("defaults");
      Scenario scenario = Scenario.recorded(reader.map("settings"));
      List<Map<String, Object>> inputs = new ArrayList<>();
      for (FactReader input : reader.listOfMaps("inputs")) {
        inputs.add(input(input));
      }
      RecordPlan records = RecordPlan.read(reader.map("records"));
      Map<String, String> results = new LinkedHashMap<>();
      for (FactReader result : reader.listOfMaps("results")) {
        result.longInteger("bytes", 0, MOST_BYTES);
        results.put(result.string("file"), result.string("sha256"));
        result.finish();
      }
      reader.finish();
      problems.throwIfAny();
      return new Manifest(file, version, scenario, inputs, records, results);
    } catch (FactException e) {
      throw new InputException(e.messages());
    }
  }

  private static Map<String, Object> input(FactReader reader) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", reader.string("file"));
    facts.put("decides", reader.bool("decides"));
    if (reader.has("unreadable")) {
      facts.put("unreadable", reader.string("unreadable"));
    } else {
      facts.put("bytes", reader.longInteger("bytes", 0, MOST_BYTES));
      facts.put("sha256", reader.string("sha256"));
    }
    reader.finish();
    return facts;
  }

  /**
   * Makes sure that the files which decide the result are what they were.
   *
   * @throws InputException naming those that are not
   */
  public void checkInputs() {
    List<String> changed = new ArrayList<>();
    for (Map<String, Object> input : inputs) {
      if (Boolean.TRUE.equals(input.get("decides"))) {
        String problem = problem(input);
        if (!problem.isEmpty()) {
          changed.add(input.get("file") + ": " + problem);
        }
      }
    }
    if (!changed.isEmpty()) {
      throw new InputException(changed);
    }
  }

  private static String problem(Map<String, Object> input) {
    if (input.containsKey("unreadable")) {
      return "was not hashed (" + input.get("unreadable") + "), so it cannot be read again";
    }
    Map<String, Object> now = new LinkedHashMap<>();
    try {
      InputFile.addBytes(Path.of(String.valueOf(input.get("file"))), now);
    } catch (IOException e) {
      return "cannot be read; the run needs it as it was";
    }
    return Objects.equals(now.get("sha256"), input.get("sha256"))
        ? ""
        : "has changed since the run (SHA-256); restore it, or run anew";
  }
}
