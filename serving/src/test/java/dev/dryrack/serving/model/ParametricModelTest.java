package dev.dryrack.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.serving.model.ParametricInputs.Attention;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametricModelTest {

  private static final long T = 1_000_000_000_000L;
  private static final long B = 1_000_000_000L;

  @Test
  void eightTrillionWith160BillionActiveIsTheCataloguesModel() {
    ParametricModel made = ParametricModel.of(new ParametricInputs(8 * T, 160 * B));
    ModelArchitecture known = ModelCatalog.builtIn().model("8t-a160b");
    assertThat(made.architecture().layers()).isEqualTo(known.layers());
    assertThat(made.architecture().hiddenSize()).isEqualTo(known.hiddenSize());
    assertThat(made.architecture().vocabularySize()).isEqualTo(known.vocabularySize());
    assertThat(made.architecture().id()).isEqualTo("custom-8t-a160b");
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 80",
    "8000, 160",
    "8000, 320",
    "5000, 100",
    "3000, 60",
    "3000, 120",
    "2780, 104",
    "1030, 32",
    "671, 37",
    "235, 22",
    "30, 3",
    "20000, 400"
  })
  void totalAndActiveComeClose(long billions, long activeBillions) {
    ParametricModel made =
        ParametricModel.of(new ParametricInputs(billions * B, activeBillions * B));
    assertThat(Math.abs(made.totalError())).isLessThan(0.05);
    assertThat(Math.abs(made.activeError())).isLessThan(0.12);
    ParameterCounts counts = ParameterCounts.of(made.architecture());
    assertThat((double) counts.total() / (billions * B) - 1).isEqualTo(made.totalError());
  }

  @ParameterizedTest
  @CsvSource({"8", "70", "405"})
  void aModelAllOfWhichIsActiveIsDense(long billions) {
    ParametricModel made = ParametricModel.of(new ParametricInputs(billions * B, billions * B));
    assertThat(made.architecture().hasRoutedExperts()).isFalse();
    assertThat(Math.abs(made.totalError())).isLessThan(0.02);
  }

  @Test
  void givenDimensionsAreKept() {
    ParametricModel made =
        ParametricModel.of(
            new ParametricInputs(2 * T, 0, 80, 8192, 256, 4, Attention.GQA, 128_000));
    ModelArchitecture model = made.architecture();
    assertThat(model.layerCount()).isEqualTo(80);
    assertThat(model.hiddenSize()).isEqualTo(8192);
    assertThat(model.vocabularySize()).isEqualTo(128_000);
    assertThat(model.layers().get(1).mixer()).isInstanceOf(GroupedQueryAttention.class);
    assertThat(model.layers().get(1).ffn())
        .isInstanceOfSatisfying(
            ExpertFeedForward.class,
            ffn -> {
              assertThat(ffn.experts()).isEqualTo(256);
              assertThat(ffn.topK()).isEqualTo(4);
            });
    assertThat(made.choices()).contains("hidden: 8192 (given)", "experts: 256 (given)");
  }

  @Test
  void whatWasChosenAndHowCloseItCameIsTold() {
    ParametricModel made = ParametricModel.of(new ParametricInputs(8 * T, 160 * B));
    assertThat(made.choices())
        .contains(
            "hidden: 12288 (by the rule)",
            "layers: 92 (by the rule)",
            "experts: 576 (by the rule)",
            "active experts: 8 (by the rule)",
            "total parameters: 7.96T (-0.5 %)",
            "active parameters: 155.3B (-2.9 %)");
  }

  @Test
  void impossibleInputsAreRefusedWithARemedy() {
    assertThatThrownBy(() -> new ParametricInputs(B, 2 * B))
        .hasMessage("active = 2000000000: must be at most params, which are 1000000000");
    assertThatThrownBy(() -> new ParametricInputs(8, 0)).hasMessageContaining("between 100M");
    assertThatThrownBy(() -> new ParametricInputs(T, 0, 0, 0, 4, 8, Attention.MLA, 0))
        .hasMessageContaining("topk = 8: must be at most experts");
    assertThatThrownBy(() -> new ParametricInputs(T, T, 0, 0, 4, 0, Attention.MLA, 0))
        .hasMessageContaining("left out where active equals params");
    assertThatThrownBy(() -> ParametricModel.of(new ParametricInputs(8 * T, 2 * B)))
        .hasMessageContaining("active = 2B cannot be reached");
    assertThatThrownBy(
            () ->
                ParametricModel.of(
                    new ParametricInputs(8 * B, 0, 100, 16384, 0, 0, Attention.MLA, 0)))
        .hasMessageContaining("params are too few");
  }

  @Test
  void anyInputsGiveAModelNearThemOrARefusal() {
    long seed = 20261124;
    Random random = new Random(seed);
    int made = 0;
    for (int i = 0; i < 1000; i++) {
      try {
        long params = (long) Math.exp(random.nextDouble() * 16 + 18);
        ParametricInputs inputs =
            new ParametricInputs(
                params,
                random.nextInt(4) == 0 ? params : (long) (params * random.nextDouble() / 3),
                random.nextBoolean() ? 0 : random.nextInt(300),
                random.nextBoolean() ? 0 : 128 * random.nextInt(400),
                random.nextBoolean() ? 0 : random.nextInt(3000),
                random.nextBoolean() ? 0 : random.nextInt(40),
                random.nextBoolean() ? Attention.MLA : Attention.GQA,
                random.nextBoolean() ? 0 : random.nextInt(400_000));
        ParametricModel model = ParametricModel.of(inputs);
        assertThat(Math.abs(model.totalError())).as("seed %d, case %d", seed, i).isLessThan(0.11);
        assertThat(ParameterCounts.of(model.architecture()).total()).isPositive();
        made++;
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(made).isGreaterThan(50);
  }
}
