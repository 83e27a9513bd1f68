package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.Basis;

/**
 * One figure of the catalogue and where it is from.
 *
 * @param owner id of the GPU, link or system it belongs to
 * @param field its key in the file, such as {@code memory_bandwidth}
 * @param value as written, with its unit
 * @param basis what it rests on
 * @param source document and date
 * @param note what else to know, such as the definition or the rule of an assumption; may be empty
 */
public record Figure(
    String owner, String field, String value, Basis basis, String source, String note) {

  /** Basis, source and note in one line. */
  public String provenance() {
    return basis.id() + ": " + source + (note.isEmpty() ? "" : " (" + note + ")");
  }
}
