package dev.dryrack.serving.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoadTreeTest {

  @Test
  void theLeastLoadedIsTheOneAScanFinds() {
    SplittableRandom random = new SplittableRandom(11);
    for (int targets = 1; targets <= 130; targets++) {
      LoadTree tree = new LoadTree(targets);
      int[] loads = new int[targets];
      for (int i = 0; i < 500; i++) {
        int target = random.nextInt(3) == 0 ? tree.leastLoaded() : random.nextInt(targets);
        int amount = loads[target] > 0 && random.nextBoolean() ? -1 : 1;
        loads[target] += amount;
        tree.change(target, amount);
        int least = 0;
        for (int t = 1; t < targets; t++) {
          least = loads[t] < loads[least] ? t : least;
        }
        assertThat(tree.leastLoaded()).as("%s targets", targets).isEqualTo(least);
        assertThat(tree.load(target)).isEqualTo(loads[target]);
      }
    }
  }
}
