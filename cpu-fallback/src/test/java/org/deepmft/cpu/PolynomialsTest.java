package org.deepmft.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Horner's scheme over columns agrees with powers term by term, at every degree. */
class PolynomialsTest {

  private static final int N = 37;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 16, 17})
  void valueAndDerivativeAreThoseOfThePolynomial(int terms) {
    Random random = new Random(terms);
    double[] c = random.doubles(terms, -1, 1).toArray();
    double[] x = random.doubles(N, -1, 1).toArray();
    double[] columns = new double[3 + terms * N];
    for (int k = 0; k < terms; k++) {
      java.util.Arrays.fill(columns, 3 + k * N, 3 + (k + 1) * N, c[k]);
    }
    double[] value = new double[N];
    double[] f = new double[N];
    double[] df = new double[N];
    double[] ownF = new double[N];
    double[] ownDf = new double[N];
    Polynomials.evaluate(c, x, value, N);
    Polynomials.withDerivative(c, terms, x, f, df, N);
    Polynomials.withDerivative(columns, 3, N, terms, x, ownF, ownDf, N);
    for (int i = 0; i < N; i++) {
      double expected = 0;
      double slope = 0;
      for (int k = 0; k < terms; k++) {
        expected += c[k] * Math.pow(x[i], k);
        slope += k == 0 ? 0 : k * c[k] * Math.pow(x[i], k - 1);
      }
      // At most 17 terms below 1 and their derivatives below 17: a few hundred ulp.
      assertEquals(expected, value[i], 1e-14);
      assertEquals(expected, f[i], 1e-14);
      assertEquals(slope, df[i], 1e-13);
      assertEquals(f[i], ownF[i], "both forms round alike");
      assertEquals(df[i], ownDf[i], "both forms round alike");
    }
  }
}
