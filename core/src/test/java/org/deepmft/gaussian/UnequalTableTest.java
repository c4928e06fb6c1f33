package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.PairDual.Radial;
import org.deepmft.gaussian.PairDual.Slopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of pairs of unequal variances against direct integration. */
class UnequalTableTest {

  private static final int PAIRS = 120;

  /** Largest errors of growth, spread and D̄, relative, and of D relative to E φ'². */
  private static final double[] BUDGET = {5e-12, 5e-12, 2e-11, 2e-11};

  /** The furthest reach of a chaotic tanh, and where most networks of gelu and elu are. */
  @ParameterizedTest
  @CsvSource({
    "tanh, 0.1, 64",
    "gelu, 0.05, 4",
    "selu, 0.3, 4",
    "x*exp(-x^2), 0.05, 1",
    "softplus, 1e-5, 1"
  })
  void tableAgreesWithDirectIntegration(String name, double low, double high) {
    Activation activation = Activations.named(name);
    TabulatedDual equal = new TabulatedDual(activation);
    UnequalTable table = new UnequalTable(activation, equal, TableCache.NONE);
    UnequalDual direct = new UnequalDual(activation, equal);
    Random random = new Random(11);
    double[] worst = new double[BUDGET.length];
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      double q = low * Math.pow(high / low, random.nextDouble());
      double size = i % 3 == 0 ? Math.pow(10, -9 * random.nextDouble()) : 2.8 * random.nextDouble();
      double r = random.nextBoolean() ? size : -size;
      double e = i % 2 == 0 ? 2 * random.nextDouble() : Math.pow(10, -12 * random.nextDouble());
      double qa = q * Math.exp(-0.5 * r);
      Radial radial = table.radial(qa, r);
      Radial exactRadial = direct.radial(qa, r);
      Slopes slopes = table.slopes(qa, r, e);
      Slopes exact = direct.slopes(qa, r, e);
      double[] errors = {
        radial.growth() / exactRadial.growth() - 1,
        radial.spread() / exactRadial.spread() - 1,
        slopes.mean() / exact.mean() - 1,
        (slopes.atC() - exact.atC()) / equal.g(q, 0)
      };
      for (int k = 0; k < errors.length; k++) {
        worst[k] = Math.max(worst[k], Math.abs(errors[k]));
        if (!(Math.abs(errors[k]) <= BUDGET[k])) {
          failures.add(
              "quantity " + k + " at q " + q + ", r " + r + ", 1 - c " + e + ": " + errors[k]);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: growth %.1e, spread %.1e, mean %.1e, slopes %.1e%n",
        name,
        worst[0],
        worst[1],
        worst[2],
        worst[3]);
    assertEquals(List.of(), failures);
  }

  @Test
  void exchangingTheInputsChangesNothing() {
    Activation activation = Activations.named("silu");
    UnequalTable table =
        new UnequalTable(activation, new TabulatedDual(activation), TableCache.NONE);
    Slopes one = table.slopes(0.5, 0.8, 0.3);
    Slopes other = table.slopes(0.5 * Math.exp(0.8), -0.8, 0.3);
    assertEquals(one.mean(), other.mean(), 1e-14 * one.mean());
    assertEquals(one.atC(), other.atC(), 1e-14 * one.atC());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 3e-8, 1e-12})
  void nearlyEqualVariancesAreThoseOfTheTableOfEqualOnes(double r) {
    Activation activation = Activations.named("tanh");
    TabulatedDual equal = new TabulatedDual(activation);
    Slopes slopes = new UnequalTable(activation, equal, TableCache.NONE).slopes(2, r, 0.4);
    double q = 2 * Math.exp(0.5 * r);
    assertEquals(equal.g(q, 0.2), slopes.mean(), 1e-12);
    assertEquals(equal.d(q, 0.2), slopes.atC(), 1e-11);
  }

  @Test
  void keptBlocksAreTheBuiltOnesBitForBit() {
    Activation activation = Activations.named("tanh");
    TableCache cache = TableCache.inMemory();
    TabulatedDual equal = new TabulatedDual(activation, cache);
    Slopes built = new UnequalTable(activation, equal, cache).slopes(0.7, 0.5, 0.1);
    Radial radial = new UnequalTable(activation, equal, cache).radial(0.7, 0.5);
    List<String> asked = new ArrayList<>();
    TableCache watched =
        new TableCache() {
          @Override
          public java.util.Optional<double[]> find(String table, String part) {
            asked.add(part);
            return cache.find(table, part);
          }

          @Override
          public void keep(String table, String part, double[] numbers) {
            throw new AssertionError(part + " was built though it was kept");
          }
        };
    UnequalTable kept = new UnequalTable(activation, equal, watched);
    assertEquals(built, kept.slopes(0.7, 0.5, 0.1));
    assertEquals(radial, kept.radial(0.7, 0.5));
    assertTrue(asked.stream().anyMatch(part -> part.matches("\\d+-unequal-0")), asked.toString());
  }

  @Test
  void damagedNumbersAreNoBlock() {
    UnequalBlock block =
        new UnequalBlockBuilder(
                new UnequalDual(Activations.named("tanh"), Duals.of(Activations.named("tanh"))),
                SecantTable.Breaks.NONE)
            .build(new DualPanel.QMap(1, 4, false), 0, 1.4);
    double[] numbers = block.numbers();
    UnequalBlock again = UnequalBlock.of(numbers, SecantTable.Breaks.NONE).orElseThrow();
    assertArrayEquals(numbers, again.numbers());
    numbers[numbers.length - 1] = Double.NaN;
    assertFalse(UnequalBlock.of(numbers, SecantTable.Breaks.NONE).isPresent());
    assertFalse(UnequalBlock.of(new double[7], SecantTable.Breaks.NONE).isPresent());
  }

  @Test
  void kinksOffZeroAndJumpsAreNotServed() {
    assertTrue(UnequalTable.serves(Activations.named("elu")));
    assertFalse(UnequalTable.serves(Activations.named("hard-tanh")));
    assertFalse(UnequalTable.serves(Activations.named("sign")));
  }
}
