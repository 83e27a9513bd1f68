package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.FactException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged configurations: read, or refused as declared, and never anything else. */
class ConfigFuzzTest {

  private static final long SEED = Long.getLong("dryrack.test.seed", 20261124L);
  private static final String[] VALUES = {
    "0",
    "-1",
    "1",
    "2",
    "7",
    "131072",
    "131073",
    "16777217",
    "2147483648",
    "1e999",
    "3.5",
    "null",
    "true",
    "text",
    "\"\"",
    "[]",
    "[1]",
    "[a, [b]]",
    "{}",
    "{a: {b: 1}}",
    "~",
    "\u00e9",
    "1_000"
  };

  @Test
  void aDamagedConfigurationIsReadOrRefusedAsDeclared() throws IOException {
    readDamaged(200);
  }

  @Test
  @Tag("slow")
  void manyDamagedConfigurationsAreReadOrRefusedAsDeclared() throws IOException {
    readDamaged(4_000);
  }

  private static void readDamaged(int cases) throws IOException {
    Random random = new Random(SEED);
    List<String> files = catalogueFiles();
    int read = 0;
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      String text = damaged(files.get(random.nextInt(files.size())), random);
      try {
        ModelArchitecture model = HuggingFaceConfig.read("fuzz.yaml", text);
        assertThat(ParameterCounts.of(model).total()).isPositive();
        assertThat(ParameterCounts.of(model).activeExcludingEmbedding()).isPositive();
        assertThat(KvFootprint.of(model, Precision.FP8).bytesOfContext(1000)).isNotNegative();
        read++;
      } catch (FactException e) {
        assertThat(e.messages()).isNotEmpty();
        for (String message : e.messages()) {
          assertThat(message).startsWith("fuzz.yaml:");
        }
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ", case " + i + ":\n" + text, e);
      }
    }
    assertThat(read).isGreaterThan(cases / 20);
    assertThat(refused).isGreaterThan(cases / 20);
  }

  private static String damaged(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int damage = random.nextInt(3); damage >= 0 && !lines.isEmpty(); damage--) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      int colon = line.indexOf(':');
      switch (random.nextInt(6)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, line);
        case 2 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
        case 3 -> lines.set(at, line + (char) (32 + random.nextInt(95)));
        default -> {
          if (colon > 0) {
            String value = VALUES[random.nextInt(VALUES.length)];
            lines.set(at, line.substring(0, colon + 1) + ' ' + value);
          }
        }
      }
    }
    return String.join("\n", lines);
  }

  private static List<String> catalogueFiles() throws IOException {
    List<String> files = new ArrayList<>();
    for (ModelCatalog.Entry entry : ModelCatalog.builtIn().entries()) {
      try (InputStream in = ModelCatalog.class.getResourceAsStream("catalog/" + entry.file())) {
        files.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
