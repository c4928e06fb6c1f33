package org.deepmft;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.deepmft.backend.ReferenceBackend;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.meanfield.DirectSolver;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.deepmft", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Set<String> TABLE =
      Set.of(
          "org.deepmft.gaussian.TabulatedDual",
          "org.deepmft.gaussian.DualPanel",
          "org.deepmft.gaussian.DualPanelBuilder",
          "org.deepmft.gaussian.SecantTable",
          "org.deepmft.gaussian.SmoothedSlope");

  private static final DescribedPredicate<JavaClass> BELONG_TO_THE_TABLE =
      describe("belong to the tabulated dual", c -> TABLE.contains(c.getName().split("\\$")[0]));

  @ArchTest
  static final ArchRule JUDGE_KNOWS_NO_TABLE =
      noClasses()
          .that()
          .belongToAnyOf(ReferenceBackend.class, DirectSolver.class, DirectDual.class)
          .should()
          .transitivelyDependOnClassesThat(BELONG_TO_THE_TABLE);

  /** The rule above would hold emptily if a class of the table were renamed. */
  @ArchTest
  static void classesOfTheTableHaveTheNamesOfTheRule(JavaClasses core) {
    for (String name : TABLE) {
      assertTrue(core.contain(name), name);
    }
  }

  @ArchTest static final ArchRule ACTIVATIONS_KNOW_NOTHING_OF_OURS = mayKnow("activation");

  @ArchTest static final ArchRule AVERAGES_KNOW_ACTIVATIONS = mayKnow("gaussian", "activation");

  @ArchTest
  static final ArchRule FIXED_POINTS_KNOW_AVERAGES = mayKnow("meanfield", "gaussian", "activation");

  @ArchTest
  static final ArchRule PAIRS_KNOW_AVERAGES = mayKnow("propagation", "gaussian", "activation");

  @ArchTest
  static final ArchRule NETWORKS_KNOW_PAIRS =
      mayKnow("network", "propagation", "meanfield", "gaussian", "activation");

  @ArchTest
  static final ArchRule KERNELS_KNOW_NETWORKS_AND_PAIRS =
      mayKnow("kernel", "network", "propagation", "gaussian", "activation");

  @ArchTest
  static final ArchRule BACKENDS_KNOW_FIXED_POINTS =
      mayKnow("backend", "meanfield", "propagation", "kernel", "gaussian", "activation");

  @ArchTest
  static final ArchRule SWEEPS_KNOW_THE_CONTRACT_OF_BACKENDS =
      mayKnow("sweep", "backend", "meanfield", "propagation");

  @ArchTest
  static final ArchRule INITIALISATION_KNOWS_FIXED_POINTS =
      mayKnow("initialisation", "meanfield", "gaussian", "activation");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("org.deepmft.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CORE_STANDS_ON_THE_LANGUAGE_ALONE =
      classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.deepmft..");

  private static ArchRule mayKnow(String own, String... others) {
    String[] allowed = new String[others.length + 2];
    allowed[0] = "java..";
    allowed[1] = "org.deepmft." + own + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 2] = "org.deepmft." + others[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage("org.deepmft." + own + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }
}
