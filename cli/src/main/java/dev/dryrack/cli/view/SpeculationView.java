package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.resolve.SpeculationChoice;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.scenario.SpeculationKeys;
import dev.dryrack.serving.metrics.SpeculationResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How decoding speculated, and what that came to. */
final class SpeculationView {

  private SpeculationView() {}

  /** What drafts, in a line of the head. */
  static String describe(SpeculationChoice choice) {
    StringBuilder accepted = new StringBuilder();
    for (double fraction : choice.acceptedFractions()) {
      accepted.append(accepted.isEmpty() ? "" : ", ").append(Figures.percent(fraction));
    }
    return choice.method()
        + ": "
        + DeploymentView.count(choice.tokens(), "token")
        + " a draft, of which "
        + accepted
        + " are accepted, by position (as given)";
  }

  static void add(Report report, RunOutcome run) {
    SpeculationChoice choice = run.speculation();
    SpeculationResult result = run.result().speculation();
    if (choice == null || result == null) {
      return;
    }
    report.heading("Speculative decoding: " + Figures.whole(result.verifications()) + " drafts");
    Table table = new Table("", ">", "");
    table.row(
        "accepted",
        Figures.whole(result.acceptedTokens()),
        "of "
            + Figures.whole(result.verifications() * choice.tokens())
            + " tokens drafted, "
            + Figures.percent(
                (double) result.acceptedTokens() / result.verifications() / choice.tokens()));
    table.row(
        "emitted",
        Figures.digits(result.meanEmittedTokens(), 3),
        "tokens a step and sequence, "
            + Figures.digits(choice.speculation().meanEmittedTokens(), 3)
            + " but for ends of outputs");
    report.table(table);
    String drafter =
        choice.method().equals(SpeculationKeys.NGRAM)
            ? "  Drafts cost nothing here but their verification."
            : "  The layer that drafts is priced like the model's last, and never launched late.";
    report.line(
        Tone.NOTE, "  Tokens of a step come at once: ITL is between steps, TPOT between tokens.");
    report.line(Tone.NOTE, drafter);
  }

  static Map<String, Object> facts(SpeculationChoice choice, @Nullable SpeculationResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("method", choice.method());
    facts.put("draft_tokens", choice.tokens());
    facts.put("accepted_fraction_per_position", choice.acceptedFractions());
    facts.put("verifications", result == null ? 0 : result.verifications());
    facts.put("accepted_tokens", result == null ? 0 : result.acceptedTokens());
    if (result != null) {
      facts.put("mean_acceptance_length", result.meanEmittedTokens());
    }
    return facts;
  }
}
