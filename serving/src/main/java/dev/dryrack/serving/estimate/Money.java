package dev.dryrack.serving.estimate;

import dev.dryrack.hardware.GpuPrice;

/**
 * What a deployment costs, and its tokens if it is busy all day.
 *
 * @param price what an hour of a GPU costs
 * @param usdPerDay all GPUs, 24 hours
 * @param usdPerMillionOutputTokens all cost on output tokens
 * @param usdPerMillionTokens all cost on input and output tokens alike
 */
public record Money(
    GpuPrice price, double usdPerDay, Band usdPerMillionOutputTokens, Band usdPerMillionTokens) {

  private static final double HOURS_PER_DAY = 24;
  private static final double SECONDS_PER_HOUR = 3600;

  /** The cost of so many GPUs, and of tokens at so many a second. */
  public static Money of(
      GpuPrice price, int gpus, Band outputTokensPerSecond, Band totalTokensPerSecond) {
    double usdPerHour = price.usdPerGpuHour() * gpus;
    double usdPerMegasecond = usdPerHour / SECONDS_PER_HOUR * 1e6;
    return new Money(
        price,
        usdPerHour * HOURS_PER_DAY,
        outputTokensPerSecond.under(usdPerMegasecond),
        totalTokensPerSecond.under(usdPerMegasecond));
  }
}
