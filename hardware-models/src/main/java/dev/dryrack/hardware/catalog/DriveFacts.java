package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.DriveSpec;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import java.util.Map;

/** Reads one entry of {@code drives}. */
final class DriveFacts {

  private DriveFacts() {}

  static Bound<DriveSpec> read(
      String id, FactMap facts, Map<String, String> sources, Problems problems) {
    FactReader reader = FactReader.strict(facts, problems);
    FigureReader figures = new FigureReader(id, reader, sources);
    double read = figures.positive("read", "readBytesPerSecond", Dimension.BYTES_PER_SECOND);
    double write = figures.positive("write", "writeBytesPerSecond", Dimension.BYTES_PER_SECOND);
    double latency = figures.positive("latency", "latencySeconds", Dimension.SECONDS);
    reader.finish();
    StringBuilder source = new StringBuilder();
    for (Map.Entry<String, String> figure : figures.sources().entrySet()) {
      source.append(source.isEmpty() ? "" : "; ").append(figure.getKey()).append(' ');
      source.append(figure.getValue());
    }
    DriveSpec drive = new DriveSpec(id, read, write, latency, source.toString());
    return new Bound<>(drive, figures.figures());
  }
}
