package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.FactReader;
import java.util.ArrayList;
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

  /** All fits that come with dryrack, those that were fitted to measurements. */
  public static List<MeasuredFit> fitted() {
    List<MeasuredFit> all = new ArrayList<>();
    for (KernelFits fits : KernelFits.builtIn()) {
      String gpu = fits.ids().get(0);
      for (GemmCurve curve : fits.gemms()) {
        all.add(new MeasuredFit(gpu, "gemm", curve.precision().id(), curve.fit()));
      }
      for (GroupedGemmCurve curve : fits.groupedGemms()) {
        String kind = curve.precision().id() + ", " + curve.kernel();
        all.add(new MeasuredFit(gpu, "experts", kind, curve.fit()));
      }
      for (int i = 0; i < 2; i++) {
        String cache = i == 0 ? "bf16" : "fp8";
        all.add(attention(gpu, "decode, grouped " + cache, fits.groupedDecode().get(i).fit()));
        all.add(attention(gpu, "decode, latent " + cache, fits.latentDecode().get(i).fit()));
        all.add(attention(gpu, "prompts, latent " + cache, fits.latentPrefill().get(i).fit()));
      }
      all.add(attention(gpu, "prompts, grouped", fits.groupedPrefill().fit()));
    }
    all.removeIf(fit -> fit.note().points() == 0);
    return List.copyOf(all);
  }

  private static MeasuredFit attention(String gpu, String kind, FitNote note) {
    return new MeasuredFit(gpu, "attention", kind, note);
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
          fits.gemms().stream().anyMatch(curve -> curve.precision() == Precision.NVFP4);
      if (fittedFp4 == gpu.fp4FlopsPerSecond() > 0) {
        return fits;
      }
    }
    return all.get(0);
  }
}
