package dev.dryrack.serving.cost;

import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.kernel.KernelLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Constants that somebody fitted to measurements of their own, over those that come with dryrack:
 * kernels of a GPU, and engine profiles, each in place of the built-in one of its id.
 *
 * <pre>
 * schema: dryrack-calibration/1
 * kernels:                     # entries as in kernel-fits.yaml
 *   - gpu: h100-sxm
 *     gemm: [{precision: bf16, ...}]
 * engines:                     # entries as in engine-profiles.yaml
 *   - {id: vllm-0.18, ...}
 * </pre>
 *
 * @param kernels the constants of kernels
 * @param engines profiles by which built-in ones are replaced
 */
public record Calibration(KernelLibrary kernels, List<EngineProfile> engines) {

  public static final String SCHEMA = "dryrack-calibration/1";

  /** Nothing replaced. */
  public static final Calibration NONE = new Calibration(KernelLibrary.BUILT_IN, List.of());

  public Calibration {
    engines = List.copyOf(engines);
  }

  /**
   * Reads a file.
   *
   * @throws FactException if it has defects, with all of them
   */
  public static Calibration read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new FactException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new FactException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
    return parse(String.valueOf(file), text);
  }

  /** The same of a text. */
  static Calibration parse(String name, String text) {
    Problems problems = new Problems();
    FactReader reader = FactReader.strict(FactDocument.parse(name, text), problems);
    reader.oneOf("schema", List.of(SCHEMA));
    KernelLibrary library = KernelLibrary.BUILT_IN;
    for (FactReader part : reader.listOfMaps("kernels")) {
      String gpu = part.string("gpu");
      try {
        library = library.with(SystemCatalog.builtIn().gpu(gpu), part);
      } catch (IllegalArgumentException e) {
        throw new FactException(List.of(name + ": " + e.getMessage()));
      }
      part.finish();
    }
    List<EngineProfile> profiles = new ArrayList<>();
    for (FactReader item : reader.listOfMaps("engines")) {
      profiles.add(EngineProfileText.read(item));
    }
    reader.finish();
    problems.throwIfAny();
    return new Calibration(library, profiles);
  }

  /** A file of engine profiles alone, or of nothing. */
  public static String text(List<EngineProfile> engines) {
    StringBuilder text = new StringBuilder("engines:\n");
    for (EngineProfile profile : engines) {
      text.append(EngineProfileText.write(profile)).append('\n');
    }
    return engines.isEmpty() ? "" : text.toString();
  }

  /** A profile with its constants as files have them, to three digits. */
  public static EngineProfile rounded(EngineProfile profile) {
    String text = "schema: " + SCHEMA + "\n" + text(List.of(profile));
    return parse(profile.id(), text).of(profile);
  }

  /** A file such as {@code engine-profiles.yaml} with the constants of one profile replaced. */
  public static String rewrite(String text, EngineProfile profile) {
    return EngineProfileText.rewrite(text, profile);
  }

  /** The profile that stands for a built-in one. */
  public EngineProfile of(EngineProfile builtIn) {
    for (EngineProfile profile : engines) {
      if (profile.id().equals(builtIn.id())) {
        return profile;
      }
    }
    return builtIn;
  }

  /** Settings of steps on an engine. */
  public CostSettings settings(EngineProfile builtIn) {
    return CostSettings.DEFAULT.with(of(builtIn).overhead()).with(kernels);
  }
}
