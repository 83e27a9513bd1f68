package dev.dryrack.hardware.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.dryrack.hardware.facts.FactException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenFilesTest {

  private static final long SEED = 20261124L;
  private static final int MUTANTS = 150;
  private static final String PIECES = "{}[]:,-?&*!|>'\"%@`#$ \n\t0aZ.\\";
  private static final Pattern PLACED = Pattern.compile("my\\.yaml:[1-9][0-9]*:[1-9][0-9]*: .*");

  @ParameterizedTest
  @ValueSource(strings = {"links.yaml", "gpus.yaml", "systems.yaml"})
  void aDamagedFileIsReadOrRefusedWithItsPlaceNeverAnythingElse(String name) throws IOException {
    String whole = resource(name);
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String damaged = damaged(whole, random);
      try {
        SystemCatalog.builtIn().withText("my.yaml", damaged);
      } catch (FactException e) {
        refused++;
        for (String message : e.messages()) {
          assertThat(message).as("seed %d, mutant %d", SEED, i).matches(PLACED);
        }
      } catch (RuntimeException e) {
        fail("seed " + SEED + ", mutant " + i + " of " + name, e);
      }
    }
    assertThat(refused).isBetween(MUTANTS / 4, MUTANTS);
  }

  /** The example a user copies must work. */
  @Test
  void theExampleOfTheDocumentationIsAValidFile() throws IOException {
    String text = Files.readString(Path.of("../docs/hardware-catalog.md"), StandardCharsets.UTF_8);
    Matcher blocks = Pattern.compile("```yaml\n(sources:.*?)```", Pattern.DOTALL).matcher(text);
    assertThat(blocks.find()).isTrue();
    SystemCatalog mine = SystemCatalog.builtIn().withText("example.yaml", blocks.group(1));
    assertThat(mine.system("pod").gpu().memoryBytes()).isEqualTo(96L << 30);
  }

  private static String damaged(String whole, Random random) {
    StringBuilder text = new StringBuilder(whole);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(text.length() - 20);
      char piece = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, piece);
        case 2 -> text.setCharAt(at, piece);
        default -> text.delete(at, at + 1 + random.nextInt(19));
      }
    }
    return text.toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SystemCatalog.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
