package dev.dryrack.cli.experiment;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import java.util.Locale;

/** What systems of different kinds have in equal amounts when they are compared. */
public enum EqualShare {
  /** As many GPUs. */
  GPUS,
  /** As many dollars an hour. */
  COST,
  /** As many watts at full load. */
  POWER;

  /** How far from equal systems of whole replicas may be. */
  private static final double MOST_OFF = 0.25;

  /** The one of a name among {@link #names()}. */
  public static EqualShare of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The names of all. */
  public static List<String> names() {
    return List.of("gpus", "cost", "power");
  }

  /** How much of it a deployment takes. */
  public double amount(FitReport fit, Resolver resolver) {
    SystemSpec system = fit.deployment().cluster().system();
    return switch (this) {
      case GPUS -> fit.plan().gpus();
      case COST -> resolver.price(system).usdPerGpuHour() * fit.plan().gpus();
      case POWER -> system.wattsPerGpu() * fit.plan().gpus();
    };
  }

  /**
   * The replicas of a plan that come nearest to an amount.
   *
   * @throws IllegalArgumentException if none comes near
   */
  public int replicas(FitReport fit, Resolver resolver, double wanted) {
    double one = amount(fit, resolver) / fit.plan().replicas();
    int replicas = (int) Math.max(1, Math.round(wanted / one));
    double off = replicas * one / wanted - 1;
    if (Math.abs(off) > MOST_OFF) {
      throw new IllegalArgumentException(
          "one of "
              + fit.plan().replicas()
              + " replicas of "
              + fit.plan().label()
              + " takes "
              + print(one)
              + ", and the baseline "
              + print(wanted)
              + ": no number of them comes within "
              + Figures.percent(MOST_OFF)
              + "; choose a smaller plan, or a baseline of more replicas");
    }
    return replicas;
  }

  /** Assignments of a plan with so many replicas. */
  public static List<String> changes(ShardingPlan plan, int replicas) {
    return List.of(
        "plan.tp=" + plan.tp(),
        "plan.pp=" + plan.pp(),
        "plan.attention-dp=" + plan.attentionDp(),
        "plan.ep=" + plan.ep(),
        "plan.moe-tp=" + plan.moeTp(),
        "plan.replicas=" + replicas,
        "system.gpus=" + plan.gpusPerReplica() * replicas);
  }

  /** An amount for people. */
  public String print(double amount) {
    return switch (this) {
      case GPUS -> Figures.digits(amount, 3) + " GPUs";
      case COST -> Figures.dollars(amount) + " an hour";
      case POWER -> Figures.prefixed(amount, "W");
    };
  }
}
