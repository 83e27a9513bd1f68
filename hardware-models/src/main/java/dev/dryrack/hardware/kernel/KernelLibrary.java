package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.FactReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which constants the kernels of a GPU have: those that come with dryrack, and over them those that
 * somebody fitted to measurements of their own. Immutable.
 */
public final class KernelLibrary {

  /** What comes with dryrack. */
  public static final KernelLibrary BUILT_IN = new KernelLibrary(Map.of());

  private final Map<String, KernelFits> own;

  private KernelLibrary(Map<String, KernelFits> own) {
    this.own = own;
  }

  /**
   * The same with constants of one GPU's kernels replaced. Kernels that are not named keep theirs.
   *
   * @param part lists of entries as in {@code kernel-fits.yaml}; problems go to its reader
   */
  public KernelLibrary with(GpuSpec gpu, FactReader part) {
    KernelFits before = fits(gpu);
    Map<String, KernelFits> more = new LinkedHashMap<>(own);
    more.put(gpu.id(), before.overlaid(part));
    return new KernelLibrary(more);
  }

  /** The constants for a GPU, its own or those of the nearest that was measured. */
  KernelFits fits(GpuSpec gpu) {
    KernelFits mine = own.get(gpu.id());
    return mine == null ? nearest(gpu) : mine;
  }

  private static KernelFits nearest(GpuSpec gpu) {
    List<KernelFits> all = KernelFits.builtIn();
    for (KernelFits fits : all) {
      if (fits.ids().contains(gpu.id())) {
        return fits;
      }
    }
    for (KernelFits fits : all) {
      if (fits.architecture().equalsIgnoreCase(gpu.architecture())) {
        return fits;
      }
    }
    for (KernelFits fits : all) {
      boolean fittedFp4 =
          fits.gemms().stream()
              .anyMatch(curve -> curve.precision() == Precision.NVFP4);
      if (fittedFp4 == gpu.fp4FlopsPerSecond() > 0) {
        return fits;
      }
    }
    return all.get(0);
  }
}
