package dev.dryrack.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.cli.Cli;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudyWordsTest {

  @ParameterizedTest
  @CsvSource({
    "1, practically certain",
    "0.989, very likely",
    "0.9, very likely",
    "0.899, likely",
    "0.659, about as likely as not",
    "0.329, unlikely",
    "0.099, very unlikely",
    "0.009, practically impossible",
    "0, practically impossible"
  })
  void aProbabilityThatCrossesAThresholdChangesItsWords(double fraction, String words) {
    assertThat(Likelihood.of(fraction).words()).isEqualTo(words);
  }

  @Test
  void sharesOfIndependentFactorsAreTheFactorsThemselves() {
    double[] factors = {2, 3, 5};
    double[] shares = Shares.of(3, subset -> product(factors, subset));
    for (int i = 0; i < 3; i++) {
      assertThat(shares[i]).isCloseTo(factors[i], within(1e-12));
    }
  }

  @Test
  void sharesOfFactorsThatHelpEachOtherMultiplyToTheWhole() {
    // Alone each does nothing, together they make four: two each, by symmetry.
    double[] shares = Shares.of(2, subset -> subset == 3 ? 4 : 1);
    assertThat(shares[0]).isCloseTo(2, within(1e-12));
    assertThat(shares[1]).isCloseTo(2, within(1e-12));
  }

  private static double product(double[] factors, int subset) {
    double product = 1;
    for (int i = 0; i < factors.length; i++) {
      product *= (subset >> i & 1) == 1 ? factors[i] : 1;
    }
    return product;
  }

  @Test
  void withoutANameStudiesAreListedWithTheirQuestions() {
    String out = Cli.run("study").out();
    for (Study study : Study.all()) {
      assertThat(out).contains(study.name());
      assertThat(study.question()).endsWith("?");
    }
  }

  @Test
  void eachStudyShowsItsScenarioAndTheScenarioCanBeResolved() {
    for (Study study : Study.all()) {
      assertThat(Cli.run("study", study.name(), "--print-scenario").out())
          .isEqualTo(study.scenarioText());
      Cli.Result config = Cli.run("study", study.name(), "--show-config");
      assertThat(config.err()).isEmpty();
      assertThat(config.out()).contains("study:" + study.name() + ".yaml");
    }
  }

  @Test
  void whatAStudyMovesItselfCannotBeSet() {
    for (Study study : Study.all()) {
      assertThat(study.varied()).isNotEmpty();
    }
    Cli.Result result = Cli.run("study", "one-rack", "--quantization", "fp8");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--quantization", "the study moves it itself");
  }

  @Test
  void anUnknownStudyIsRefusedWithASuggestion() {
    Cli.Result result = Cli.run("study", "one-rak");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("there is no study 'one-rak'", "one-rack");
  }

  @Test
  void namesAreUnique() {
    List<String> names = Study.all().stream().map(Study::name).toList();
    assertThat(names).doesNotHaveDuplicates();
  }
}
