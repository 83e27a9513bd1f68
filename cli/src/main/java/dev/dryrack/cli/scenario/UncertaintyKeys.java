package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.serving.uncertainty.SampleDesign;
import java.util.List;

/** Keys of how values that are not known are sampled. */
public final class UncertaintyKeys {

  static final Section KEYS = new Section("uncertainty", "Values that are not known");

  public static final ScenarioKey<Long> SAMPLES =
      KEYS.automatic(
          "samples",
          WholeNumber.between(2, 1_000_000),
          "1000 where a value is a range or a distribution",
          "Sample what is uncertain so often: medians, 10-90 % bands, what drives them",
          "--samples");
  public static final ScenarioKey<String> DESIGN =
      KEYS.with(
          "design",
          new Choice(List.of(SampleDesign.Kind.LATIN_HYPERCUBE.id(), SampleDesign.Kind.SOBOL.id())),
          SampleDesign.Kind.LATIN_HYPERCUBE.id(),
          "How samples are spread",
          "--design");

  public static final ScenarioKey<Long> SIMULATE =
      KEYS.with(
          "simulate",
          WholeNumber.between(0, 1000),
          0L,
          "Samples that are simulated too, spread evenly over their closed-form speed",
          "--simulate");

  private UncertaintyKeys() {}
}
