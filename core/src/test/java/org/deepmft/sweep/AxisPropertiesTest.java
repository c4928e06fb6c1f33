package org.deepmft.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

class AxisPropertiesTest {

  private static final String NAME = "sigma_b2";

  private static void requireAscending(double lo, double hi, int n, Axis axis) {
    assertEquals(n, axis.size());
    assertEquals(lo, axis.get(0));
    assertEquals(hi, axis.get(n - 1));
    for (int i = 1; i < n; i++) {
      assertTrue(axis.get(i) > axis.get(i - 1), "value " + i);
    }
  }

  @Property(seed = "1")
  void linearRangesHoldTheirEndsAndAscendByNumpysFormula(
      @ForAll @DoubleRange(min = 0, max = 1e4) @Scale(9) double lo,
      @ForAll @DoubleRange(min = 1e-6, max = 1e4) @Scale(9) double width,
      @ForAll @IntRange(min = 2, max = 400) int n) {
    double hi = lo + width;
    Axis axis = Axis.parse(NAME, lo + ":" + hi + ":" + n);
    requireAscending(lo, hi, n, axis);
    double step = (hi - lo) / (n - 1);
    for (int i = 0; i < n - 1; i++) {
      assertEquals(i * step + lo, axis.get(i));
    }
  }

  @Property(seed = "2")
  void logarithmicRangesHoldTheirEndsAndAscendByEqualRatios(
      @ForAll @DoubleRange(min = -12, max = 6) @Scale(9) double lnLo,
      @ForAll @DoubleRange(min = 1e-3, max = 20) @Scale(9) double lnWidth,
      @ForAll @IntRange(min = 2, max = 400) int n) {
    double lo = Math.exp(lnLo);
    double hi = Math.exp(lnLo + lnWidth);
    Axis axis = Axis.parse(NAME, lo + ":" + hi + ":" + n + ":log");
    requireAscending(lo, hi, n, axis);
    double ratio = Math.log(hi / lo) / (n - 1);
    for (int i = 1; i < n; i++) {
      // The exponential of up to 26 carries its argument's rounding.
      assertEquals(ratio, Math.log(axis.get(i) / axis.get(i - 1)), 1e-14);
    }
  }

  @Property(seed = "3")
  void squaresOfARangeAscend(
      @ForAll @DoubleRange(min = 0, max = 1e3) @Scale(9) double lo,
      @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(9) double width,
      @ForAll @IntRange(min = 2, max = 100) int n) {
    double hi = lo + width;
    Axis squares = Axis.parse("sigma_b", lo + ":" + hi + ":" + n).squared(NAME);
    requireAscending(lo * lo, hi * hi, n, squares);
  }

  /** Any text at all: no exception but the one with the rule, in one line, at once. */
  @Property(seed = "4", tries = 2000)
  void anyTextIsAnAxisOrIsRefusedInOneLine(@ForAll String text) {
    requireAxisOrOneLine(text);
  }

  /** Texts that come near a range. */
  @Property(seed = "5", tries = 3000)
  void anyTextOfNumbersAndColonsIsAnAxisOrIsRefusedInOneLine(@ForAll("nearlyRanges") String text) {
    requireAxisOrOneLine(text);
  }

  @Provide
  Arbitrary<String> nearlyRanges() {
    return Arbitraries.of(
            "0",
            "1",
            "2",
            "-1",
            "1e-320",
            "1e308",
            "NaN",
            "Infinity",
            "",
            " ",
            "3.5",
            "64",
            "1000",
            "log",
            "LOG",
            "x",
            "\n",
            "\t",
            "\u00a0",
            "0x1p3",
            "1d",
            "9999999999",
            "'",
            "\u0000")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(parts -> String.join(":", parts));
  }

  private static void requireAxisOrOneLine(String text) {
    assertTimeout(
        Duration.ofMillis(100),
        () -> {
          try {
            Axis axis = Axis.parse(NAME, text);
            for (int i = 0; i < axis.size(); i++) {
              assertTrue(axis.get(i) >= 0 && axis.get(i) < Double.POSITIVE_INFINITY);
              assertTrue(i == 0 || axis.get(i) > axis.get(i - 1));
            }
          } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains(NAME), e::getMessage);
            assertEquals(1, e.getMessage().lines().count(), e::getMessage);
          }
        });
  }

  @Property(seed = "6")
  void shardsThatAreNoneAreRefusedInOneLine(@ForAll String text) {
    Assume.that(!text.matches("\\s*[1-9]\\d*\\s*/\\s*[1-9]\\d*\\s*"));
    try {
      Shard shard = Shard.parse(text);
      assertTrue(shard.index() <= shard.count());
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("shard must be i/n with 1 <= i <= n, got "));
      assertEquals(1, e.getMessage().lines().count(), e::getMessage);
    }
  }
}
