package dev.dryrack.serving.economics;

/**
 * Cost and energy of tokens.
 *
 * <p>The rule that divides cost: a step that computes prompts takes longer than one that does not;
 * that time is the input's, all other time the output's, and each pays its share of the GPU-hours.
 * A cached input token is priced at a stated share of a computed one. Blended figures divide all
 * cost by all tokens.
 *
 * @param usdPerDay all GPUs, 24 hours
 * @param usdPerMillionInput computed input tokens
 * @param usdPerMillionCached input tokens found in a cache
 * @param usdPerMillionOutput output tokens
 * @param usdPerMillionBlended all cost over input and output tokens alike
 * @param usdPerMillionAllOnOutput all cost over output tokens
 * @param facilityWatts mean power of all GPUs, the building's included
 * @param joulesPerOutputToken all energy over output tokens
 * @param joulesPerToken all energy over input and output tokens alike
 * @param kilogramsPerMillionOutput CO2-equivalent of all energy over output tokens
 */
public record Ledger(
    double usdPerDay,
    double usdPerMillionInput,
    double usdPerMillionCached,
    double usdPerMillionOutput,
    double usdPerMillionBlended,
    double usdPerMillionAllOnOutput,
    double facilityWatts,
    double joulesPerOutputToken,
    double joulesPerToken,
    double kilogramsPerMillionOutput) {

  private static final double SECONDS_PER_HOUR = 3600;
  private static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

  /**
   * The sums.
   *
   * @param gpus how many
   * @param usdPerGpuHour price of one for an hour, electricity included
   * @param power what they draw
   * @param utilization share of the time in which the load is there; 1 is all day
   * @param inputPerSecond computed input tokens under the load
   * @param outputPerSecond output tokens under the load
   * @param inputShare share of step time that prompts add
   */
  public static Ledger of(
      int gpus,
      double usdPerGpuHour,
      Power power,
      double utilization,
      double inputPerSecond,
      double outputPerSecond,
      double inputShare) {
    double usdPerMegasecond = usdPerGpuHour * gpus / SECONDS_PER_HOUR * 1e6;
    double input = inputPerSecond * utilization;
    double output = outputPerSecond * utilization;
    double watts = power.facilityWatts(utilization) * gpus;
    double usdInput = usdPerMegasecond * inputShare / input;
    double joulesPerOutput = watts / output;
    return new Ledger(
        usdPerGpuHour * gpus * 24,
        usdInput,
        usdInput * EconomicFact.CACHED_SHARE.value(),
        usdPerMegasecond * (1 - inputShare) / output,
        usdPerMegasecond / (input + output),
        usdPerMegasecond / output,
        watts,
        joulesPerOutput,
        watts / (input + output),
        joulesPerOutput * 1e6 / JOULES_PER_KILOWATT_HOUR * power.kilogramsPerKilowattHour());
  }
}
