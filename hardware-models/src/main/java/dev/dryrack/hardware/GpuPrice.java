package dev.dryrack.hardware;

/**
 * What one GPU costs for one hour, hosts and network included.
 *
 * @param usdPerGpuHour price in US dollars
 * @param contract such as {@code 1-year contract}, {@code on-demand}, {@code at-cost estimate}
 * @param date when it was quoted, ISO 8601 as far as known
 * @param source who quoted it
 * @param assumed true if it is an assumption of dryrack's, not a quotation for this GPU
 */
public record GpuPrice(
    double usdPerGpuHour, String contract, String date, String source, boolean assumed) {}
