package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.serving.cost.Evidence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What predicted times rest on. */
final class EvidenceView {

  private EvidenceView() {}

  static void add(Report report, Evidence evidence, List<String> remarks) {
    report.heading("What this rests on");
    report.line(
        "  Times of steps are "
            + evidence.provenance().label()
            + "; expect the real ones within +-"
            + Figures.digits(evidence.relativeBand() * 100, 2)
            + " % in four cases of five.");
    for (String remark : remarks) {
      report.line(Tone.PLAIN, "  " + remark);
    }
  }

  static Map<String, Object> facts(Evidence evidence) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("provenance", evidence.provenance().label());
    facts.put("relative_band", evidence.relativeBand());
    facts.put("remarks", evidence.remarks());
    return facts;
  }
}
