package dev.dryrack.serving.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether predictions order systems and plans as measurements do: pairs of points of one metric and
 * model under the same load whose measurements are more than 15 % apart.
 *
 * @param metric what was measured
 * @param mode how it was served
 * @param pairs how many there are
 * @param agreed how many of them the predictions order alike
 */
public record Orderings(String metric, String mode, int pairs, int agreed) {

  private static final double APART = 1.15;

  /** By metric and mode, those that have pairs, in alphabetical order. */
  public static List<Orderings> of(List<Outcome> outcomes) {
    Map<String, Map<String, List<Outcome>>> groups = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      Point point = outcome.point();
      if (outcome.counts() && outcome.predictedAtAll() && !point.load().isEmpty()) {
        String metric = point.metric() + "|" + point.labels().mode();
        String load = point.labels().model() + "|" + point.load() + "|" + point.unit();
        groups
            .computeIfAbsent(metric, unused -> new TreeMap<>())
            .computeIfAbsent(load, unused -> new ArrayList<>())
            .add(outcome);
      }
    }
    List<Orderings> all = new ArrayList<>();
    for (Map<String, List<Outcome>> loads : groups.values()) {
      Point first = loads.values().iterator().next().get(0).point();
      int pairs = 0;
      int agreed = 0;
      for (List<Outcome> alike : loads.values()) {
        for (int i = 0; i < alike.size(); i++) {
          for (int j = 0; j < i; j++) {
            Outcome one = alike.get(i);
            Outcome other = alike.get(j);
            double measured = one.point().measured() / other.point().measured();
            boolean apart = Math.max(measured, 1 / measured) > APART;
            if (apart && !one.point().configuration().equals(other.point().configuration())) {
              pairs++;
              agreed += one.predicted() > other.predicted() == measured > 1 ? 1 : 0;
            }
          }
        }
      }
      if (pairs > 0) {
        all.add(new Orderings(first.metric(), first.labels().mode(), pairs, agreed));
      }
    }
    return all;
  }

  /** Share of pairs that are ordered alike. */
  public double share() {
    return (double) agreed / pairs;
  }
}
