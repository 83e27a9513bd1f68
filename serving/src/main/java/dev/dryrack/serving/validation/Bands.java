package dev.dryrack.serving.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bands of figures that rest on more than the time of a step under a stated load: of each kind of
 * figure the factor within which four in five of the built-in points of its kind lie, in bands.csv.
 * Times per output token and to the first token of aggregated deployments keep the bands of their
 * evidence.
 */
final class Bands {

  private static final Map<String, Double> FACTORS = read();

  private Bands() {}

  /** The same outcome with the band of its kind, if the kind has one. */
  static Outcome banded(Outcome outcome) {
    Point point = outcome.point();
    Double factor = FACTORS.get(point.metric() + "|" + point.labels().mode());
    if (factor == null || !outcome.predictedAtAll()) {
      return outcome;
    }
    return outcome.between(outcome.predicted() / factor, outcome.predicted() * factor);
  }

  static List<Outcome> banded(List<Outcome> outcomes) {
    return outcomes.stream().map(Bands::banded).toList();
  }

  private static Map<String, Double> read() {
    Map<String, Double> factors = new HashMap<>();
    for (PointTable.Row row : PointTable.resource("bands.csv").rows()) {
      factors.put(row.text("metric") + "|" + row.text("mode"), row.number("factor", 1));
    }
    return factors;
  }
}
