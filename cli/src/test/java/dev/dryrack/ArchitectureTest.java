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
    "dev.dryrack.sim", "dev.dryrack.sim.random", "dev.dryrack.serving.engine"
  };

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
  void noResultDependsOnTheWallClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void randomNumbersComeFromNamedStreams() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
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

  private static DescribedPredicate<JavaCall<?>> isStringFormat() {
    return DescribedPredicate.describe(
        "String.format",
        call ->
            call.getTargetOwner().isEquivalentTo(String.class)
                && (call.getName().equals("format") || call.getName().equals("formatted")));
  }
}
