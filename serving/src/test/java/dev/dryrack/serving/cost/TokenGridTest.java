package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TokenGridTest {

  @Test
  void eachPointIsTheLargestCountNotAboveAnyCountItCovers() {
    for (long count = 0; count < 100_000; count++) {
      int index = TokenGrid.index(count);
      assertTrue(TokenGrid.count(index) <= count, "count " + count);
      assertTrue(TokenGrid.count(index + 1) > count, "count " + count);
      assertTrue(count - TokenGrid.count(index) <= count / 16, "count " + count);
    }
  }

  @Test
  void aStraightLineIsInterpolatedExactly() {
    TokenGrid grid = new TokenGrid(70_000);
    long[] table = new long[grid.points()];
    for (int i = 0; i < table.length; i++) {
      table[i] = 1_000_000 + 4096 * TokenGrid.count(i);
    }
    for (long count = 0; count < 80_000; count += 17) {
      long error = Math.abs(1_000_000 + 4096 * count - grid.interpolate(table, count));
      assertTrue(error <= 1, "count " + count);
    }
  }

  @Test
  void weightsOnPointsReproduceInterpolation() {
    TokenGrid grid = new TokenGrid(5000);
    double[] weights = new double[grid.points()];
    grid.addWeight(weights, 4711, 2);
    double sum = 0;
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      mean += weights[i] * TokenGrid.count(i);
    }
    assertEquals(2, sum, 1e-12);
    assertEquals(2 * 4711, mean, 1e-9);
  }
}
