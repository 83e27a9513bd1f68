package dev.dryrack.serving.economics;

/**
 * Electric power of GPUs with their share of hosts, switches and the building.
 *
 * @param ratedWattsPerGpu the most that a GPU's share of hosts and switches draws
 * @param loadShare mean power while serving over that
 * @param idleShare power while nothing is served over that
 * @param pue facility power over the power of servers and switches
 * @param usdPerKilowattHour price of electricity
 * @param kilogramsPerKilowattHour CO2-equivalent of the grid
 */
public record Power(
    double ratedWattsPerGpu,
    double loadShare,
    double idleShare,
    double pue,
    double usdPerKilowattHour,
    double kilogramsPerKilowattHour) {

  public Power {
    require(pue >= 1, "pue", pue, "1 or more");
    require(loadShare >= idleShare, "power-load", loadShare, "power-idle or more");
  }

  /** Facility watts of a GPU that serves so large a share of the time. */
  public double facilityWatts(double utilization) {
    return ratedWattsPerGpu * (idleShare + (loadShare - idleShare) * utilization) * pue;
  }

  /** What the electricity of a GPU costs in an hour. */
  public double usdPerGpuHour(double utilization) {
    return facilityWatts(utilization) / 1000 * usdPerKilowattHour;
  }

  private static void require(boolean holds, String name, double value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + expected);
    }
  }
}
