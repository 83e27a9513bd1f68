package dev.dryrack.serving.validation;

/**
 * What a measurement is of, by which errors are grouped. Ids of the catalogues where they are
 * known, else the words of the table.
 *
 * @param system such as {@code gb200-nvl72}
 * @param model such as {@code deepseek-r1}
 * @param engine such as {@code vllm}
 * @param mode {@code agg} where prompts and decoding share GPUs, {@code disagg} where not
 * @param phase {@code prefill}, {@code decode}, {@code mixed} or {@code kernel}
 */
public record Labels(String system, String model, String engine, String mode, String phase) {

  /** The same in another phase. */
  Labels phase(String other) {
    return new Labels(system, model, engine, mode, other);
  }
}
