package dev.dryrack.cli.records;

import dev.dryrack.cli.process.OutputException;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.JsonText;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder that a run leaves behind: {@code manifest.json} (what was asked, with hashes of the
 * files that were read and written), {@code report.json}, the records that lie in it, and the data
 * of Welch plots where a warm-up was sought. {@link Manifest} reads it again.
 */
public final class RunFolder {

  /** What the manifest is called. */
  public static final String MANIFEST = "manifest.json";

  static final String SCHEMA = "dryrack-manifest/1";
  private static final String REPORT = "report.json";

  private final Path folder;

  /** Files written by this, beside the report and the manifest. */
  private final List<String> extras = new ArrayList<>();

  /** Makes the folder, if it is not there. */
  public RunFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException("--out " + folder + ": is a file; name a directory");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new OutputException(folder.toString(), e);
    }
  }

  /** The folder's name, for people. */
  public String text() {
    return folder.toString();
  }

  /** Where a file of the folder lies. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes the data of Welch plots. */
  public void write(WelchTable curves) {
    curves.write(folder.resolve(WelchTable.FILE));
    extras.add(WelchTable.FILE);
  }

  /** The same records under their names in this folder, without those that lie elsewhere. */
  private RecordPlan inside(RecordPlan records) {
    return records.renamed(
        name -> {
          Path file = Path.of(name).toAbsolutePath().normalize();
          return file.startsWith(folder) ? folder.relativize(file).toString() : "";
        });
  }

  /**
   * Writes what was asked and what came out.
   *
   * @param inputs the files that were read, as {@link InputFile#describe} tells them
   * @param records what was written, closed, under absolute names
   * @param complete whether the run ended by itself
   */
  public void write(
      Scenario scenario,
      List<Map<String, Object>> inputs,
      RecordPlan records,
      Report report,
      boolean complete) {
    write(REPORT, JsonText.of(report.facts()));
    RecordPlan own = inside(records);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schema", SCHEMA);
    manifest.put("dryrack", Version.number());
    manifest.put("complete", complete);
    manifest.put("seed", scenario.get(RunKeys.SEED));
    manifest.put("settings", settings(scenario));
    manifest.put("defaults", defaults(scenario));
    manifest.put("inputs", inputs);
    manifest.put("records", own.facts());
    List<Object> results = new ArrayList<>();
    results.add(result(REPORT));
    own.files().forEach(name -> results.add(result(name)));
    extras.forEach(name -> results.add(result(name)));
    manifest.put("results", results);
    write(MANIFEST, JsonText.of(manifest));
  }

  private static Map<String, Object> settings(Scenario scenario) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (Setting<?> setting : scenario.settings()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("value", setting.print());
      row.put("from", setting.origin().text());
      settings.put(setting.key().path(), row);
    }
    return settings;
  }

  /** What held for keys that nobody set. */
  private static Map<String, Object> defaults(Scenario scenario) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      if (!scenario.isSet(key)) {
        defaults.put(key.path(), fallback(key));
      }
    }
    return defaults;
  }

  private static <T> String fallback(ScenarioKey<T> key) {
    T fallback = key.fallback();
    return fallback == null ? "(" + key.automatic() + ")" : key.type().print(fallback);
  }

  private Map<String, Object> result(String name) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", name);
    try {
      InputFile.addBytes(folder.resolve(name), facts);
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
    return facts;
  }

  private void write(String name, String text) {
    Path file = folder.resolve(name);
    try (ResultWriter writer = new ResultWriter(file.toString(), Files.newOutputStream(file))) {
      writer.write(text);
    } catch (IOException e) {
      throw new OutputException(file.toString(), e);
    }
  }
}
