package dev.dryrack.cli.study;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report of a study: the answer in a few sentences, then figures, then what they rest on. Each
 * sentence is kept with the figures it was worded from.
 */
public final class StudyReport {

  private static final String SCHEMA = "dryrack-study/1";

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

  StudyReport(Study study) {
    this.name = study.name();
    this.question = study.question();
  }

  /**
   * Adds a sentence of the answer.
   *
   * @param namesAndFigures what it was worded from, names and values in turn
   */
  void say(String sentence, Object... namesAndFigures) {
    sentences.add(sentence);
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("sentence", sentence);
    for (int i = 0; i < namesAndFigures.length; i += 2) {
      claim.put((String) namesAndFigures[i], namesAndFigures[i + 1]);
    }
    claims.add(claim);
  }

  void table(String heading, Table table, String... notes) {
    parts.add(new Part(heading, table, List.of(notes)));
  }

  /** Adds a link of the chain of reasons, from the answer down to facts. */
  void because(String reason) {
    reasons.add(reason);
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
      report.heading("Why");
      reasons.forEach(reason -> report.line("  - " + reason));
    }
    report.heading("What this rests on");
    basis.forEach(line -> report.line("  " + line));
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("study", name).fact("question", question);
    report.fact("answer", claims);
    facts.forEach(report::fact);
    report.fact("reasons", reasons).fact("rests_on", basis);
    return report;
  }
}
