package dev.dryrack.cli.report;

/** Turns a report into text of a chosen form. */
public final class Renderers {

  private Renderers() {}

  /** The whole report as text that ends with a line end. */
  public static String render(Report report, Format format, Ink ink) {
    return switch (format) {
      case TABLE -> new TextRenderer(ink).render(report);
      case JSON -> JsonText.of(report.facts());
      case CSV -> CsvRenderer.render(report);
      case MD -> MarkdownRenderer.render(report);
    };
  }
}
