package dev.dryrack.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.dryrack.cli.report.JsonText;
import dev.dryrack.cli.scenario.type.KeyType;
import dev.dryrack.hardware.facts.FactException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The published schema and the reader of files accept and refuse the same documents. YAML is turned
 * into JSON by the plain loader of snakeyaml-engine, not by the reader under test.
 */
final class ScenarioSchemaTest {

  private static final Path PUBLISHED = Path.of("..", "docs", "scenario.schema.json");
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JsonText.of(ScenarioSchema.tree()), InputFormat.JSON);

  /** Values of all kinds, each tried at a key of every type. */
  private static final List<String> VALUES =
      List.of(
          "1",
          "0",
          "-1",
          "2",
          "72",
          "16.0",
          "0.5",
          "1.5",
          "1e3",
          "1e-3",
          "99999999999",
          "'72'",
          "text",
          "'two words'",
          "''",
          "' '",
          "true",
          "false",
          "'true'",
          "null",
          "~",
          "",
          "[]",
          "[a]",
          "[a, b]",
          "[1]",
          "[[a]]",
          "{}",
          "{a: 1}",
          "auto",
          "inf",
          "mla",
          "gqa",
          "fp8",
          "bf16",
          "round-robin",
          "least-tokens",
          "Round-Robin",
          "8T",
          "160B",
          "0T",
          "0.5T",
          "1.2345k",
          "8 T",
          "8TB",
          "'8'",
          "500 ms",
          "500ms",
          "0 ms",
          "0.0 s",
          "0.5 s",
          "2.5us",
          "1 h",
          "1 hour",
          "5 min",
          "-5 s",
          "1e3 ms",
          "$3.5/h",
          "3.5 USD/h",
          "$ 3 /h",
          "$0/h",
          "3.5",
          "$3.5",
          "$3.5/GPU-h",
          "3.5 EUR/h",
          "nvfp4",
          "08",
          "+5",
          "5.",
          ".5",
          "1.0e3",
          "1e15",
          "2%",
          "'2 %'",
          "0%",
          "0.0 %",
          "100%",
          "0.02");

  static List<String> documents() {
    List<String> documents = new ArrayList<>();
    Set<KeyType<?>> tried = new HashSet<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      if (tried.add(key.type())) {
        VALUES.forEach(value -> documents.add(document(key, value)));
      }
      documents.add(document(key, ScenarioKeysTest.sample(key)));
    }
    for (String group : ScenarioFile.childrenOf("")) {
      documents.add(group + ": {unknown: 1}\n");
      documents.add(group + ": 5\n");
      documents.add(group + ": {}\n");
    }
    documents.add("unknown: 1\n");
    documents.add("{}\n");
    documents.add("[]\n");
    documents.add("text\n");
    addRandom(documents, 20_261_124L);
    return documents;
  }

  /** Documents of several keys with good values, to try what goes together. */
  private static void addRandom(List<String> documents, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (String group : ScenarioFile.childrenOf("")) {
        StringBuilder part = new StringBuilder();
        for (ScenarioKey<?> key : ScenarioKeys.all()) {
          if (key.path().startsWith(group + ".") && random.nextInt(5) == 0) {
            part.append("  ").append(key.path().substring(group.length() + 1)).append(": ");
            part.append(ScenarioKeysTest.sample(key)).append('\n');
          }
        }
        if (!part.isEmpty()) {
          text.append(group).append(":\n").append(part);
        }
      }
      documents.add(text.isEmpty() ? "title: seed " + seed + "\n" : text.toString());
    }
  }

  private static String document(ScenarioKey<?> key, String value) {
    int dot = key.path().indexOf('.');
    return dot < 0
        ? key.path() + ": " + value + "\n"
        : key.path().substring(0, dot)
            + ":\n  "
            + key.path().substring(dot + 1)
            + ": "
            + value
            + "\n";
  }

  @Test
  void acceptsWhatTheReaderAcceptsAndRefusesWhatItRefuses() {
    List<String> different = new ArrayList<>();
    int accepted = 0;
    for (String document : documents()) {
      boolean bySchema = isAcceptedBySchema(document);
      boolean byReader = isAcceptedByReader(document);
      accepted += byReader ? 1 : 0;
      if (bySchema != byReader) {
        different.add(
            (bySchema ? "only the schema accepts " : "only the reader accepts ") + document);
      }
    }
    assertThat(different).isEmpty();
    assertThat(accepted).isBetween(200, documents().size() - 500);
  }

  static List<Path> shippedScenarios() throws IOException {
    try (var files = Files.list(Path.of("..", "scenarios"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shippedScenarios")
  void acceptsTheScenariosThatShip(Path file) throws IOException {
    assertThat(SCHEMA.validate(asJson(Files.readString(file)), InputFormat.JSON)).isEmpty();
  }

  @Test
  void isPublishedAsItIs() throws IOException {
    String schema = JsonText.of(ScenarioSchema.tree());
    if (Boolean.getBoolean("dryrack.update")) {
      Files.writeString(PUBLISHED, schema);
    }
    assertThat(Files.readString(PUBLISHED))
        .as(
            "mvn test -pl cli -am -Dtest=ScenarioSchemaTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Ddryrack.update=true")
        .isEqualTo(schema);
  }

  private static boolean isAcceptedBySchema(String document) {
    return SCHEMA.validate(asJson(document), InputFormat.JSON).isEmpty();
  }

  private static String asJson(String document) {
    Object tree =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build())
            .loadFromString(document);
    return JsonText.of(tree);
  }

  private static boolean isAcceptedByReader(String document) {
    Layers layers = new Layers();
    try {
      layers.addFile("test.yaml", document, Path.of(""));
      layers.throwIfAnyProblem();
      return true;
    } catch (FactException e) {
      return false;
    }
  }
}
