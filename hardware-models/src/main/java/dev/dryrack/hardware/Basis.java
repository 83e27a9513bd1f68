package dev.dryrack.hardware;

import java.util.List;
import java.util.Locale;

/** What a figure rests on. */
public enum Basis {
  /** The maker's data sheet or guide, or a transcript of it. */
  DATASHEET,
  /** Measured, or queried from the device. */
  MEASURED,
  /** A constant of a model fitted to measurements. */
  FITTED,
  /** Announced by the maker before the product ships; may change. */
  PRELIMINARY,
  /** An assumption: by a stated rule, or from memory and unconfirmed. */
  ASSUMED;

  /** The name in files and reports, such as {@code datasheet}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All ids, in order. */
  public static List<String> ids() {
    return List.of(DATASHEET.id(), MEASURED.id(), FITTED.id(), PRELIMINARY.id(), ASSUMED.id());
  }

  /**
   * The basis with the given id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Basis of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
