package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import java.util.Map;

/** Reads one entry of {@code links}. */
final class LinkFacts {

  private LinkFacts() {}

  static Bound<LinkSpec> read(
      String id, FactMap facts, Map<String, String> sources, Problems problems) {
    FactReader reader = FactReader.strict(facts, problems);
    FigureReader figures = new FigureReader(id, reader, sources);
    double bandwidth = figures.positive("bandwidth", "bytesPerSecond", Dimension.BYTES_PER_SECOND);
    double latency = figures.positive("latency", "latencySeconds", Dimension.SECONDS);
    boolean reduction = figures.bool("in_network_reduction", "inNetworkReduction");
    reader.finish();
    StringBuilder source = new StringBuilder();
    for (Map.Entry<String, String> figure : figures.sources().entrySet()) {
      source.append(source.isEmpty() ? "" : "; ").append(figure.getKey()).append(' ');
      source.append(figure.getValue());
    }
    LinkSpec link = new LinkSpec(id, bandwidth, latency, reduction, source.toString());
    return new Bound<>(link, figures.figures());
  }
}
