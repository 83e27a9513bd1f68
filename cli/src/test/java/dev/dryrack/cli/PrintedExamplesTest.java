package dev.dryrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What README and the pages of studies show is what the program prints. A block that begins with
 * {@code $ bin/dryrack} may leave whole paragraphs out, and nothing else; the quoted answer of a
 * study's page is the first paragraph, without the question.
 */
@Tag("slow")
final class PrintedExamplesTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern EXAMPLE =
      Pattern.compile("```\n\\$ bin/dryrack ([^\n]*)\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern QUOTE = Pattern.compile("^> (.*)$", Pattern.MULTILINE);

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> studies = Files.list(ROOT.resolve("docs/studies"))) {
      List<Path> all =
          Stream.concat(Stream.of(ROOT.resolve("README.md")), studies.sorted()).toList();
      assertThat(all).hasSize(6);
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void thePageShowsWhatIsPrinted(Path page) throws IOException {
    String text = Files.readString(page);
    Matcher example = EXAMPLE.matcher(text);
    int examples = 0;
    while (example.find()) {
      examples++;
      Cli.Result printed = Cli.run(example.group(1).split(" "));
      List<String> paragraphs = List.of(printed.out().stripTrailing().split("\n\n"));
      assertThat(paragraphs)
          .as(page + ": " + example.group(1))
          .containsSubsequence(example.group(2).split("\n\n"));
      Matcher quote = QUOTE.matcher(text);
      if (quote.find()) {
        assertThat(paragraphs.get(0).replace('\n', ' '))
            .as(page + ": answer")
            .endsWith(quote.group(1));
      }
    }
    assertThat(examples).as("examples in " + page).isPositive();
  }
}
