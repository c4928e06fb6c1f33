package org.deepmft.cuda;

import org.deepmft.cuda.BlasBench.Batch;
import org.deepmft.cuda.CudaBlas.Arithmetic;

/**
 * Says whether there is a cuBLAS and multiplies with it, in a JVM of its own. Its arguments are
 * libraries to load first; without any it tries the GPU and the cuBLAS of the machine.
 */
final class CudaBlasProgram {

  private CudaBlasProgram() {}

  public static void main(String[] libraries) {
    for (String library : libraries) {
      System.load(library);
    }
    // Asked again, it must say the same.
    CudaBlas.whyNot();
    if (CudaBlas.whyNot().isPresent()) {
      System.out.println("no cuBLAS: " + CudaBlas.whyNot().get());
      return;
    }
    for (boolean doubles : new boolean[] {false, true}) {
      try (BlasBench bench = new BlasBench(doubles, Arithmetic.PEDANTIC)) {
        // [2][2][3] times [2][3][1]: whole numbers, which no rounding changes.
        Batch a = bench.upload(new double[] {1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1}, 2, 3, 3, 6);
        Batch b = bench.upload(new double[] {1, 10, 100, 1, -1, 1}, 3, 1, 1, 3);
        Batch c = bench.upload(new double[] {1, 1, 1, 1}, 2, 1, 1, 2);
        bench.gemm(2, 2, a, b, 1, c);
        StringBuilder line = new StringBuilder("cuBLAS " + bench.blas().version() + ":");
        for (double x : bench.download(c)) {
          line.append(' ').append(x);
        }
        System.out.println(line);
      }
    }
  }
}
