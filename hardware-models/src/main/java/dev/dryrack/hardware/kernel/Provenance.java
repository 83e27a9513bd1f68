package dev.dryrack.hardware.kernel;

/** What a predicted time rests on, from best to worst. */
public enum Provenance {
  /** A measurement of this very thing. */
  MEASURED("measured"),
  /** A formula fitted to measurements on this GPU. */
  FITTED("fitted"),
  /** A formula fitted on another GPU, with this GPU's peaks put in. */
  TRANSFERRED("transferred"),
  /** A figure nobody measured. */
  ASSUMED("assumed");

  private final String label;

  Provenance(String label) {
    this.label = label;
  }

  /** For people, in lower case. */
  public String label() {
    return label;
  }

  /** The less trustworthy of two. */
  public Provenance worse(Provenance other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
