package org.deepmft.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {

  private static final String NAME = "sigma_w2";

  @Test
  void oneNumberIsAnAxisOfOneValue() {
    assertArrayEquals(new double[] {1.5}, Axis.parse(NAME, " 1.5 ").values());
    assertArrayEquals(new double[] {0}, Axis.parse(NAME, "0").values());
  }

  /** numpy.linspace(0, 4, 11).tolist() and numpy.linspace(0.1, 0.7, 7).tolist(). */
  @Test
  void equallySpacedValuesAreThoseOfNumpy() {
    assertArrayEquals(
        new double[] {
          0,
          0.4,
          0.8,
          1.2000000000000002,
          1.6,
          2,
          2.4000000000000004,
          2.8000000000000003,
          3.2,
          3.6,
          4
        },
        Axis.parse(NAME, "0:4:11").values());
    assertArrayEquals(
        new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}, Axis.parse(NAME, "0.1:0.7:7").values());
  }

  @Test
  void logarithmicValuesAreDecades() {
    assertArrayEquals(
        new double[] {1e-3, 1e-2, 1e-1, 1, 10}, Axis.parse(NAME, "1e-3:10:5:log").values(), 1e-14);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc | sigma_w2 must be a number, got 'abc'",
        "'' | sigma_w2 must be a number, got ''",
        "-1 | sigma_w2 must be finite and >= 0, got -1",
        "NaN | sigma_w2 must be finite and >= 0, got NaN",
        "1e999 | sigma_w2 must be finite and >= 0, got 1e999",
        "0:Infinity:3 | sigma_w2 must be finite and >= 0, got Infinity",
        "1:2 | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got '1:2'",
        "1:2:3:lin | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got '1:2:3:lin'",
        "1:2:3:log:4 | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got '1:2:3:log:4'",
        "2:1:3 | sigma_w2 range must rise from lo to hi, got '2:1:3'; write one value as x",
        "1:1:3 | sigma_w2 range must rise from lo to hi, got '1:1:3'; write one value as x",
        "1:2:1 | sigma_w2 range must have n >= 2 to hold both ends, got '1:2:1'; write one value as x",
        "1e-300:1e300:7:log | sigma_w2 range must have a finite ratio hi/lo to be logarithmic, got"
            + " '1e-300:1e300:7:log'",
        "0:2:3:log | sigma_w2 range must start above 0 to be logarithmic, got '0:2:3:log'",
      })
  void malformedRangesAreRefusedWithTheRule(String text, String message) {
    assertEquals(message, refusal(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3", "2.5", "", "x", "100000001", "99999999999999999999"})
  void countsThatAreNoneAreRefusedWithTheRule(String n) {
    assertEquals(
        "sigma_w2 range must have a whole number n of values, 1 <= n <= 100000000, got '" + n + "'",
        refusal("0:1:" + n));
  }

  @Test
  void rangeTooNarrowForItsCountIsRefused() {
    assertEquals(
        "sigma_w2 range must not hold more values than doubles exist between lo and hi, got"
            + " '1:1.0000000000000002:5'",
        refusal("1:1.0000000000000002:5"));
  }

  @Test
  void lineBreaksOfTheTextDoNotBreakTheMessage() {
    assertEquals(1, refusal("1\n2").lines().count());
    assertEquals(1, refusal("1:2:\n3\n4").lines().count());
  }

  @Test
  void standardDeviationsBecomeVariances() {
    Axis deviations = Axis.parse("sigma_w", "0.5:2:4");
    Axis variances = deviations.squared(NAME);
    assertEquals(NAME, variances.name());
    assertArrayEquals(
        Arrays.stream(deviations.values()).map(s -> s * s).toArray(), variances.values());
  }

  /** The squares of 1e200 and of 1e-200 are no variances that a tile could hold apart. */
  @ParameterizedTest
  @ValueSource(strings = {"1e200", "0:1e200:3", "1e-200:1e-190:3"})
  void standardDeviationsWithoutDistinctFiniteSquaresAreRefused(String text) {
    Axis deviations = Axis.parse("sigma_w", text);
    assertThrows(IllegalArgumentException.class, () -> deviations.squared(NAME));
  }

  /** A range that is refused, or refused later with its command, fills no memory before. */
  @Test
  void aRangeTakesItsMemoryWhenItsValuesAreAskedFor() {
    List<Axis> axes = new ArrayList<>();
    for (int k = 0; k < 200; k++) { // 160 GB of values
      axes.add(Axis.parse("sigma_w", "0:1:100000000").squared(NAME));
      axes.add(Axis.parse(NAME, "1e-3:1:100000000:log"));
    }
    assertEquals(100_000_000, axes.get(0).size());
    refusal("0:1e-320:100000000");
    refusal("1e-320:1:100000000:log");
    refusal("1:1.000000001:100000000");
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Axis.parse(NAME, text)).getMessage();
  }
}
