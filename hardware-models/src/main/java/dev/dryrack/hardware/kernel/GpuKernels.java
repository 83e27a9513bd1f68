package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of one GPU: fitted where it was measured, else those of the nearest measured GPU with
 * its own peaks put in ({@link Provenance#TRANSFERRED}).
 *
 * <p>Nearest means: the same GPU; else the same architecture (all Hopper GPUs borrow from the H100,
 * all Blackwell ones from the GB200); else the GB200 for GPUs with FP4 arithmetic and the H100 for
 * others. Fixed times are borrowed unchanged.
 *
 * <p>A precision without a fit of its own is multiplied as the GPU does it: other 8-bit floats like
 * FP8 with block scales, other 4-bit floats like NVFP4, and weights narrower than any arithmetic of
 * the GPU as weight-only kernels in BF16 ({@link Provenance#ASSUMED} where no such kernel was
 * measured).
 *
 * <p>Immutable and thread-safe. Methods allocate; they are meant to be tabulated, not called per
 * step.
 */
public final class GpuKernels {

  private final GpuSpec gpu;
  private final KernelFits fits;
  private final boolean transferred;
  private final Map<Precision, GemmCurve> gemms = new EnumMap<>(Precision.class);
  private final Map<Precision, List<GroupedGemmCurve>> grouped = new EnumMap<>(Precision.class);

  private GpuKernels(GpuSpec gpu, KernelFits fits, boolean transferred) {
    this.gpu = gpu;
    this.fits = fits;
    this.transferred = transferred;
    for (Precision precision : Precision.values()) {
      gemms.put(precision, chooseGemm(precision));
      grouped.put(precision, chooseGrouped(precision));
    }
  }

  /** The kernels of a GPU, with the constants that come with dryrack. */
  public static GpuKernels of(GpuSpec gpu) {
    return of(gpu, KernelLibrary.BUILT_IN);
  }

  /** The kernels of a GPU with the constants of a library. */
  public static GpuKernels of(GpuSpec gpu, KernelLibrary library) {
    KernelFits fits = library.fits(gpu);
    return new GpuKernels(gpu, fits, !fits.ids().contains(gpu.id()));
  }

  public GpuSpec gpu() {
    return gpu;
  }

  /** The GPU that the constants were measured on. */
  public String measuredOn() {
    return fits.ids().get(0);
  }

  /** Whether the constants are those of another GPU. */
  public boolean transferred() {
    return transferred;
  }

  /** Whether the GPU whose constants are used is of the same architecture. */
  public boolean sibling() {
    return fits.architecture().equalsIgnoreCase(gpu.architecture());
  }

  /** Dense multiplication of {@code m × k} activations with {@code k × n} weights. */
  public KernelTime gemm(Precision weights, double m, double n, double k) {
    return gemmCurve(weights).time(gpu, m, n, k);
  }

  /** Routed experts on one GPU, by the fastest kernel known that can be used. */
  public KernelTime groupedGemm(Precision weights, GroupedRows work) {
    List<GroupedGemmCurve> curves = groupedCurves(weights);
    KernelTime best = curves.get(0).time(gpu, work);
    for (GroupedGemmCurve curve : curves) {
      if (work.exchanged() || !curve.afterExchange()) {
        best = best.orFaster(curve.time(gpu, work));
      }
    }
    return best;
  }

  /** A kernel that moves so many bytes, reads and writes together. */
  public KernelTime small(double bytes) {
    return fits.small().time(gpu, bytes);
  }

  /** Shortest time of any kernel. */
  public KernelTime smallest() {
    return KernelTime.latency(fits.small().t0Seconds());
  }

  public GemmCurve gemmCurve(Precision weights) {
    return require(gemms.get(weights));
  }

  /** Alternatives, of which an engine takes the fastest. */
  public List<GroupedGemmCurve> groupedCurves(Precision weights) {
    return require(grouped.get(weights));
  }

  /** Decode attention with grouped queries over a cache of the given precision. */
  public DecodeAttentionCurve groupedDecode(Precision cache) {
    return fits.groupedDecode().get(cache.bits() <= 8 ? 1 : 0);
  }

  /** Decode attention over a latent cache of the given precision. */
  public DecodeAttentionCurve latentDecode(Precision cache) {
    return fits.latentDecode().get(cache.bits() <= 8 ? 1 : 0);
  }

  public PrefillAttentionCurve groupedPrefill() {
    return fits.groupedPrefill();
  }

  /** Prompt attention of MLA with a cache of the given precision. */
  public PrefillAttentionCurve latentPrefill(Precision cache) {
    return fits.latentPrefill().get(cache.bits() <= 8 ? 1 : 0);
  }

  public SmallKernelCurve smallKernels() {
    return fits.small();
  }

  /** What constants rest on when this GPU uses them. */
  public FitNote note(FitNote measured) {
    return transferred ? measured.transferred() : measured;
  }

  private GemmCurve chooseGemm(Precision precision) {
    Precision like = stored(precision);
    for (GemmCurve curve : fits.gemms()) {
      if (curve.precision() == like) {
        return like == precision && runs(precision)
            ? curve
            : curve.as(precision, assumed(curve.fit(), precision));
      }
    }
    throw new IllegalStateException(measuredOn() + " has no fit for " + like + " multiplication");
  }

  private List<GroupedGemmCurve> chooseGrouped(Precision precision) {
    boolean weightOnly = !runs(precision) && precision.bits() == 4;
    Precision like = precision;
    if (weightOnly) {
      like = hasWeightOnlyKernel() ? Precision.MXFP4 : Precision.BF16;
    } else if (!runs(precision) || fittedGrouped(precision).isEmpty()) {
      like = stored(precision);
    }
    List<GroupedGemmCurve> curves = fittedGrouped(like);
    if (like == precision) {
      return curves;
    }
    List<GroupedGemmCurve> borrowed = new ArrayList<>();
    for (GroupedGemmCurve curve : curves) {
      borrowed.add(curve.as(precision, assumed(curve.fit(), precision)));
    }
    return List.copyOf(borrowed);
  }

  /** Whether 4-bit experts were measured as weight-only kernels: on GPUs without FP4 arithmetic. */
  private boolean hasWeightOnlyKernel() {
    return gpu.fp4FlopsPerSecond() <= 0
        && fittedGrouped(Precision.MXFP4).stream().anyMatch(c -> c.kernel().contains("W4A16"));
  }

  private List<GroupedGemmCurve> fittedGrouped(Precision precision) {
    return fits.groupedGemms().stream().filter(c -> c.precision() == precision).toList();
  }

  /** Whether the GPU multiplies in this very precision. */
  private boolean runs(Precision precision) {
    return gpu.computePrecision(precision) == precision;
  }

  /** The fitted precision whose kernel a GPU runs for weights of a precision. */
  private Precision stored(Precision precision) {
    return switch (gpu.computePrecision(precision)) {
      case FP8 -> Precision.FP8;
      case FP8_BLOCK, MXFP8 -> Precision.FP8_BLOCK;
      case NVFP4, MXFP4 -> Precision.NVFP4;
      default -> Precision.BF16;
    };
  }

  private FitNote assumed(FitNote note, Precision precision) {
    return new FitNote(
        note.source() + "; kernel for " + precision.id() + " weights assumed alike",
        note.points(),
        note.medianError(),
        note.ninetiethError(),
        note.validity(),
        Provenance.ASSUMED);
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("every precision has a curve");
    }
    return value;
  }
}
