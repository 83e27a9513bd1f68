package dev.dryrack.hardware.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of plain documents against the whole parser. */
class PlainDocumentTest {

  private static final String SAMPLE =
      """
      # A comment
      title: one two, three # behind it
      empty: []
      plan: {tp: 8, "ep": 72, ids: [a, b c, -3.5, 'x: y'], note: "it's # no comment"}
      list:
        - id: a-1
          source: https://example.org/x#y
          curve: {points: [1,
            2, 3], unit: GB/s}
        - plain item: with a value
        - {a: b}
        - text
      same:
      - 1
      - two
      deep:
          er:
              value: 3 # three
              below:
                {x: 1,
                 y: [2]}

          also: 'quoted'
      """;

  private static final String INSERTED = " \n:#-,[]{}\"'&*!|>%?@`ab1.\t";

  /** Of the source tree: whatever is here in YAML and JSON that a run reads. */
  private static List<Path> shipped() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String folder :
        List.of("hardware-models/src/main/resources", "serving/src/main/resources", "scenarios")) {
      try (Stream<Path> files = Files.walk(Path.of("..", folder))) {
        files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  @Test
  void everyFileThatShipsIsPlainAndReadsAsTheWholeParserDoes() throws IOException {
    List<Path> files = shipped();
    assertTrue(files.size() > 50, "found " + files.size());
    for (Path file : files) {
      String text = Files.readString(file);
      FactNode plain = PlainDocument.read("f", text);
      assertNotNull(plain, file + " is not plain");
      assertEquals(whole(text), plain, file.toString());
    }
  }

  @Test
  void whateverIsReadOfDamagedTextsReadsAsTheWholeParserDoes() {
    int readable = 0;
    for (int seed = 0; seed < 6_000; seed++) {
      String text = damaged(SAMPLE, new Random(seed));
      FactNode plain = PlainDocument.read("f", text);
      if (plain != null) {
        readable++;
        FactNode whole = null;
        try {
          whole = whole(text);
        } catch (FactException e) {
          assertNull(e, "seed " + seed + ", the whole parser refuses:\n" + text);
        }
        assertEquals(whole, plain, "seed " + seed + ":\n" + text);
      }
    }
    assertTrue(readable > 1_500, "only " + readable + " were read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment\n",
        "a: &x 1\n",
        "a: *x\n",
        "a: !t 1\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: b\n  c\n",
        "a: 1\na: 2\n",
        "a:\nb: 1\n",
        "<<: {a: 1}\n",
        "a: \"x\\n\"\n",
        "a: 'it''s'\n",
        "a: \"x\n  y\"\n",
        "? a\n: b\n",
        "---\na: 1\n",
        "a: 1\n...\n",
        "a: 1\n---\nb: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "a:\tb\n",
        "{a: 1,}\n",
        "{a, b}\n",
        "a: b: c\n",
        "a: 1\n b: 2\n",
        "  a: 1\nb: 2\n",
        "[1, 2] x\n",
        "{a: [1, 2}\n",
        "a: \u00a0\n",
        "a: \ud83d\ude00\n"
      })
  void whatIsNotPlainIsLeftToTheWholeParser(String text) {
    assertNull(PlainDocument.read("f", text));
  }

  private static FactNode whole(String text) {
    Problems problems = new Problems();
    FactNode top = FactDocument.parseAll("f", text, problems);
    problems.throwIfAny();
    return top;
  }

  /** A piece of the text with a few characters or lines changed. */
  private static String damaged(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    if (random.nextInt(4) == 0) {
      changed.setLength(random.nextInt(text.length()));
    }
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && changed.length() > 1; i++) {
      int at = random.nextInt(changed.length());
      char c = INSERTED.charAt(random.nextInt(INSERTED.length()));
      switch (random.nextInt(4)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, c);
        case 2 -> changed.setCharAt(at, c);
        default -> {
          int end = Math.min(changed.length(), at + 1 + random.nextInt(12));
          changed.insert(random.nextInt(changed.length()), changed.substring(at, end));
        }
      }
    }
    return changed.toString();
  }
}
