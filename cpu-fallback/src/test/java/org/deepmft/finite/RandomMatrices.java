package org.deepmft.finite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weight matrices of one seed, with entries N(0, 1) in single precision, multiplied by ND4J's
 * GEMM.
 *
 * <p>Drawing costs most, so matrices are drawn once a seed, into room that the next seed uses
 * again, and networks that are looked at one after another have the same ones: their measurements
 * depend on each other, those of different seeds do not.
 */
final class RandomMatrices {

  private static final int BLOCKS = 400;

  private final int most;
  private final List<INDArray> room = new ArrayList<>();
  private final Map<Integer, INDArray> haar = new HashMap<>();
  private final float[] entries;
  private long seed;
  private int drawn;

  /**
   * Makes room.
   *
   * @param width the largest number of rows and columns
   */
  RandomMatrices(int width) {
    most = width * width;
    entries = new float[most];
    openblas.blas_set_num_threads(1);
  }

  /** Begins a seed; what was handed out before it is lost. */
  void begin(long newSeed) {
    seed = newSeed;
    drawn = 0;
    haar.clear();
  }

  /** W or its transpose, times vectors. */
  interface Matrix {

    /**
     * Returns the products.
     *
     * @param vectors [input][unit]
     * @param transposed whether with the transpose
     */
    double[][] times(double[][] vectors, boolean transposed);
  }

  /**
   * Returns the k-th matrix of this seed times a number, its first entries if it is smaller than
   * the others.
   *
   * @param k number of the matrix, asked for in ascending order
   * @param rows number of rows
   * @param columns number of columns
   * @param scale the number
   */
  Matrix gaussian(int k, int rows, int columns, double scale) {
    INDArray matrix = entries(k, rows, columns);
    return (vectors, transposed) -> product(scale, matrix, vectors, transposed);
  }

  /**
   * Returns a matrix with orthonormal rows or columns, times a number.
   *
   * <p>Q comes from the QR decomposition of a Gaussian matrix. A seed has one Q a size; each matrix
   * is a part of D Q P D' with random permutation P and signs D, D' of its own, so that each is
   * drawn from Haar's measure (D' makes up for the signs of R's diagonal).
   *
   * @param random draws P, D and D'
   * @param rows number of rows
   * @param columns number of columns
   * @param scale the number
   */
  Matrix orthogonal(RandomGenerator random, int rows, int columns, double scale) {
    int size = Math.max(rows, columns);
    INDArray q = haar.computeIfAbsent(size, this::decompose);
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    boolean[] left = signs(random, size);
    boolean[] right = signs(random, size);
    return (vectors, transposed) -> {
      double[][] wide = new double[vectors.length][size];
      for (int v = 0; v < vectors.length; v++) {
        for (int i = 0; i < vectors[v].length; i++) {
          wide[v][transposed ? i : order[i]] =
              signed(vectors[v][i], (transposed ? left : right)[i]);
        }
      }
      double[][] turned = product(scale, q, wide, transposed);
      double[][] out = new double[vectors.length][transposed ? columns : rows];
      for (int v = 0; v < vectors.length; v++) {
        for (int i = 0; i < out[v].length; i++) {
          out[v][i] = signed(turned[v][transposed ? order[i] : i], (transposed ? right : left)[i]);
        }
      }
      return out;
    };
  }

  private static boolean[] signs(RandomGenerator random, int n) {
    boolean[] signs = new boolean[n];
    for (int i = 0; i < n; i++) {
      signs[i] = random.nextBoolean();
    }
    return signs;
  }

  private static double signed(double x, boolean minus) {
    return minus ? -x : x;
  }

  private INDArray entries(int k, int rows, int columns) {
    if (rows * columns > most) {
      throw new IllegalArgumentException(
          rows + " x " + columns + " is more than there is room for");
    }
    for (; drawn <= k; drawn++) {
      if (drawn == room.size()) {
        room.add(Nd4j.create(DataType.FLOAT, new long[] {most}, 'f'));
      }
      draw(seed * 1000 + drawn);
      pointer(room.get(drawn)).put(entries, 0, most);
    }
    return room.get(k).get(NDArrayIndex.interval(0, rows * columns)).reshape('f', rows, columns);
  }

  private void draw(long from) {
    SplittableRandom root = new SplittableRandom(from);
    List<SplittableRandom> streams =
        IntStream.range(0, BLOCKS).mapToObj(b -> root.split()).toList();
    int block = (most + BLOCKS - 1) / BLOCKS;
    IntStream.range(0, BLOCKS)
        .parallel()
        .forEach(
            b -> {
              SplittableRandom stream = streams.get(b);
              for (int i = b * block; i < Math.min(most, (b + 1) * block); i++) {
                entries[i] = (float) stream.nextGaussian();
              }
            });
  }

  /** Q of a Gaussian matrix that no layer uses. */
  private INDArray decompose(int size) {
    draw(-seed * 1000 - 1);
    INDArray q = Nd4j.create(DataType.FLOAT, new long[] {size, size}, 'f');
    try (FloatPointer a = pointer(q);
        FloatPointer tau = new FloatPointer(size)) {
      a.put(entries, 0, size * size);
      require(openblas.LAPACKE_sgeqrf(openblas.LAPACK_COL_MAJOR, size, size, a, size, tau));
      require(openblas.LAPACKE_sorgqr(openblas.LAPACK_COL_MAJOR, size, size, size, a, size, tau));
    }
    return q;
  }

  private static void require(int info) {
    if (info != 0) {
      throw new IllegalStateException("LAPACK says " + info);
    }
  }

  private static double[][] product(
      double scale, INDArray matrix, double[][] vectors, boolean transposed) {
    int inner = (int) matrix.size(transposed ? 0 : 1);
    int outer = (int) matrix.size(transposed ? 1 : 0);
    float[] columns = new float[inner * vectors.length];
    for (int v = 0; v < vectors.length; v++) {
      for (int i = 0; i < inner; i++) {
        columns[v * inner + i] = (float) vectors[v][i];
      }
    }
    float[] products = new float[outer * vectors.length];
    try (INDArray h = Nd4j.create(DataType.FLOAT, new long[] {inner, vectors.length}, 'f');
        INDArray z = Nd4j.create(DataType.FLOAT, new long[] {outer, vectors.length}, 'f')) {
      pointer(h).put(columns, 0, columns.length);
      Nd4j.gemm(matrix, h, z, transposed, false, scale, 0);
      pointer(z).get(products, 0, products.length);
    }
    double[][] out = new double[vectors.length][outer];
    for (int v = 0; v < vectors.length; v++) {
      for (int i = 0; i < outer; i++) {
        out[v][i] = products[v * outer + i];
      }
    }
    return out;
  }

  private static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }
}
