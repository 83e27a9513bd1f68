package dev.dryrack.hardware.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.SystemCatalog;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CollectiveModelTest {

  private static final double FP8_ROW = 7168 * (1 + 4.0 / 128);
  private static final double BF16_ROW = 7168 * 2;

  private static Cluster cluster(String system, int gpus) {
    SystemSpec spec = SystemCatalog.builtIn().system(system);
    return new Cluster(spec, gpus);
  }

  @Test
  void oneRankAloneCostsNothing() {
    CollectiveModel model = new CollectiveModel(cluster("h100", 16));
    Placement alone = Placement.within(1);
    assertEquals(0, model.allReduce(alone, 1e6).seconds());
    assertEquals(0, model.allGather(alone, 1e6).seconds());
    assertEquals(0, model.reduceScatter(alone, 1e6).seconds());
    assertEquals(0, model.dispatch(alone, 100, FP8_ROW, 8).seconds());
    assertEquals(0, model.combine(alone, 100, BF16_ROW, 8).seconds());
  }

  @Test
  void theOneShotAllReduceFollowsItsFormula() {
    CollectiveModel model = new CollectiveModel(cluster("h100", 8));
    double bytes = 64 * 1024;
    double expected = 2.77e-6 * (1 + 0.027 * 6) + 7 * bytes / 285e9;
    assertEquals(expected, model.allReduce(Placement.within(8), bytes).seconds(), 1e-12);
  }

  /** ranks, rows, BF16 dispatch us, combine us: TensorRT-LLM tech blog 18, GB200 NVL72. */
  private static final double[][] NVLINK_ONE_SIDED = {
    {8, 32, 18.2, 32.7},
    {8, 128, 31.7, 38.1},
    {8, 512, 89.5, 91.7},
    {8, 2048, 311.8, 322.6},
    {16, 128, 34.6, 39.9},
    {16, 512, 97.1, 98.2},
    {16, 2048, 343.3, 348.4},
    {32, 128, 37.8, 41.1},
    {32, 512, 109.6, 102.5},
    {32, 2048, 373.7, 369.5},
    {64, 32, 23.1, 36.1},
    {64, 128, 41.6, 44.5},
    {64, 512, 115.7, 106.7},
    {64, 2048, 399.2, 372.1},
  };

  @Test
  void exchangeOnOneRackIsNearWhatWasMeasured() {
    CollectiveModel model = new CollectiveModel(cluster("gb200-nvl72", 72));
    double[] errors = new double[2 * NVLINK_ONE_SIDED.length];
    for (int i = 0; i < NVLINK_ONE_SIDED.length; i++) {
      double[] row = NVLINK_ONE_SIDED[i];
      Placement group = Placement.within((int) row[0]);
      errors[2 * i] = error(model.dispatch(group, row[1], BF16_ROW, 8).seconds(), row[2]);
      errors[2 * i + 1] = error(model.combine(group, row[1], BF16_ROW, 8).seconds(), row[3]);
    }
    Arrays.sort(errors);
    assertTrue(errors[errors.length / 2] < 0.20, Arrays.toString(errors));
    assertTrue(errors[errors.length - 1] < 0.60, Arrays.toString(errors));
  }

  /** ranks, FP8 dispatch us, BF16 combine us at 128 rows: DeepEP docs/legacy.md @dd758ca, H800. */
  private static final double[][] DEEP_EP = {
    {16, 118, 195}, {32, 155, 273}, {64, 173, 314}, {128, 192, 369}, {256, 194, 360},
  };

  @Test
  void exchangeAcrossNodesIsNearWhatWasMeasured() {
    for (double[] row : DEEP_EP) {
      Cluster cluster = cluster("h100", (int) row[0]);
      CollectiveModel model = new CollectiveModel(cluster);
      Placement group = Placement.of(cluster, (int) row[0], 1);
      assertEquals(row[0] / 8, group.domains(), 0);
      assertTrue(error(model.dispatch(group, 128, FP8_ROW, 8).seconds(), row[1]) < 0.12);
      assertTrue(error(model.combine(group, 128, BF16_ROW, 8).seconds(), row[2]) < 0.12);
    }
  }

  /** 586 GB/s bus bandwidth at 512 MiB on 72 GPUs: CoreWeave nccl-tests README, GB200 NVL72. */
  @Test
  void aRackWideAllReduceIsNearWhatWasMeasured() {
    CollectiveModel model = new CollectiveModel(cluster("gb200-nvl72", 72));
    double bytes = 512.0 * 1024 * 1024;
    double measured = 2 * 71.0 / 72 * bytes / 586.06e9 * 1e6;
    assertTrue(error(model.allReduce(Placement.within(72), bytes).seconds(), measured) < 0.40);
  }

  @Test
  void moreBytesNeverTakeLess() {
    for (String system : new String[] {"h100", "gb200-nvl72", "b200", "a100", "l40s"}) {
      Cluster cluster = cluster(system, 32);
      CollectiveModel model = new CollectiveModel(cluster);
      for (int ranks = 2; ranks <= 32; ranks *= 2) {
        Placement group = Placement.of(cluster, ranks, 1);
        double[] before = new double[5];
        for (double bytes = 128; bytes < 1e10; bytes *= 1.7) {
          double[] now = {
            model.allReduce(group, bytes).seconds(),
            model.allGather(group, bytes).seconds(),
            model.reduceScatter(group, bytes).seconds(),
            model.dispatch(group, bytes / BF16_ROW, BF16_ROW, 8).seconds(),
            model.combine(group, bytes / BF16_ROW, BF16_ROW, 8).seconds(),
          };
          for (int i = 0; i < now.length; i++) {
            assertTrue(now[i] >= before[i] && now[i] > 0, system + " " + ranks + " " + bytes);
          }
          before = now;
        }
      }
    }
  }

  @Test
  void crossingNodesIsSlowerThanStayingInside() {
    Cluster cluster = cluster("h100", 16);
    CollectiveModel model = new CollectiveModel(cluster);
    Placement across = Placement.of(cluster, 16, 1);
    for (double bytes = 1024; bytes < 1e7; bytes *= 4) {
      double inside = model.allReduce(Placement.within(8), bytes).seconds();
      assertTrue(model.allReduce(across, bytes).seconds() > inside, bytes + " bytes");
    }
    assertTrue(
        model.pointToPoint(true, 1e6).seconds() > 3 * model.pointToPoint(false, 1e6).seconds());
  }

  private static double error(double seconds, double measuredMicros) {
    return Math.abs(seconds * 1e6 / measuredMicros - 1);
  }
}
