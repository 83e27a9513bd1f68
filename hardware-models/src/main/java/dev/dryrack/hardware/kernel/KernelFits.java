package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fitted constants of all kernels on one measured GPU, read from {@code kernel-fits.yaml}.
 *
 * @param ids the GPUs they were measured on
 * @param architecture the architecture of those
 * @param gemms dense multiplications, one per precision
 * @param groupedGemms routed experts; several of one precision are alternatives
 * @param groupedDecode decode attention with grouped queries: BF16 cache, FP8 cache
 * @param latentDecode the same with a latent cache
 * @param groupedPrefill prompt attention with grouped queries
 * @param latentPrefill prompt attention of MLA, not absorbed: BF16 cache, FP8 cache
 * @param small memory-bound kernels
 */
record KernelFits(
    List<String> ids,
    String architecture,
    List<GemmCurve> gemms,
    List<GroupedGemmCurve> groupedGemms,
    List<DecodeAttentionCurve> groupedDecode,
    List<DecodeAttentionCurve> latentDecode,
    PrefillAttentionCurve groupedPrefill,
    List<PrefillAttentionCurve> latentPrefill,
    SmallKernelCurve small) {

  private static final String RESOURCE = "kernel-fits.yaml";
  private static final double LARGEST = 1e6;
  private static final List<String> PREFILL_KINDS = List.of("grouped", "latent bf16", "latent fp8");
  private static final List<KernelFits> BUILT_IN = read();

  /** Those that ship with dryrack, in the file's order. */
  static List<KernelFits> builtIn() {
    return BUILT_IN;
  }

  private static List<KernelFits> read() {
    Problems problems = new Problems();
    FactNode root = FactDocument.parse(RESOURCE, text());
    List<KernelFits> all = new ArrayList<>();
    if (root instanceof FactList list) {
      for (FactNode item : list.items()) {
        all.add(gpu(FactReader.strict(item, problems)));
      }
    }
    problems.throwIfAny();
    return List.copyOf(all);
  }

  private static String text() {
    try (InputStream in = KernelFits.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
    }
  }

  private static KernelFits gpu(FactReader reader) {
    List<GemmCurve> gemms = reader.listOfMaps("gemm").stream().map(KernelFits::gemm).toList();
    List<GroupedGemmCurve> grouped =
        reader.listOfMaps("grouped_gemm").stream().map(KernelFits::groupedGemm).toList();
    List<DecodeAttentionCurve> groupedDecode = new ArrayList<>();
    List<DecodeAttentionCurve> latentDecode = new ArrayList<>();
    for (FactReader item : reader.listOfMaps("decode_attention")) {
      String kind = item.oneOf("kind", List.of("grouped", "latent"));
      item.oneOf("kv", List.of("bf16", "fp8"));
      (kind.equals("grouped") ? groupedDecode : latentDecode).add(decode(item));
    }
    List<FactReader> prefills = reader.listOfMaps("prefill_attention");
    for (int i = 0; i < PREFILL_KINDS.size(); i++) {
      prefills.get(i).oneOf("kind", List.of(PREFILL_KINDS.get(i)));
    }
    FactReader small = reader.map("small");
    KernelFits fits =
        new KernelFits(
            reader.strings("ids"),
            reader.string("architecture"),
            gemms,
            grouped,
            groupedDecode,
            latentDecode,
            prefill(prefills.get(0)),
            List.of(prefill(prefills.get(1)), prefill(prefills.get(2))),
            new SmallKernelCurve(seconds(small, "t0"), number(small, "memory"), note(small)));
    small.finish();
    reader.finish();
    return fits;
  }

  /**
   * The same with the curves that a file names put in place of those of their kind; a kernel of its
   * own for experts is added.
   */
  KernelFits overlaid(FactReader part) {
    List<GemmCurve> newGemms = new ArrayList<>(gemms);
    for (FactReader item : part.listOfMaps("gemm")) {
      GemmCurve curve = gemm(item);
      newGemms.removeIf(old -> old.precision() == curve.precision());
      newGemms.add(curve);
    }
    List<GroupedGemmCurve> newGrouped = new ArrayList<>(groupedGemms);
    for (FactReader item : part.listOfMaps("grouped_gemm")) {
      GroupedGemmCurve curve = groupedGemm(item);
      newGrouped.removeIf(
          old -> old.precision() == curve.precision() && old.kernel().equals(curve.kernel()));
      newGrouped.add(curve);
    }
    List<DecodeAttentionCurve> newDecode = new ArrayList<>(groupedDecode);
    List<DecodeAttentionCurve> newLatent = new ArrayList<>(latentDecode);
    for (FactReader item : part.listOfMaps("decode_attention")) {
      boolean grouped = item.oneOf("kind", List.of("grouped", "latent")).equals("grouped");
      int at = item.oneOf("kv", List.of("bf16", "fp8")).equals("bf16") ? 0 : 1;
      (grouped ? newDecode : newLatent).set(at, decode(item));
    }
    PrefillAttentionCurve newPrefill = groupedPrefill;
    List<PrefillAttentionCurve> newLatentPrefill = new ArrayList<>(latentPrefill);
    for (FactReader item : part.listOfMaps("prefill_attention")) {
      int kind = PREFILL_KINDS.indexOf(item.oneOf("kind", PREFILL_KINDS));
      PrefillAttentionCurve curve = prefill(item);
      if (kind == 0) {
        newPrefill = curve;
      } else {
        newLatentPrefill.set(kind - 1, curve);
      }
    }
    return new KernelFits(
        ids,
        architecture,
        newGemms,
        newGrouped,
        newDecode,
        newLatent,
        newPrefill,
        newLatentPrefill,
        small);
  }

  private static GemmCurve gemm(FactReader reader) {
    GemmCurve curve =
        new GemmCurve(
            Precision.of(reader.string("precision")),
            seconds(reader, "t0"),
            number(reader, "compute"),
            number(reader, "memory"),
            number(reader, "p"),
            number(reader, "wave_share"),
            number(reader, "least_waves"),
            number(reader, "extra_depth"),
            note(reader));
    reader.finish();
    return curve;
  }

  private static GroupedGemmCurve groupedGemm(FactReader reader) {
    GroupedGemmCurve curve =
        new GroupedGemmCurve(
            Precision.of(reader.string("precision")),
            reader.string("kernel"),
            seconds(reader, "t0"),
            seconds(reader, "per_group"),
            number(reader, "compute"),
            number(reader, "memory"),
            number(reader, "p"),
            number(reader, "padding_rows"),
            number(reader, "activation"),
            number(reader, "presented"),
            reader.bool("after_exchange", false),
            note(reader));
    reader.finish();
    return curve;
  }

  private static DecodeAttentionCurve decode(FactReader reader) {
    DecodeAttentionCurve curve =
        new DecodeAttentionCurve(
            seconds(reader, "t0"),
            seconds(reader, "per_sequence_head"),
            number(reader, "memory"),
            number(reader, "compute"),
            number(reader, "p"),
            seconds(reader, "ramp"),
            seconds(reader, "ramp_read"),
            note(reader));
    reader.finish();
    return curve;
  }

  private static PrefillAttentionCurve prefill(FactReader reader) {
    PrefillAttentionCurve curve =
        new PrefillAttentionCurve(
            seconds(reader, "t0"),
            number(reader, "compute"),
            number(reader, "short_prompt"),
            number(reader, "softmax_width"),
            number(reader, "memory"),
            seconds(reader, "per_token"),
            note(reader));
    reader.finish();
    return curve;
  }

  private static FitNote note(FactReader reader) {
    // Tells those who fit again that the fixed time is the engines', not the table's.
    reader.bool("engine_t0", false);
    int points = reader.integer("points", 0, Integer.MAX_VALUE);
    return new FitNote(
        reader.string("source"),
        points,
        number(reader, "median_error"),
        number(reader, "p90_error"),
        reader.string("validity"),
        points > 0 ? Provenance.FITTED : Provenance.ASSUMED);
  }

  private static double seconds(FactReader reader, String key) {
    return reader.quantity(key, Dimension.SECONDS);
  }

  private static double number(FactReader reader, String key) {
    return reader.decimal(key, 0, LARGEST);
  }
}
