package dev.dryrack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.sim.random.Empirical;
import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.LogNormal;
import dev.dryrack.sim.random.Mrg32k3a;
import dev.dryrack.sim.random.Normal;
import dev.dryrack.sim.random.Pareto;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Weibull;
import dev.dryrack.sim.random.Zipf;
import dev.dryrack.sim.stat.LatencyHistogram;
import dev.dryrack.sim.stat.Tally;
import dev.dryrack.sim.stat.TimeWeighted;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZeroAllocationTest {

  private static final int EVENTS = 100_000;

  private final AllocationMeter meter = new AllocationMeter();

  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void deliveringEventsAllocatesNothing(EventQueues kind) {
    for (int pending : new int[] {3, 100, 5_000}) {
      Hold hold = new Hold(kind.create(), pending);
      hold.deliver(Math.max(EVENTS, 20 * pending));
      assertThat(meter.fewestBytes(() -> hold.deliver(EVENTS)))
          .as("bytes for %d events with %d pending", EVENTS, pending)
          .isZero();
    }
  }

  /**
   * The number of pending events swings between none and 400, so that the hybrid list changes its
   * structure, and the earliest is looked at and cancelled, so that the wheel takes to its tree.
   */
  @ParameterizedTest
  @MethodSource("dev.dryrack.sim.EventQueues#all")
  void swingingAndCancellingTheEarliestAllocatesNothing(EventQueues kind) {
    EventQueue queue = kind.create();
    long[] handles = new long[400];
    Runnable swings =
        () -> {
          for (int swing = 0; swing < EVENTS / handles.length; swing++) {
            long from = queue.timePicos() + (1L << 30);
            for (int i = 0; i < handles.length; i++) {
              handles[i] = queue.schedule(from + 1000L * i, 0, 0, 0, i);
            }
            for (int i = 0; i < handles.length; i += 2) {
              if (queue.nextTimePicos() != from + 1000L * i) {
                throw new IllegalStateException("not the earliest");
              }
              queue.cancel(handles[i]);
              queue.poll();
            }
          }
        };
    swings.run();
    assertThat(meter.fewestBytes(swings)).isZero();
    assertThat(queue.isEmpty()).isTrue();
  }

  /**
   * All events of a queue made for as many lie in one bucket of a wheel's high level, and come down
   * at once.
   */
  @Test
  void aCrowdedBucketOfTheWheelComesDownWithoutAllocation() {
    int events = 5_000;
    ArrayDeque<EventQueue> full = new ArrayDeque<>();
    for (int round = 0; round < 40; round++) {
      EventQueue queue = new BitmapWheelEventQueue(events);
      for (int i = 0; i < events; i++) {
        queue.schedule((1L << 30) + i * 1_000L, 0, 0, 0, i);
      }
      full.add(queue);
    }
    assertThat(meter.fewestBytes(() -> full.remove().poll())).isZero();
  }

  /**
   * A list made for as many as are pending, and increments of very unlike size, so that a ladder
   * opens many rows. The first thousands of events count too.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1.5})
  void aLadderMadeForItsEventsDoesNotGrowUnderHeavyTails(double shape) {
    int pending = 1_000;
    RandomStream stream = new RandomStreams(1, 0).stream("tails");
    Pareto increments = new Pareto(stream, 1_000, shape);
    EventQueue queue = new LadderEventQueue(pending);
    Runnable hold =
        () -> {
          for (int i = 0; i < 5 * EVENTS; i++) {
            if (i >= pending || queue.size() == pending) {
              queue.poll();
            }
            queue.schedule(queue.timePicos() + (long) increments.next(), 0, 0, 0, i);
          }
        };
    long before = meter.bytes();
    hold.run();
    assertThat(meter.bytes() - before).isLessThan(5_000);
  }

  /** Every distribution there is. */
  private enum Sampler {
    UNIFORM,
    INTEGER,
    EXPONENTIAL,
    NORMAL,
    GAMMA,
    GAMMA_BELOW_1,
    WEIBULL,
    LOG_NORMAL,
    PARETO,
    EMPIRICAL,
    ZIPF;

    DoubleSupplier on(RandomStream stream) {
      return switch (this) {
        case UNIFORM -> stream::nextDouble;
        case INTEGER -> () -> stream.nextLong(1000);
        case EXPONENTIAL -> new Exponential(stream, 1e6)::next;
        case NORMAL -> new Normal(stream, 1e6, 1e3)::next;
        case GAMMA -> new Gamma(stream, 2.5, 1e6)::next;
        case GAMMA_BELOW_1 -> new Gamma(stream, 0.5, 1e6)::next;
        case WEIBULL -> new Weibull(stream, 0.7, 1e6)::next;
        case LOG_NORMAL -> new LogNormal(stream, 6, 1.2)::next;
        case PARETO -> new Pareto(stream, 10, 1.5)::next;
        case EMPIRICAL ->
            new Empirical(stream, new double[] {0, 0.3, 1}, new double[] {1, 2, 9})::next;
        case ZIPF -> {
          Zipf zipf = new Zipf(1.1, 1000);
          yield () -> zipf.next(stream);
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Sampler.class)
  void drawingAllocatesNothingOnEitherGenerator(Sampler sampler) {
    RandomStream[] streams = {new RandomStreams(1, 0).stream("draws"), new Mrg32k3a()};
    for (RandomStream stream : streams) {
      DoubleSupplier draws = sampler.on(stream);
      Tally tally = new Tally();
      Runnable work =
          () -> {
            for (int i = 0; i < EVENTS; i++) {
              tally.record(draws.getAsDouble());
            }
          };
      work.run();
      assertThat(meter.fewestBytes(work)).as("%s on %s", sampler, stream.getClass()).isZero();
    }
  }

  @Test
  void drawingAndCountingAllocatesNothing() {
    RandomStreams streams = new RandomStreams(1, 0);
    Exponential exponential = new Exponential(streams.stream("e"), 1e6);
    Normal normal = new Normal(streams.stream("n"), 1e6, 1e3);
    Gamma gamma = new Gamma(streams.stream("g"), 0.5, 1e6);
    Tally tally = new Tally();
    TimeWeighted level = new TimeWeighted(0, 0);
    LatencyHistogram latencies = new LatencyHistogram();
    long[] now = {0};
    Runnable work =
        () -> {
          for (int i = 0; i < EVENTS; i++) {
            now[0] += (long) exponential.next();
            level.set(now[0], i & 7);
            tally.record(normal.next());
            latencies.record((long) gamma.next());
          }
        };
    work.run();
    assertThat(meter.fewestBytes(work)).isZero();
  }

  @Test
  void theMeterSeesAllocation() {
    PriorityQueue<Long> objects = new PriorityQueue<>();
    long[] time = {1L << 40};
    Runnable work =
        () -> {
          for (int i = 0; i < 1000; i++) {
            objects.add(time[0]++);
            objects.poll();
          }
        };
    work.run();
    assertThat(meter.fewestBytes(work)).isGreaterThan(1000 * Long.BYTES);
  }

  /** A constant number of events, each scheduling the next and cancelling one now and then. */
  private static final class Hold {

    private final Simulation simulation;
    private final RandomStream random = new RandomStreams(7, 0).stream("hold");
    private final int self;
    private int left;
    private long timeout = EventQueue.NO_EVENT;

    Hold(EventQueue queue, int pending) {
      simulation = new Simulation(queue);
      self = simulation.register("hold", this::onEvent);
      for (int i = 0; i < pending; i++) {
        simulation.schedule(random.nextLong(1 << 20), 0, self, 0, i);
      }
    }

    void deliver(int events) {
      left = events;
      simulation.run();
    }

    private void onEvent(int type, long argument) {
      long now = simulation.nowPicos();
      simulation.cancel(timeout);
      timeout = simulation.schedule(now + (1 << 21), 1, self, 1, argument);
      if (type == 0) {
        simulation.schedule(now + random.nextLong(1 << 20), 0, self, 0, argument);
      }
      if (--left == 0) {
        simulation.stop();
      }
    }
  }
}
