package dev.dryrack.hardware.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KernelTimeTest {

  @Test
  void aSoftCornerAddsUpAtOneAndTakesTheLargerAtInfinity() {
    assertEquals(1 + 3 + 4, KernelTime.roofline(1, 3, 4, 1).seconds(), 1e-12);
    assertEquals(1 + 5, KernelTime.roofline(1, 3, 4, 2).seconds(), 1e-12);
    assertEquals(1 + 4, KernelTime.roofline(1, 3, 4, 1000).seconds(), 1e-9);
    assertEquals(1, KernelTime.roofline(1, 0, 0, 2).seconds(), 0);
  }

  @Test
  void partsAddUpAndTheLargestIsTheLimit() {
    KernelTime time = KernelTime.roofline(1, 3, 4, 2);
    double sum = 0;
    for (Limit limit : Limit.values()) {
      sum += time.seconds(limit);
    }
    assertEquals(time.seconds(), sum, 1e-12);
    assertEquals(5 * 16.0 / 25, time.memorySeconds(), 1e-12);
    assertEquals(Limit.MEMORY, time.limit());
    assertEquals(Limit.LINK, KernelTime.link(1, 2).limit());
  }

  @Test
  void anEnginesOverheadMultipliesFixedCostsOnly() {
    KernelTime time = new KernelTime(1, 2, 3, 4).withLatencyTimes(1.5);
    assertEquals(1.5 + 2 + 3 + 4, time.seconds(), 1e-12);
    assertEquals(21, time.times(2).seconds(), 1e-12);
  }
}
