package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import java.util.Map;

/** Reads one entry of {@code gpus}. */
final class GpuFacts {

  private static final int MAX_SMS = 100_000;

  private GpuFacts() {}

  static Bound<GpuSpec> read(
      String id, FactMap facts, Map<String, String> sources, Problems problems) {
    FactReader reader = FactReader.strict(facts, problems);
    FigureReader figures = new FigureReader(id, reader, sources);
    String name = reader.string("name");
    String architecture = reader.string("architecture");
    double bf16 = figures.positive("bf16", "bf16FlopsPerSecond", Dimension.FLOPS_PER_SECOND);
    double fp8 = figures.optional("fp8", "fp8FlopsPerSecond", Dimension.FLOPS_PER_SECOND);
    double fp4 = figures.optional("fp4", "fp4FlopsPerSecond", Dimension.FLOPS_PER_SECOND);
    double marketing =
        figures.positive("marketing_memory", "marketingMemoryGigabytes", Dimension.BYTES) / 1e9;
    long memory = figures.bytes("memory", "memoryBytes");
    double bandwidth =
        figures.positive("memory_bandwidth", "memoryBytesPerSecond", Dimension.BYTES_PER_SECOND);
    long l2 = figures.optionalBytes("l2", "l2Bytes");
    int sms = figures.integer("sms", "streamingMultiprocessors", 1, MAX_SMS);
    double clock = figures.optional("boost_clock", "boostClockHertz", Dimension.HERTZ);
    double hostLink =
        figures.positive("host_link", "hostLinkBytesPerSecond", Dimension.BYTES_PER_SECOND);
    double tdp = figures.positive("tdp", "tdpWatts", Dimension.WATTS);
    reader.finish();
    GpuSpec gpu =
        new GpuSpec(
            id,
            name,
            architecture,
            bf16,
            fp8,
            fp4,
            marketing,
            memory,
            bandwidth,
            l2,
            sms,
            clock,
            hostLink,
            tdp,
            figures.sources());
    return new Bound<>(gpu, figures.figures());
  }
}
