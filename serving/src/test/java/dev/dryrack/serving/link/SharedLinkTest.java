package dev.dryrack.serving.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Transfers that overlap share the link. */
class SharedLinkTest {

  @Test
  void aTransferAloneTakesItsOwnTime() {
    SharedLink link = new SharedLink();
    link.start(5, 7, 100);
    assertThat(link.nextEndPicos()).isEqualTo(105);
    assertThat(link.finish(104)).isEqualTo(SharedLink.NONE);
    assertThat(link.finish(105)).isEqualTo(7);
    assertThat(link.nextEndPicos()).isEqualTo(SharedLink.NEVER);
    assertThat(link.busyPicos(1_000)).isEqualTo(100);
  }

  @Test
  void twoShareItWhileTheyOverlap() {
    SharedLink link = new SharedLink();
    link.start(0, 1, 100);
    link.start(40, 2, 100);
    // 60 left of the first at half speed: ends at 160, when the second has had 60 and has 40 left.
    assertThat(link.nextEndPicos()).isEqualTo(160);
    assertThat(link.finish(160)).isEqualTo(1);
    assertThat(link.nextEndPicos()).isEqualTo(200);
    assertThat(link.finish(200)).isEqualTo(2);
  }

  @Test
  void thoseThatEndTogetherEndInTheOrderOfTheirStart() {
    SharedLink link = new SharedLink();
    for (int i = 0; i < 5; i++) {
      link.start(0, i, 10);
    }
    assertThat(link.nextEndPicos()).isEqualTo(50);
    for (int i = 0; i < 5; i++) {
      assertThat(link.finish(50)).isEqualTo(i);
    }
    assertThat(link.finish(50)).isEqualTo(SharedLink.NONE);
  }

  @Test
  void aTransferWithoutTimeAndATimeThatIsPastAreRefused() {
    SharedLink link = new SharedLink();
    assertThatThrownBy(() -> link.start(0, 1, 0)).hasMessageContaining("0 ps: must take 1 ps");
    link.start(10, 1, 1);
    assertThatThrownBy(() -> link.start(9, 2, 1)).hasMessageContaining("went back from 10 to 9");
  }

  @Test
  void randomTransfersEndAsThoseOfAFluidDo() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int count = 1 + random.nextInt(60);
      long[] starts = new long[count];
      long[] needs = new long[count];
      long at = 0;
      for (int i = 0; i < count; i++) {
        at += random.nextInt(4) == 0 ? 0 : random.nextInt(50_000);
        starts[i] = at;
        needs[i] = 1L + random.nextInt(random.nextBoolean() ? 1_000_000 : 1_000);
      }
      double[] fluid = fluidEnds(starts, needs);
      long[] ends = ends(starts, needs);
      for (int i = 0; i < count; i++) {
        // Less than a picosecond per transfer present and change: here at most 60 and 120.
        assertThat((double) ends[i])
            .as("seed %s, transfer %s of %s", seed, i, count)
            .isCloseTo(fluid[i], within(count + 1.0));
      }
    }
  }

  private static long[] ends(long[] starts, long[] needs) {
    SharedLink link = new SharedLink();
    long[] ends = new long[starts.length];
    int next = 0;
    while (next < starts.length || link.transfers() > 0) {
      long end = link.nextEndPicos();
      if (next < starts.length && starts[next] < end) {
        link.start(starts[next], next, needs[next]);
        next++;
      } else {
        ends[link.finish(end)] = end;
      }
    }
    long work = 0;
    for (long need : needs) {
      work += need;
    }
    assertThat(link.busyPicos(ends[0] + 100_000_000L)).as("work is conserved").isEqualTo(work);
    return ends;
  }

  /** The plain fluid: every transfer present gets the same share of each interval. */
  private static double[] fluidEnds(long[] starts, long[] needs) {
    double[] ends = new double[starts.length];
    double[] left = new double[starts.length];
    List<Integer> present = new ArrayList<>();
    double now = 0;
    int next = 0;
    while (next < starts.length || !present.isEmpty()) {
      double least = Double.POSITIVE_INFINITY;
      for (int i : present) {
        least = Math.min(least, left[i]);
      }
      double end = present.isEmpty() ? least : now + least * present.size();
      boolean starting = next < starts.length && starts[next] <= end;
      double then = starting ? starts[next] : end;
      for (int i : present) {
        left[i] -= (then - now) / present.size();
      }
      now = then;
      if (starting) {
        left[next] = needs[next];
        present.add(next++);
      }
      for (int i : List.copyOf(present)) {
        if (left[i] <= 1e-6) {
          ends[i] = now;
          present.remove(Integer.valueOf(i));
        }
      }
    }
    return ends;
  }
}
