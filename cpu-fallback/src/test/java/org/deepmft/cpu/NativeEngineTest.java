package org.deepmft.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deepmft.activation.Tanh;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.Probe;
import org.deepmft.backend.Resources;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J really is the native CPU engine, and really is used. */
class NativeEngineTest {

  @Test
  void theNativeCpuExecutionerIsLoaded() {
    Probe probe = new CpuBackendProvider().probe();
    assertTrue(probe.available(), () -> "cpu must be available here: " + probe.reasons());
    assertEquals(
        "org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner",
        Nd4j.getExecutioner().getClass().getName());
  }

  @Test
  void aSweepOfATabulatedActivationMultipliesMatrices() {
    int n = 10_000;
    Random random = new Random(1);
    double[] w2 = random.doubles(n, 2, 4).toArray();
    double[] b2 = random.doubles(n, 0.01, 0.1).toArray();
    try (Backend backend = new CpuBackendProvider().open(Resources.ofThreads(2))) {
      assertEquals(0L, backend.facts().get("nd4j_products"));
      backend
          .phases(new Tanh())
          .solve(new PhaseTile(w2, b2, InitialState.DEFAULT), new PhaseColumns(n));
      long products = (Long) backend.facts().get("nd4j_products");
      assertTrue(products >= 1, "a cpu sweep must make an ND4J product");
    }
  }

  @Test
  void aProductIsThatOfTheDefinition() {
    int rows = 512;
    int inner = 14;
    int columns = 16;
    Random random = new Random(2);
    double[] a = random.doubles(rows * inner, -1, 1).toArray();
    double[] b = random.doubles(inner * columns, -1, 1).toArray();
    double[] expected = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < inner; k++) {
          expected[i + rows * j] += a[i + rows * k] * b[k + inner * j];
        }
      }
    }
    var matrixB = NativeEngine.matrix(inner, columns);
    NativeEngine.copy(b, matrixB);
    double[] got = new double[rows * columns];
    NativeEngine.load()
        .multiply(
            a, NativeEngine.matrix(rows, inner), matrixB, NativeEngine.matrix(rows, columns), got);
    // 14 products of numbers below 1: rounding at most 14 * 14 * 2^-53.
    assertArrayEquals(expected, got, 14 * 14 * 1.2e-16);
  }
}
