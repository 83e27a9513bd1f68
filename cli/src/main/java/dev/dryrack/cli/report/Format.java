package dev.dryrack.cli.report;

import java.util.Locale;

/** The form in which results are printed. */
public enum Format {
  TABLE,
  JSON,
  CSV,
  MD;

  /** The name in flags. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
