package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.cache.HostTier;
import dev.dryrack.serving.cache.LowerTier;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.TierResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In steady state the whole engine allocates nothing, per event or per request. */
class AllocationTest {

  /** Reads the thread's allocation counter at equal distances of requests. */
  private static class Meter implements RequestSource {
    private static final com.sun.management.ThreadMXBean THREADS =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RequestSource requests;
    private final long[] allocatedBytes;
    private final int distance;
    private int read;

    Meter(RequestSource requests, int windows, int distance) {
      this.requests = requests;
      this.distance = distance;
      allocatedBytes = new long[windows + 1];
    }

    @Override
    public boolean advance() throws IOException {
      if (read % distance == 0 && read / distance < allocatedBytes.length) {
        allocatedBytes[read / distance] = THREADS.getCurrentThreadAllocatedBytes();
      }
      read++;
      return requests.advance();
    }

    long leastBytesInAWindow() {
      long least = Long.MAX_VALUE;
      // The first half warms up: arrays grow, the meter itself allocates, code is compiled.
      for (int i = allocatedBytes.length / 2; i + 1 < allocatedBytes.length; i++) {
        least = Math.min(least, allocatedBytes[i + 1] - allocatedBytes[i]);
      }
      return least;
    }

    @Override
    public long arrivalPicos() {
      return requests.arrivalPicos();
    }

    @Override
    public int inputTokens() {
      return requests.inputTokens();
    }

    @Override
    public int outputTokens() {
      return requests.outputTokens();
    }

    @Override
    public SourceCounts counts() {
      return requests.counts();
    }

    @Override
    public String description() {
      return requests.description();
    }

    @Override
    public void close() throws IOException {
      requests.close();
    }
  }

  /** The same in sessions: each request waits for the one {@value #SESSIONS} before it. */
  private static final class SessionMeter extends Meter implements SessionSource {
    private static final int SESSIONS = 64;

    private final long[] arrivals = new long[SESSIONS + 1];
    private int at = -1;

    SessionMeter(RequestSource requests, int windows, int distance) {
      super(requests, windows, distance);
    }

    @Override
    public boolean advance() throws IOException {
      boolean more = super.advance();
      at++;
      arrivals[at % arrivals.length] = arrivalPicos();
      return more;
    }

    @Override
    public Waiting waiting() {
      return Waiting.FROM_NOMINAL_TIME;
    }

    @Override
    public long previousRequest() {
      return Math.max(-1, at - SESSIONS);
    }

    @Override
    public long delayPicos() {
      return at < SESSIONS ? 0 : arrivalPicos() - arrivals[(at + 1) % arrivals.length];
    }
  }

  @Test
  void turnsThatWaitForTheOneBeforeAllocateNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    ServingSetup setup = ServingSetup.builder(PRICE, limits).kv(10_000, 16, 0).build();
    int windows = 12;
    int distance = 5_000;
    int count = windows * distance;
    SessionMeter meter =
        new SessionMeter(
            new PoissonSource(7, 50, count, 300, PoissonSource.uniform(1, 200)), windows, distance);
    Records records = new Records(count);
    new ServingSimulation(setup, records, null).run(meter);
    assertThat(records.finished).isEqualTo(count);
    assertThat(meter.leastBytesInAWindow()).as("bytes per %s requests", distance).isZero();
  }

  private static void assertNoAllocation(ServingSetup setup, double rate, boolean preempts)
      throws IOException {
    int windows = 12;
    int distance = 5_000;
    Meter meter =
        new Meter(
            new PoissonSource(
                7, rate, (long) windows * distance, 300, PoissonSource.uniform(1, 200)),
            windows,
            distance);
    Records records = new Records(windows * distance);
    RunResult result = new ServingSimulation(setup, records, null).run(meter);
    assertThat(records.finished).isEqualTo((long) windows * distance);
    if (preempts) {
      assertThat(result.replicas().get(0).preemptions()).isGreaterThan(100);
    }
    assertThat(meter.leastBytesInAWindow()).as("bytes per %s requests", distance).isZero();
  }

  private static final LinearPrice PRICE = new LinearPrice(5_000_000_000L, 1_000_000, 0, 1_000, 0);

  @Test
  void oneReplicaAllocatesNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(ServingSetup.builder(PRICE, limits).kv(10_000, 16, 0).build(), 50, false);
  }

  @Test
  void preemptionAndAClosedLoopAllocateNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(
        ServingSetup.builder(PRICE, limits).kv(300, 16, 1).maxConcurrency(64).build(), 1e6, true);
  }

  @Test
  void lockstepRanksAndRoutedReplicasAllocateNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(
        ServingSetup.builder(PRICE, limits)
            .replicas(3, 70, 70)
            .kv(500, 16, 1)
            .routers(RouterKind.LEAST_TOKENS, RouterKind.LEAST_REQUESTS)
            .build(),
        2_000,
        false);
  }

  @Test
  void prefillAndDecodePoolsAllocateNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(
        ServingSetup.builder(PRICE, limits)
            .replicas(5, 4, 4)
            .kv(500, 16, 1)
            .disaggregation(new Disaggregation(2, 3, 1_000_000, 9_000))
            .build(),
        100,
        false);
  }

  @Test
  void speculativeDecodingAllocatesNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(
        ServingSetup.builder(PRICE, limits)
            .replicas(2, 3, 3)
            .kv(300, 16, 1)
            .maxConcurrency(256)
            .speculation(new Speculation(new double[] {0.8, 0.5, 0.3}, 3, 1))
            .build(),
        1e6,
        true);
  }

  @ParameterizedTest
  @EnumSource(
      value = RouterKind.class,
      names = {"RANDOM", "LEAST_REQUESTS", "POWER_OF_TWO", "SESSION"})
  void everyRouterAllocatesNothing(RouterKind router) throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    assertNoAllocation(
        ServingSetup.builder(PRICE, limits)
            .replicas(20, 2, 2)
            .kv(500, 16, 1)
            .routers(router, RouterKind.POWER_OF_TWO)
            .build(),
        1_000,
        false);
  }

  static List<Scheduling> schedules() {
    Scheduling swapping =
        Scheduling.of(new SchedulerPolicy.PrefillFirst(0.01)).swapping(500, 9_000);
    List<Long> targets = List.of(5_000_000_000_000L, 9_000_000_000_000L);
    return List.of(
        Scheduling.of(new SchedulerPolicy.Sglang(2048, 4096, false, 1)),
        Scheduling.of(new SchedulerPolicy.Sglang(2048, 4096, true, 0.3)),
        Scheduling.of(new SchedulerPolicy.TensorRtLlm(true, true)),
        Scheduling.of(new SchedulerPolicy.TensorRtLlm(false, false)),
        Scheduling.of(new SchedulerPolicy.Sarathi(0.01)),
        Scheduling.of(new SchedulerPolicy.DecodeFirst()),
        swapping.ordered(QueueOrder.PRIORITY, List.of(), false),
        Scheduling.DEFAULT.ordered(QueueOrder.DEADLINE, targets, false),
        Scheduling.DEFAULT.async(true));
  }

  @Test
  void thereIsNoPolicyThatIsNotMeasured() {
    assertThat(schedules().stream().<Class<?>>map(schedule -> schedule.policy().getClass()))
        .contains(SchedulerPolicy.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyScheduleAllocatesNothing(Scheduling schedule) throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 0, 16, 0.9, 10_000);
    ServingSetup setup =
        ServingSetup.builder(PRICE, limits)
            .replicas(1, 3, 3)
            .kv(300, 16, 1)
            .maxConcurrency(128)
            .scheduling(schedule)
            .build();
    assertNoAllocation(setup, 1e6, false);
  }

  @ParameterizedTest
  @EnumSource(
      value = RouterKind.class,
      names = {"ROUND_ROBIN", "PREFIX_AFFINITY", "KV_AWARE"})
  void prefixCachesAllocateNothing(RouterKind router) throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    for (int blocks : new int[] {100_000, 2_000, 120}) {
      int windows = 12;
      int distance = 5_000;
      int count = windows * distance;
      PrefixMeter meter =
          new PrefixMeter(new PrefixSource(3, 2_000, count, 62, 31, 20, 60), windows, distance);
      ServingSetup setup =
          ServingSetup.builder(PRICE, limits)
              .replicas(2, 2, 2)
              .kv(blocks, 16, 0)
              .prefixCaching(PrefixCaching.VLLM)
              .routers(router, RouterKind.LEAST_REQUESTS)
              .maxConcurrency(64)
              .build();
      RunResult result = new ServingSimulation(setup).run(meter);
      assertThat(result.requests().finished()).isEqualTo(count);
      assertThat(result.prefixCache().hitFraction()).isGreaterThan(0.01);
      assertThat(meter.leastBytesInAWindow()).as("bytes per %s requests", distance).isZero();
    }
  }

  @Test
  void radixCachesAllocateNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    for (int blocks : new int[] {2_000, 400}) {
      int windows = 12;
      int distance = 5_000;
      int count = windows * distance;
      PrefixMeter meter =
          new PrefixMeter(new PrefixSource(3, 2_000, count, 62, 31, 20, 60), windows, distance);
      ServingSetup setup =
          ServingSetup.builder(PRICE, limits)
              .replicas(2, 2, 2)
              .kv(blocks, 16, 0)
              .scheduling(Scheduling.of(new SchedulerPolicy.Sglang(2048, 4096, false, 0.1)))
              .prefixCaching(PrefixCaching.RADIX)
              .maxConcurrency(64)
              .build();
      RunResult result = new ServingSimulation(setup).run(meter);
      assertThat(result.requests().finished()).isEqualTo(count);
      assertThat(result.prefixCache().hitFraction()).isGreaterThan(0.01);
      assertThat(meter.leastBytesInAWindow()).as("bytes per %s requests", distance).isZero();
    }
  }

  @Test
  void memoryBelowTheGpusAllocatesNothing() throws IOException {
    EngineLimits limits = new EngineLimits(64, 2048, 512, 16, 0.9, 10_000);
    int windows = 12;
    int distance = 5_000;
    int count = windows * distance;
    PrefixMeter meter =
        new PrefixMeter(new PrefixSource(3, 2_000, count, 62, 31, 60, 60), windows, distance);
    LowerTier disks = new LowerTier("disks", 6_000, 2, 2, 9_000, 20_000, 5_000, false, 1_000_000);
    LowerTier store = new LowerTier("store", 20_000, 4, 1, 9_000, 9_000, 5_000, true, 1_000_000);
    ServingSetup setup =
        ServingSetup.builder(PRICE, limits)
            .replicas(2, 2, 2)
            .kv(400, 16, 0)
            .prefixCaching(PrefixCaching.VLLM)
            .offload(new Offload(new HostTier(600, 1_000, 0, true), List.of(disks, store)))
            .maxConcurrency(64)
            .build();
    RunResult result = new ServingSimulation(setup).run(meter);
    assertThat(result.requests().finished()).isEqualTo(count);
    for (TierResult tier : result.tiers()) {
      assertThat(tier.hitTokens()).as(tier.name()).isGreaterThan(count);
    }
    assertThat(meter.leastBytesInAWindow()).as("bytes per %s requests", distance).isZero();
  }

  /** The same of prompts with block ids. */
  private static final class PrefixMeter extends Meter implements SessionSource {
    private final SessionSource requests;

    PrefixMeter(SessionSource requests, int windows, int distance) {
      super(requests, windows, distance);
      this.requests = requests;
    }

    @Override
    public int blockTokens() {
      return requests.blockTokens();
    }

    @Override
    public int prefixRuns() {
      return requests.prefixRuns();
    }

    @Override
    public long prefixRunStart(int run) {
      return requests.prefixRunStart(run);
    }

    @Override
    public int prefixRunLength(int run) {
      return requests.prefixRunLength(run);
    }
  }
}
