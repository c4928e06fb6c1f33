package org.deepmft.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deepmft.kernel.TileProduct;
import org.junit.jupiter.api.Test;

/** ND4J's tile products against plain Java's. */
class NativeTileProductTest {

  private static final int ELEMENTS = TileProduct.SIZE * TileProduct.SIZE;

  @Test
  void theProductIsThatOfPlainJavaOnEveryThread() {
    SplittableRandom random = new SplittableRandom(4);
    double[] a = random.doubles(ELEMENTS, -1, 1).toArray();
    double[] b = random.doubles(ELEMENTS, -1, 1).toArray();
    double[] expected = new double[ELEMENTS];
    TileProduct.PLAIN.multiply(a, b, expected);
    TileProduct product = new NativeTileProduct(NativeEngine.load());
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            k -> {
              double[] c = new double[ELEMENTS];
              product.multiply(a, b, c);
              assertArrayEquals(expected, c, 1e-12);
            });
  }

  @Test
  void theSolutionIsThatOfPlainJavaAndLeavesTheRest() {
    SplittableRandom random = new SplittableRandom(5);
    double[] lower = random.doubles(ELEMENTS, -1e-2, 1e-2).toArray();
    for (int i = 0; i < TileProduct.SIZE; i++) {
      lower[i * (TileProduct.SIZE + 1)] = 1 + 0.01 * i;
    }
    TileProduct product = new NativeTileProduct(NativeEngine.load());
    for (int n : new int[] {1, 77, TileProduct.SIZE}) {
      double[] expected = random.doubles(ELEMENTS, -1, 1).toArray();
      double[] b = expected.clone();
      TileProduct.PLAIN.solve(lower, n, expected);
      product.solve(lower, n, b);
      assertArrayEquals(expected, b, 1e-13);
    }
  }
}
