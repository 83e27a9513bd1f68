package dev.dryrack.serving.model;

import dev.dryrack.serving.model.ModelArchitecture.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A model made from a few numbers by a stated rule. Nothing of it is published or measured.
 *
 * <p>The rule for a mixture of experts follows the models from DeepSeek-V3 (671B) to Kimi K3
 * (2.78T), whose width hardly grew while experts, their width and the depth did:
 *
 * <ul>
 *   <li>width: 7168 · (N / 1.03T)^¼ in steps of 1024; depth: 61 · (N / 1.03T)^⅕;
 *   <li>the first layer is dense and three times as wide inside, every other has one shared expert;
 *   <li>routed experts about a third of the width inside, their number a multiple of 72, doubled
 *       while fewer than 6 of them would be active; their width then solved for N;
 *   <li>as many active experts as come closest to the active parameters asked for, otherwise 8.
 * </ul>
 *
 * <p>A dense model follows Llama 3.1 (8B to 405B): width 8192 · (N / 70B)^0.4, depth 80 · (N /
 * 70B)^0.26, the inner width solved for N.
 *
 * @param architecture the model
 * @param choices what was given, chosen or solved for, one line each
 * @param totalError relative deviation of the total from what was asked for
 * @param activeError the same of the active parameters; 0 if none were asked for
 */
public record ParametricModel(
    ModelArchitecture architecture, List<String> choices, double totalError, double activeError) {

  private static final double MAX_TOTAL_ERROR = 0.10;
  private static final double MAX_ACTIVE_ERROR = 0.25;

  public ParametricModel {
    choices = List.copyOf(choices);
  }

  /**
   * The model that the rule makes of the inputs.
   *
   * @throws IllegalArgumentException if no such model comes near the parameters asked for, saying
   *     which input to change
   */
  public static ParametricModel of(ParametricInputs inputs) {
    List<String> choices = new ArrayList<>();
    ParametricShape shape = ParametricShape.of(inputs, choices);
    ModelArchitecture model =
        new ModelArchitecture(
            id(inputs),
            label(inputs.params()) + (inputs.isDense() ? "" : activeLabel(inputs)),
            Origin.HYPOTHETICAL,
            shape.hiddenSize(),
            shape.vocabularySize(),
            false,
            1 << 20,
            shape.layers(inputs, choices),
            0,
            null,
            "made from the numbers given by the rule of ParametricModel",
            "HYPOTHETICAL: no such model has been published or measured.");
    ParameterCounts counts = ParameterCounts.of(model);
    long active = counts.activeExcludingEmbedding();
    double totalError = (double) counts.total() / inputs.params() - 1;
    boolean checksActive = inputs.activeParams() > 0 && !inputs.isDense();
    double activeError = checksActive ? (double) active / inputs.activeParams() - 1 : 0;
    refuseIfFar("params", inputs.params(), counts.total(), totalError, MAX_TOTAL_ERROR);
    refuseIfFar("active", inputs.activeParams(), active, activeError, MAX_ACTIVE_ERROR);
    choices.add(result("total", counts.total(), totalError));
    choices.add(result("active", active, activeError));
    return new ParametricModel(model, choices, totalError, activeError);
  }

  private static void refuseIfFar(
      String name, long wanted, long reached, double error, double limit) {
    if (Math.abs(error) > limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s = %s cannot be reached: the nearest model has %s; change hidden, layers, experts"
                  + " or topk, or leave them out",
              name,
              label(wanted),
              label(reached)));
    }
  }

  private static String result(String name, long params, double error) {
    String off = error == 0 ? "" : String.format(Locale.ROOT, " (%+.1f %%)", 100 * error);
    return name + " parameters: " + label(params) + off;
  }

  private static String activeLabel(ParametricInputs inputs) {
    return inputs.activeParams() > 0 ? "-A" + label(inputs.activeParams()) : "-K" + inputs.topK();
  }

  private static String id(ParametricInputs inputs) {
    String active = inputs.isDense() ? "" : activeLabel(inputs);
    return ("custom-" + label(inputs.params()) + active).toLowerCase(Locale.ROOT);
  }

  /** Such as {@code 8T}, {@code 155.3B}. */
  private static String label(long params) {
    double value = params;
    String unit = "";
    for (String next : new String[] {"K", "M", "B", "T"}) {
      if (value < 999.95) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    String digits = String.format(Locale.ROOT, unit.equals("T") ? "%.2f" : "%.1f", value);
    return digits.replaceAll("\\.?0+$", "") + unit;
  }
}
