package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arithmetic of second moments, against the moments themselves in 60 digits. */
class PairSignalTest {

  private static final MathContext DIGITS = new MathContext(60);

  /** K_aa, K_bb, K_ab. */
  private record Moments(BigDecimal aa, BigDecimal bb, BigDecimal ab) {
    Moments plus(Moments other) {
      return new Moments(aa.add(other.aa), bb.add(other.bb), ab.add(other.ab));
    }

    BigDecimal oneMinusC() {
      return BigDecimal.ONE.subtract(ab.divide(aa.multiply(bb).sqrt(DIGITS), DIGITS));
    }
  }

  /** A pair whose ratio is (1 + x)², so that it has few digits. */
  private static Moments moments(double aa, double x, double e) {
    BigDecimal root = BigDecimal.ONE.add(new BigDecimal(x));
    BigDecimal a = new BigDecimal(aa);
    return new Moments(
        a,
        a.multiply(root).multiply(root),
        a.multiply(root).multiply(BigDecimal.ONE.subtract(new BigDecimal(e))));
  }

  private static PairSignal pair(double aa, double x, double e) {
    return new PairSignal(Magnitude.of(aa), Magnitude.of(2 * Math.log1p(x)), Magnitude.of(e));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-15, 1e-6, 0.3, 100})
  void sumsLoseNoDigits(double size) {
    for (double e : new double[] {0, 1e-18, 1e-3, 1, 1.7}) {
      for (double x : new double[] {-size / (1 + size), 0, 0.5 * size}) {
        Moments k = moments(0.7, size, e);
        Moments l = moments(1.9, x, 0.5 * size / (1 + size));
        BigDecimal exact = k.plus(l).oneMinusC();
        PairSignal sum = pair(0.7, size, e).plus(pair(1.9, x, 0.5 * size / (1 + size)));
        assertEquals(1, sum.oneMinusC().value() / exact.doubleValue(), 4e-15);
        double ratio =
            k.plus(l).bb.subtract(k.plus(l).aa).divide(k.plus(l).aa, DIGITS).doubleValue();
        assertEquals(Math.log1p(ratio), sum.lnRatio().value(), 4e-15 * (Math.abs(ratio) + size));
      }
    }
  }

  @Test
  void sumsGoOnBelowTheDoubles() {
    PairSignal u =
        new PairSignal(Magnitude.of(1), Magnitude.ofLog(-1, -2000), Magnitude.ofLog(1, -5000));
    PairSignal sum = u.plus(PairSignal.shared(3));
    assertEquals(-2000 + Math.log(0.25), sum.lnRatio().ln(), 1e-12);
    assertEquals(-1.0, Math.copySign(1, sum.lnRatio().value()));
    // spread: w (1 - w) r²/8
    assertEquals(-4000 + Math.log(0.25 * 0.75 / 8), sum.oneMinusC().ln(), 1e-12);
    assertEquals(
        -5000 + Math.log(0.25), u.normalised().plus(PairSignal.shared(3)).oneMinusC().ln(), 1e-12);
  }

  @Test
  void dropoutAndNoiseKeepTheCovariance() {
    PairSignal u = PairSignal.of(2, 2, 0.75);
    PairSignal dropped = u.dropout(0.2);
    assertEquals(2.5, dropped.qa(), 1e-15);
    assertEquals(1.5, dropped.qa() * dropped.c(), 1e-15);
    PairSignal noisy = u.plus(PairSignal.independent(0.5));
    assertEquals(2.5, noisy.qa(), 1e-15);
    assertEquals(1.5, noisy.qa() * noisy.c(), 1e-15);
  }

  @Test
  void wrongPairsAreRefusedByNameAndValue() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Exception a = assertThrows(IllegalArgumentException.class, () -> PairSignal.of(1, bad, 0.5));
      assertEquals("q_b must be positive and finite, got " + bad, a.getMessage());
    }
    Exception c = assertThrows(IllegalArgumentException.class, () -> PairSignal.of(1, 1, 1.01));
    assertTrue(c.getMessage().contains("c must be in [-1, 1], got 1.01"));
  }
}
