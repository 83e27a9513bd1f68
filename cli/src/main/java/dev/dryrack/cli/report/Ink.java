package dev.dryrack.cli.report;

import dev.dryrack.cli.report.Report.Tone;

/** Colours for a terminal, or none. */
public enum Ink {
  PLAIN,
  ANSI;

  /** The text in the colour of a tone. */
  public String apply(Tone tone, String text) {
    if (this == PLAIN || text.isEmpty()) {
      return text;
    }
    String code =
        switch (tone) {
          case PLAIN -> "";
          case HEADING -> "1";
          case GOOD -> "1;32";
          case WARNING -> "1;33";
          case BAD -> "1;31";
          case NOTE -> "2";
        };
    return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
