package dev.dryrack.serving.economics;

import java.util.Locale;

/**
 * What an hour of a GPU costs whoever owns it: equal yearly payments that return the purchase with
 * interest over the years, less what it is worth at the end, and a share for operation. Electricity
 * comes on top.
 *
 * @param usdPerGpu purchase, hosts and network included
 * @param years until it is written off
 * @param residual worth at the end over purchase
 * @param costOfCapital interest of a year
 * @param opex operation of a year over purchase, without electricity
 */
public record Ownership(
    double usdPerGpu, double years, double residual, double costOfCapital, double opex) {

  private static final double HOURS_PER_YEAR = 8760;

  /** The yearly payment over the purchase. */
  public double annuity() {
    double discount = StrictMath.pow(1 + costOfCapital, -years);
    return costOfCapital == 0
        ? (1 - residual) / years
        : (1 - residual * discount) * costOfCapital / (1 - discount);
  }

  /** Payment and operation of an hour. */
  public double usdPerGpuHour() {
    return usdPerGpu * (annuity() + opex) / HOURS_PER_YEAR;
  }

  /** For people: what was bought, and how it is paid. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "owned: $%,.0f per GPU over %.3g years at %.3g %%, %.3g %% a year to run",
        usdPerGpu,
        years,
        100 * costOfCapital,
        100 * opex);
  }
}
