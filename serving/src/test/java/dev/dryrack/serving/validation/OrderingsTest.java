package dev.dryrack.serving.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pairs are compared, and when they agree. */
final class OrderingsTest {

  private static Outcome outcome(String configuration, String load, double measured, double guess) {
    Labels labels = new Labels("h100", "llama-3.1-8b", "vllm", "agg", "decode");
    Point point = new Point("", "", "", labels, configuration, load, "tpot", "ms", measured, false);
    return Outcome.time(point, guess, 0.1, "", null);
  }

  @Test
  void pairsUnderTheSameLoadCountWhereMeasurementsAreApart() {
    List<Orderings> orderings =
        Orderings.of(
            List.of(
                outcome("a", "c8", 10, 11),
                outcome("b", "c8", 20, 19),
                outcome("c", "c8", 30, 12),
                outcome("d", "c8", 10.5, 30),
                outcome("e", "c16", 100, 1),
                outcome("a", "c8", 40, 1)));
    // a-b, a-c, b-c, b-d, c-d, and the second a with b and d and c; a-d and a-a are not compared
    assertThat(orderings).hasSize(1);
    assertThat(orderings.get(0).pairs()).isEqualTo(8);
    assertThat(orderings.get(0).agreed()).isEqualTo(2);
  }
}
