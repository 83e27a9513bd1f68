package dev.dryrack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, and what a package may do. */
final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.dryrack");

  private static final String CLI = "dev.dryrack.cli..";
  private static final String SERVING = "dev.dryrack.serving..";
  private static final String WORKLOAD = "dev.dryrack.workload..";
  private static final String HARDWARE = "dev.dryrack.hardware..";
  private static final String SIM = "dev.dryrack.sim..";

  /** Where events are handled and steps are priced. */
  private static final String[] HOT = {
    "dev.dryrack.sim",
    "dev.dryrack.sim.random",
    "dev.dryrack.serving.engine",
    "dev.dryrack.serving.router"
  };

  /** Functions of Math whose last bit may differ between machines; StrictMath's does not. */
  private static final Set<String> TRANSCENDENTAL =
      Set.of(
          "pow", "exp", "expm1", "log", "log10", "log1p", "sin", "cos", "tan", "asin", "acos",
          "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.dryrack.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void simulationKernelKnowsNothingElse() {
    noClasses()
        .that(resideInAPackage(SIM))
        .should()
        .dependOnClassesThat(resideInAnyPackage(CLI, SERVING, WORKLOAD, HARDWARE))
        .check(CLASSES);
  }

  @Test
  void hardwareKnowsNothingElse() {
    noClasses()
        .that(resideInAPackage(HARDWARE))
        .should()
        .dependOnClassesThat(resideInAnyPackage(CLI, SERVING, WORKLOAD, SIM))
        .check(CLASSES);
  }

  @Test
  void workloadsUseOnlyTheRandomStreamsOfTheKernel() {
    noClasses()
        .that(resideInAPackage(WORKLOAD))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(CLI, SERVING, HARDWARE)
                .or(resideInAPackage(SIM).and(not(resideInAPackage("dev.dryrack.sim.random..")))))
        .check(CLASSES);
  }

  @Test
  void nothingDependsOnTheCommandLine() {
    noClasses()
        .that(resideInAnyPackage(SERVING, WORKLOAD, HARDWARE, SIM))
        .should()
        .dependOnClassesThat(resideInAPackage(CLI))
        .check(CLASSES);
  }

  @Test
  void theClosedFormNeedsNoSimulation() {
    noClasses()
        .that(
            resideInAnyPackage(
                "dev.dryrack.serving.model..",
                "dev.dryrack.serving.plan..",
                "dev.dryrack.serving.memory..",
                "dev.dryrack.serving.cost..",
                "dev.dryrack.serving.fit..",
                "dev.dryrack.serving.estimate.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                SIM, "dev.dryrack.serving.engine..", "dev.dryrack.serving.metrics.."))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineParsesArgumentsAndWritesJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void theProcessIsEndedOnlyByMain() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.dryrack.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void hotPackagesUseNoStreamsFormattingOrCommonsMath() {
    noClasses()
        .that(resideInAnyPackage(HOT))
        // Moving all events from one list to another, once in a while, is not the hot path.
        .and()
        .doNotHaveFullyQualifiedName("dev.dryrack.sim.EventStore")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.stream..", "org.apache.commons.math3..", "java.util.logging..")
        .orShould()
        .callMethodWhere(isStringFormat())
        .check(CLASSES);
  }

  @Test
  void theEngineBoxesNoNumbersAndWritesNoLogs() {
    noClasses()
        .that(resideInAPackage("dev.dryrack.serving.engine"))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.HashMap.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Formatter.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.Logger.class)
        .orShould()
        .callMethodWhere(isBoxing())
        .check(CLASSES);
  }

  @Test
  void pricingAndRecordingUseNoStreamsOrFormatting() {
    noClasses()
        .that(
            resideInAPackage("dev.dryrack.sim.stat")
                .or(
                    named(
                        "dev.dryrack.serving.cost.CompiledStepPrice",
                        "dev.dryrack.serving.cost.StepLedger",
                        "dev.dryrack.serving.cost.TokenGrid",
                        "dev.dryrack.serving.cost.TimeTable",
                        "dev.dryrack.serving.metrics.RunCollector",
                        "dev.dryrack.serving.metrics.ReplicaStatistics",
                        "dev.dryrack.serving.metrics.NanosHistogram",
                        "dev.dryrack.serving.metrics.NanosBuckets",
                        "dev.dryrack.serving.metrics.LoadTrend")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.stream..")
        .orShould()
        .callMethodWhere(isStringFormat())
        .check(CLASSES);
  }

  @Test
  void schedulersAndRoutersDoNotSeeOutputLengths() {
    noClasses()
        .that()
        .areAssignableTo(dev.dryrack.serving.engine.BatchScheduler.class)
        .or()
        .resideInAPackage("dev.dryrack.serving.router")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.dryrack.serving.engine.RequestSlots")
        .orShould()
        .dependOnClassesThat(resideInAPackage(WORKLOAD))
        .check(CLASSES);
  }

  @Test
  void servingMentionsNoLinkSpeed() {
    noClasses()
        .that(resideInAPackage(SERVING))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.dryrack.hardware.LinkSpec")
        .check(CLASSES);
  }

  @Test
  void transcendentalFunctionsAreTheSameOnEveryMachine() {
    noClasses()
        .that(resideInAnyPackage(SERVING, WORKLOAD, SIM))
        .should()
        .callMethodWhere(isPlatformMath())
        .check(CLASSES);
  }

  @Test
  void noResultDependsOnTheWallClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .orShould()
        .callMethodWhere(isNow())
        .check(CLASSES);
  }

  @Test
  void randomNumbersComeFromNamedStreams() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.random.RandomGenerator.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    for (JavaClass type : CLASSES) {
      assertThat(type.getPackage().tryGetPackageInfo())
          .as("package-info of " + type.getPackageName())
          .isPresent();
    }
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
    return DescribedPredicate.not(predicate);
  }

  /** The classes of these names and what is nested in them. */
  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        "one of the named classes",
        type ->
            Arrays.stream(names)
                .anyMatch(n -> type.getName().equals(n) || type.getName().startsWith(n + "$")));
  }

  private static DescribedPredicate<JavaCall<?>> isBoxing() {
    return DescribedPredicate.describe(
        "boxing",
        call ->
            call.getName().equals("valueOf")
                // The result of a run is made once, when it has ended.
                && !call.getOrigin()
                    .getFullName()
                    .equals("dev.dryrack.serving.engine.ServingSimulation.result()")
                && (call.getTargetOwner().isEquivalentTo(Integer.class)
                    || call.getTargetOwner().isEquivalentTo(Long.class)
                    || call.getTargetOwner().isEquivalentTo(Double.class)));
  }

  private static DescribedPredicate<JavaCall<?>> isNow() {
    return DescribedPredicate.describe(
        "now() of java.time",
        call ->
            call.getName().equals("now")
                && call.getTargetOwner().getPackageName().startsWith("java.time"));
  }

  private static DescribedPredicate<JavaCall<?>> isPlatformMath() {
    return DescribedPredicate.describe(
        "a transcendental function of Math",
        call ->
            call.getTargetOwner().isEquivalentTo(Math.class)
                && TRANSCENDENTAL.contains(call.getName()));
  }

  private static DescribedPredicate<JavaCall<?>> isStringFormat() {
    return DescribedPredicate.describe(
        "String.format",
        call ->
            call.getTargetOwner().isEquivalentTo(String.class)
                && (call.getName().equals("format") || call.getName().equals("formatted")));
  }
}
