package dev.dryrack.serving.economics;

import java.util.List;

/**
 * What the maker of a model asks for a million tokens through its programming interface.
 *
 * @param model id in the catalogue
 * @param usdInput input tokens that are computed
 * @param usdCached input tokens found in its cache
 * @param usdOutput output tokens
 * @param date of the quotation
 * @param source who quotes it
 */
public record ListPrice(
    String model, double usdInput, double usdCached, double usdOutput, String date, String source) {

  private static final List<ListPrice> ALL =
      List.of(
          new ListPrice(
              "kimi-k2",
              0.60,
              0.15,
              2.50,
              "2026-03-26",
              "platform.moonshot.ai/docs/pricing/chat (kimi-k2-0905-preview), as archived"),
          new ListPrice(
              "deepseek-v4-pro",
              1.32,
              0.044,
              3.96,
              "2026-08",
              "docs.apiyi.com/en/models/deepseek-v4-pro; peak hours: half of it off peak"
                  + " (api-docs.deepseek.com/quick_start/pricing)"),
          new ListPrice(
              "kimi-k3",
              3.00,
              0.30,
              15.00,
              "2026-07-18",
              "platform.kimi.ai/docs/pricing/chat-k3, as quoted in getagentseal/codeburn#709"));

  /** All that are known. */
  public static List<ListPrice> all() {
    return ALL;
  }

  /**
   * US dollars of a request.
   *
   * @param fresh share of its input that is computed
   */
  public double usdPerRequest(double inputTokens, double fresh, double outputTokens) {
    return (inputTokens * (fresh * usdInput + (1 - fresh) * usdCached) + outputTokens * usdOutput)
        / 1e6;
  }
}
