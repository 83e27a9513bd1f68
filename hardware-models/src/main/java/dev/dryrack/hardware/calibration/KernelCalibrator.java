package dev.dryrack.hardware.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fits all families of a table, and writes the constants into a file of fits. */
public final class KernelCalibrator {

  /** Fewer shapes do not tell the constants of a family apart. */
  private static final int FEWEST = 40;

  private KernelCalibrator() {}

  /** The constants of each family that has enough shapes, in the order of the tables. */
  public static List<FittedFamily> fit(KernelTable table) {
    List<Map.Entry<KernelFamily, Observations>> families =
        new ArrayList<>(table.families().entrySet());
    return families.parallelStream()
        .filter(entry -> entry.getValue().size() >= FEWEST)
        .map(entry -> fit(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static FittedFamily fit(KernelFamily family, Observations all) {
    Observations fitted = all.part(false);
    double[] values = CurveFit.solve(family, fitted);
    double[] errors = CurveFit.sortedErrors(family, values, all.part(true));
    return new FittedFamily(family, values, fitted.size(), errors);
  }

  /**
   * A file of fits with the constants, numbers of points and errors of the entries of one GPU
   * replaced by fitted ones. Entries without a fit, notes, and constants marked {@code engine_t0}
   * stay.
   *
   * @param text the file
   * @param gpu the first of the ids of its part
   */
  public static String rewrite(String text, String gpu, List<FittedFamily> fits) {
    StringBuilder result = new StringBuilder();
    for (String part : text.split("(?m)(?=^- ids:)", -1)) {
      boolean meant =
          part.startsWith("- ids: [" + gpu + ",") || part.startsWith("- ids: [" + gpu + "]");
      result.append(meant ? rewritten(part, fits) : part);
    }
    return result.toString();
  }

  /**
   * A calibration file with the fitted constants of one GPU.
   *
   * @param schema what the file says that it is
   * @param source what the constants rest on
   */
  public static String calibration(
      String schema, String gpu, List<FittedFamily> fits, String source) {
    StringBuilder text =
        new StringBuilder("schema: " + schema + "\nkernels:\n  - gpu: " + gpu + "\n");
    for (String section :
        List.of("gemm", "grouped_gemm", "decode_attention", "prefill_attention")) {
      List<FittedFamily> own = fits.stream().filter(fit -> fit.section().equals(section)).toList();
      if (!own.isEmpty()) {
        text.append("    ").append(section).append(":\n");
        own.forEach(fit -> text.append("      - ").append(fit.entry(source)).append('\n'));
      }
    }
    return text.toString();
  }

  private static String rewritten(String part, List<FittedFamily> fits) {
    String text = part;
    for (FittedFamily fit : fits) {
      int section = text.indexOf("\n  " + fit.section() + ":");
      int begin = section < 0 ? -1 : text.indexOf("{" + fit.label() + ",", section);
      if (begin >= 0) {
        int end = text.indexOf('}', begin);
        text =
            text.substring(0, begin) + entry(text.substring(begin, end), fit) + text.substring(end);
      }
    }
    return text;
  }

  private static String entry(String entry, FittedFamily fit) {
    List<String> parts = new ArrayList<>(fit.constants());
    if (entry.contains("engine_t0")) {
      parts.removeIf(text -> text.startsWith("t0:"));
    }
    parts.addAll(fit.notes());
    String text = entry;
    for (String constant : parts) {
      String key = constant.substring(0, constant.indexOf(':'));
      Matcher old = Pattern.compile("(?<=[ {])" + key + ": [^,}]*").matcher(text);
      text = old.replaceFirst(Matcher.quoteReplacement(constant));
    }
    return text;
  }
}
