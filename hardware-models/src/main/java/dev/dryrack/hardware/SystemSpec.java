package dev.dryrack.hardware;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of machine that can be bought or rented: GPUs in trays or nodes, joined into scale-up
 * domains (NVLink), joined by a scale-out network (InfiniBand or Ethernet).
 *
 * @param id such as {@code h100}, {@code gb200-nvl72}
 * @param aliases other names that are accepted, such as AIConfigurator's {@code h100_sxm}
 * @param name for people
 * @param gpu the GPU it is made of
 * @param gpusPerNode GPUs that share one host: a node of 8, a compute tray of 4
 * @param gpusPerDomain GPUs that share one scale-up domain: 8 on HGX, 72 on NVL72
 * @param defaultGpus how many GPUs are meant when no number is given
 * @param maxGpus the most that a cluster of this kind may be asked to have
 * @param scaleUp the link inside a domain
 * @param scaleOut the link between domains
 * @param hostMemoryBytesPerGpu host memory per GPU
 * @param watts facility power at full load of {@code wattsGpus} GPUs with their hosts and switches
 * @param wattsGpus the number of GPUs that {@code watts} is for
 * @param prices what an hour of one GPU costs, by kind of contract, at least one; the first is the
 *     default
 * @param sources field to what its figure rests on and where it is from, in the order of the fields
 */
public record SystemSpec(
    String id,
    List<String> aliases,
    String name,
    GpuSpec gpu,
    int gpusPerNode,
    int gpusPerDomain,
    int defaultGpus,
    int maxGpus,
    LinkSpec scaleUp,
    LinkSpec scaleOut,
    double hostMemoryBytesPerGpu,
    double watts,
    int wattsGpus,
    List<GpuPrice> prices,
    Map<String, String> sources) {

  public SystemSpec {
    aliases = List.copyOf(aliases);
    prices = List.copyOf(prices);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
  }

  /** What an hour of one GPU costs when no other contract is asked for. */
  public GpuPrice defaultPrice() {
    return prices.get(0);
  }

  /** Facility power per GPU at full load, its share of hosts and switches included. */
  public double wattsPerGpu() {
    return watts / wattsGpus;
  }
}
