package dev.dryrack.cli.view;

import dev.dryrack.serving.validation.Outcome;
import java.util.List;
import java.util.Locale;

/** Predicted over measured times per output token and to the first token, as an SVG. */
public final class ParityPlot {

  private static final int SIDE = 420;
  private static final int MARGIN = 60;
  private static final int GAP = 70;

  private final StringBuilder svg = new StringBuilder();
  private final double low;
  private final double high;
  private final int left;

  private ParityPlot(double low, double high, int left) {
    this.low = low;
    this.high = high;
    this.left = left;
  }

  /** Both plots side by side; logarithmic axes, ms. Open circles are of disaggregated systems. */
  public static String svg(List<Outcome> outcomes) {
    int width = 2 * MARGIN + 2 * SIDE + GAP;
    int height = 2 * MARGIN + SIDE;
    String head =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
            + width
            + " "
            + height
            + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    String tokens = new ParityPlot(2, 200, MARGIN).draw(outcomes, "tpot", "time per output token");
    String first =
        new ParityPlot(10, 100_000, MARGIN + SIDE + GAP)
            .draw(outcomes, "ttft", "time to first token");
    return head + tokens + first + "</svg>\n";
  }

  private String draw(List<Outcome> outcomes, String metric, String title) {
    line("<text x=\"%d\" y=\"%d\" font-size=\"15\">%s, ms</text>", left, MARGIN - 25, title);
    line(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>",
        left, MARGIN, SIDE, SIDE);
    for (double tick = 1; tick <= high; tick *= 10) {
      if (tick >= low) {
        line(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,.0f</text>",
            x(tick), MARGIN + SIDE + 18, tick);
        line(
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f</text>",
            left - 6, y(tick) + 4, tick);
      }
    }
    line(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">measured</text>",
        left + SIDE / 2, MARGIN + SIDE + 38);
    line("<text x=\"%d\" y=\"%d\">predicted</text>", left + 6, MARGIN + 16);
    for (double ratio : new double[] {0.8, 1, 1.25}) {
      line(
          "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#bbb\"%s/>",
          x(low * Math.max(1, 1 / ratio)),
          y(low * Math.max(1, ratio)),
          x(high / Math.max(1, ratio)),
          y(high / Math.max(1, 1 / ratio)),
          ratio == 1 ? "" : " stroke-dasharray=\"4 4\"");
    }
    for (Outcome outcome : outcomes) {
      boolean shown =
          outcome.counts()
              && outcome.predictedAtAll()
              && outcome.point().metric().equals(metric)
              && outcome.point().measured() > low
              && outcome.point().measured() < high
              && outcome.predicted() > low
              && outcome.predicted() < high;
      if (shown) {
        dot(outcome);
      }
    }
    return svg.toString();
  }

  private void dot(Outcome outcome) {
    boolean open = outcome.point().labels().mode().equals("disagg");
    String colour = outcome.point().fitted() ? "#3b7dd8" : "#d8643b";
    line(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\" fill=\"%s\" stroke=\"%s\" stroke-width=\"0.7\""
            + " fill-opacity=\"0.5\"/>",
        x(outcome.point().measured()), y(outcome.predicted()), open ? "none" : colour, colour);
  }

  private double x(double value) {
    return left + SIDE * share(value);
  }

  private double y(double value) {
    return MARGIN + SIDE * (1 - share(value));
  }

  private double share(double value) {
    return StrictMath.log(value / low) / StrictMath.log(high / low);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
