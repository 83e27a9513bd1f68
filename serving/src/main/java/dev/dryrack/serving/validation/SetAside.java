package dev.dryrack.serving.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows of end-to-end tables are not what they say, and why.
 *
 * <p>Some are known by name (set-aside.csv). Others are found by comparison: of two runs of the
 * same everything, one whose time per token is less than a 1.3th of the other's ran with
 * speculative decoding. And a row whose concurrency is not its batch times its attention-DP
 * contradicts itself.
 */
final class SetAside {

  private static final double TWIN_RATIO = 1.3;
  private static final List<PointTable.Row> KNOWN = PointTable.resource("set-aside.csv").rows();

  private final Map<String, Double> slowest = new HashMap<>();

  SetAside(List<PointTable.Row> rows) {
    for (PointTable.Row row : rows) {
      slowest.merge(twinKey(row), row.number("silicon_tpot_ms", 0), Math::max);
    }
  }

  /** Why a metric of a row is not predicted; empty if it is. */
  String reason(PointTable.Row row, String metric) {
    for (PointTable.Row known : KNOWN) {
      String only = known.text("metric");
      if ((only.isEmpty() || only.equals(metric)) && matches(known, row)) {
        return known.text("reason");
      }
    }
    Double twin = slowest.get(twinKey(row));
    double tpot = row.number("silicon_tpot_ms", 0);
    if (twin != null && tpot > 0 && tpot * TWIN_RATIO <= twin) {
      return "over 1.3 times faster than the same run in another row: speculative decoding";
    }
    int batch = row.whole("batch_size");
    String dp = row.text("attention_dp_size");
    if (batch > 0 && !dp.isEmpty() && row.whole("concurrency") > 0) {
      long sequences = (long) batch * Math.max(1, row.whole("attention_dp_size"));
      if (sequences != row.whole("concurrency")) {
        return "contradicts itself: concurrency is not batch × attention-DP";
      }
    }
    return "";
  }

  private static boolean matches(PointTable.Row known, PointTable.Row row) {
    String date = row.text("measured");
    String from = known.text("measured_from");
    String to = known.text("measured_to");
    return same(known, row, "backend")
        && same(known, row, "backend_version")
        && same(known, row, "system")
        && same(known, row, "precision")
        && row.text("model_path").contains(known.text("model_path"))
        && (from.isEmpty() || (!date.isEmpty() && date.compareTo(from) >= 0))
        && (to.isEmpty() || (!date.isEmpty() && date.compareTo(to) <= 0))
        && row.whole("concurrency") >= known.whole("least_concurrency");
  }

  private static boolean same(PointTable.Row known, PointTable.Row row, String column) {
    return known.text(column).isEmpty() || known.text(column).equals(row.text(column));
  }

  /** Everything that decides the time per token; R1 and V3 are one architecture. */
  private static String twinKey(PointTable.Row row) {
    String plan;
    try {
      plan = EndToEndPlan.aggregated(row, true).label();
    } catch (Refusal refusal) {
      plan = row.place();
    }
    String model = row.text("model_path").replace("DeepSeek-V3", "DeepSeek-R1");
    return String.join(
        "|",
        row.text("mode").equals("agg") ? plan : row.place(),
        model,
        row.text("system"),
        row.text("backend"),
        row.text("backend_version"),
        row.text("precision"),
        row.text("isl"),
        row.text("osl"),
        row.text("concurrency"));
  }
}
