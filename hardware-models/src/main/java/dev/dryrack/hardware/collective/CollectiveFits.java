package dev.dryrack.hardware.collective;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.kernel.FitNote;
import dev.dryrack.hardware.kernel.MeasuredFit;
import dev.dryrack.hardware.kernel.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fitted constants of collectives inside one scale-up domain, for one kind of link.
 *
 * @param link the kind, such as {@code NVLink5}
 * @param referenceBytesPerSecond its nominal bandwidth, which others are scaled by
 * @param engine all-reduce kernels that engines bring along
 * @param allReduce NCCL's
 * @param allGather NCCL's
 * @param reduceScatter NCCL's
 * @param exchanges all-to-all kernels for expert rows, alternatives
 * @param fits what the constants rest on
 */
record CollectiveFits(
    String link,
    double referenceBytesPerSecond,
    EngineAllReduce engine,
    Nccl allReduce,
    Nccl allGather,
    Nccl reduceScatter,
    List<Exchange> exchanges,
    List<MeasuredFit> fits) {

  /** One-shot and two-shot all-reduce of an inference engine. */
  record EngineAllReduce(
      double baseSeconds,
      double growth,
      double oneShotBytesPerSecond,
      double twoShotBaseSeconds,
      double twoShotBytesPerSecond) {}

  /** One NCCL collective: latency by ranks, and a bandwidth that rises with size. */
  record Nccl(
      double baseSeconds,
      double perRankSeconds,
      double largeBytesPerSecond,
      double smallBytesPerSecond,
      double smallCapSeconds) {}

  /**
   * One all-to-all kernel.
   *
   * @param copyPerExpert whether a row is sent once per expert chosen, or once per rank reached
   */
  record Exchange(
      String kernel,
      boolean copyPerExpert,
      double dispatchBaseSeconds,
      double dispatchBytesPerSecond,
      double combineBaseSeconds,
      double combineBytesPerSecond,
      double perDoublingSeconds) {}

  private static final String RESOURCE = "collective-fits.yaml";
  private static final List<CollectiveFits> BUILT_IN = read();

  /** Those of the link whose nominal bandwidth is nearest, in proportion. */
  static CollectiveFits nearest(double bytesPerSecond) {
    CollectiveFits best = BUILT_IN.get(0);
    for (CollectiveFits fits : BUILT_IN) {
      if (distance(fits, bytesPerSecond) < distance(best, bytesPerSecond)) {
        best = fits;
      }
    }
    return best;
  }

  private static double distance(CollectiveFits fits, double bytesPerSecond) {
    return Math.abs(StrictMath.log(fits.referenceBytesPerSecond / bytesPerSecond));
  }

  private static List<CollectiveFits> read() {
    Problems problems = new Problems();
    List<CollectiveFits> all = new ArrayList<>();
    if (FactDocument.parse(RESOURCE, text()) instanceof FactList list) {
      for (FactNode item : list.items()) {
        all.add(link(FactReader.strict(item, problems)));
      }
    }
    problems.throwIfAny();
    return List.copyOf(all);
  }

  private static String text() {
    try (InputStream in = CollectiveFits.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
    }
  }

  static List<CollectiveFits> builtIn() {
    return BUILT_IN;
  }

  private static CollectiveFits link(FactReader reader) {
    String name = reader.string("link");
    List<MeasuredFit> fits = new ArrayList<>();
    FactReader engine = reader.map("engine_all_reduce");
    EngineAllReduce allReduce =
        new EngineAllReduce(
            seconds(engine, "base"),
            engine.decimal("growth", 0, 1),
            bandwidth(engine, "one_shot"),
            seconds(engine, "two_shot_base"),
            bandwidth(engine, "two_shot"));
    fits.add(finishWithNote(engine, name, "all-reduce", "engine's own"));
    List<Nccl> nccl = new ArrayList<>();
    for (String op : List.of("all_reduce", "all_gather", "reduce_scatter")) {
      FactReader row = reader.listOfMaps("nccl").get(nccl.size());
      row.oneOf("op", List.of(op));
      nccl.add(
          new Nccl(
              seconds(row, "base"),
              seconds(row, "per_rank"),
              bandwidth(row, "large"),
              bandwidth(row, "small"),
              seconds(row, "small_cap")));
      fits.add(finishWithNote(row, name, "all-reduce", "NCCL " + op));
    }
    List<Exchange> exchanges = new ArrayList<>();
    for (FactReader item : reader.listOfMaps("exchange")) {
      exchanges.add(exchange(item, name, fits));
    }
    reader.string("measured_on");
    double reference = bandwidth(reader, "reference_link");
    reader.finish();
    return new CollectiveFits(
        name, reference, allReduce, nccl.get(0), nccl.get(1), nccl.get(2), exchanges, fits);
  }

  private static Exchange exchange(FactReader reader, String link, List<MeasuredFit> fits) {
    Exchange exchange =
        new Exchange(
            reader.string("kernel"),
            reader.oneOf("copies", List.of("expert", "rank")).equals("expert"),
            seconds(reader, "dispatch_base"),
            bandwidth(reader, "dispatch"),
            seconds(reader, "combine_base"),
            bandwidth(reader, "combine"),
            seconds(reader, "per_doubling"));
    fits.add(finishWithNote(reader, link, "all-to-all", exchange.kernel()));
    return exchange;
  }

  private static MeasuredFit finishWithNote(
      FactReader reader, String link, String family, String kind) {
    FitNote note =
        new FitNote(
            "",
            reader.integer("points", 1, Integer.MAX_VALUE),
            reader.decimal("median_error", 0, 10),
            reader.decimal("p90_error", 0, 10),
            "",
            Provenance.FITTED);
    reader.string("source");
    reader.finish();
    return new MeasuredFit(link, family, kind, note);
  }

  private static double seconds(FactReader reader, String key) {
    return reader.quantity(key, Dimension.SECONDS);
  }

  private static double bandwidth(FactReader reader, String key) {
    return reader.positiveQuantity(key, Dimension.BYTES_PER_SECOND);
  }
}
