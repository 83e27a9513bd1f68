package dev.dryrack.cli.study;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.cost.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of a study: the answer in a few sentences, then figures, then what they rest on. Each
 * sentence is kept with the figures it was worded from.
 */
public final class StudyReport {

  private static final String SCHEMA = "dryrack-study/1";

  /** Takes the figures from which a sentence was worded. */
  record Said(Map<String, Object> claim) {

    /** Adds a figure. */
    Said of(String name, @Nullable Object figure) {
      claim.put(name, figure);
      return this;
    }

    /** Adds the ends of its band. */
    Said between(double low, double high) {
      return of("low", low).of("high", high);
    }
  }

  /** A table under a heading, and lines below it. */
  private record Part(String heading, Table table, List<String> notes) {}

  private final String name;
  private final String question;
  private final List<String> sentences = new ArrayList<>();
  private final List<Object> claims = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<String> basis = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private boolean cutShort;

  StudyReport(Study study) {
    this.name = study.name();
    this.question = study.question();
  }

  /**
   * Adds a sentence of the answer.
   *
   * @param form the sentence, with {@code {}} for each of the words
   * @return takes the figures from which it was worded
   */
  Said say(String form, Object... words) {
    StringBuilder sentence = new StringBuilder();
    int from = 0;
    for (Object word : words) {
      int hole = form.indexOf("{}", from);
      sentence.append(form, from, hole).append(word);
      from = hole + 2;
    }
    sentence.append(form, from, form.length());
    sentences.add(sentence.toString());
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("sentence", sentence.toString());
    claims.add(claim);
    return new Said(claim);
  }

  /** Says once how far the times of what is served may be off, and where nothing was measured. */
  void sayEvidence(Evidence evidence) {
    say(
            "{}tep times should be within ±{} % in four cases of five.",
            evidence.isExtrapolation()
                ? "Nobody has published a measurement of a served model above 2.8T parameters: "
                    + "this is extrapolated, and s"
                : "S",
            Figures.digits(100 * evidence.relativeBand(), 2))
        .of("extrapolation", evidence.isExtrapolation())
        .of("relative_band", evidence.relativeBand());
  }

  void table(String heading, Table table, String... notes) {
    parts.add(new Part(heading, table, List.of(notes)));
  }

  /** Adds a link of the chain of reasons, from the answer down to facts. */
  void because(String reason) {
    reasons.add(reason);
  }

  /** Adds links. */
  void because(List<String> chain) {
    reasons.addAll(chain);
  }

  /** Adds what the figures rest on, once. */
  void restsOn(String sentence) {
    if (!basis.contains(sentence)) {
      basis.add(sentence);
    }
  }

  void fact(String key, Object value) {
    facts.put(key, value);
  }

  /** The sentences of the answer. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  /** Says that the rest of the study has nothing to go on. */
  Said sayAndEnd(String form, Object... words) {
    cutShort = true;
    return say(form, words);
  }

  /** Whether it ends early, so that not all that was asked for could have an effect. */
  public boolean isCutShort() {
    return cutShort;
  }

  private List<Object> tables() {
    List<Object> tables = new ArrayList<>();
    for (Part part : parts) {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("heading", part.heading());
      table.put("rows", part.table().facts());
      table.put("notes", part.notes());
      tables.add(table);
    }
    return tables;
  }

  /** For people and programs. */
  public Report render(boolean explain) {
    Report report = new Report();
    report.line(Tone.HEADING, question);
    for (String sentence : sentences) {
      report.line(sentence);
    }
    for (Part part : parts) {
      report.heading(part.heading());
      report.table(part.table());
      part.notes().forEach(note -> report.line(Tone.NOTE, "  " + note));
    }
    if (explain) {
      Explanation.why(report, reasons);
    }
    report.heading("What this rests on");
    basis.forEach(line -> report.line("  " + line));
    if (explain) {
      Explanation.words(report, true);
    }
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("study", name).fact("question", question);
    report.fact("answer", claims);
    facts.forEach(report::fact);
    report.fact("tables", tables());
    report.fact("reasons", reasons).fact("rests_on", basis);
    return report;
  }
}
