package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Errors of the built-in tables have not grown. Bounds are what was found (docs/validation),
 * rounded up; of deployments every twelfth row is simulated.
 */
@Tag("slow")
final class BuiltInTablesTest {

  private static ErrorSummary summary(List<Outcome> outcomes, String metric, String mode) {
    List<Outcome> chosen =
        outcomes.stream()
            .filter(
                outcome ->
                    outcome.point().metric().equals(metric)
                        && outcome.point().labels().mode().equals(mode))
            .toList();
    return ErrorSummary.of(metric, ErrorSummary.EVERYTHING, chosen);
  }

  @Test
  void deploymentsUnderClosedLoopsAreAsNearAsTheyWere() {
    List<Outcome> outcomes = Validation.closedLoops(12).run();
    ErrorSummary tpot = summary(outcomes, "tpot", "agg");
    assertThat(tpot.n()).isGreaterThan(100);
    assertThat(tpot.medianApe()).as("%s", tpot).isLessThan(0.075);
    assertThat(tpot.meanApe()).as("%s", tpot).isLessThan(0.105);
    assertThat(tpot.within20()).as("%s", tpot).isGreaterThan(0.88);
    assertThat(summary(outcomes, "ttft", "agg").medianApe()).isLessThan(0.27);
  }

  @Test
  void experimentsOnVllmServersAreAsNearAsTheyWere() {
    List<Outcome> outcomes = Validation.vllmExperiments().run();
    assertThat(outcomes).allMatch(Outcome::predictedAtAll);
    assertThat(summary(outcomes, "e2e_mean", "agg").meanApe()).isLessThan(0.07);
    assertThat(summary(outcomes, "ttft_mean", "agg").meanApe()).isLessThan(0.12);
    assertThat(summary(outcomes, "itl_mean", "agg").meanApe()).isLessThan(0.07);
  }

  @Test
  @Tag("slow")
  void bandsOfEachKindHoldAsManyPointsAsTheySay() {
    List<Outcome> outcomes = new Validation().builtIn().run();
    for (ErrorSummary errors : Validation.byMetric(outcomes)) {
      if (errors.n() >= 20) {
        assertThat(errors.bandCoverage()).as("%s", errors).isBetween(0.74, 0.86);
      }
    }
    Orderings tpot =
        Orderings.of(outcomes).stream()
            .filter(one -> one.metric().equals("tpot") && one.mode().equals("agg"))
            .findFirst()
            .orElseThrow();
    assertThat(tpot.share()).as("%s", tpot).isGreaterThan(0.975);
  }
}
