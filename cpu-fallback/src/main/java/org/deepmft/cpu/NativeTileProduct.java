package org.deepmft.cpu;

import org.deepmft.kernel.TileProduct;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tile products through ND4J's GEMM, each thread with off-heap tiles of its own. */
final class NativeTileProduct implements TileProduct {

  private record Room(INDArray a, INDArray b, INDArray c) {}

  private final NativeEngine engine;
  private final ThreadLocal<Room> rooms =
      ThreadLocal.withInitial(
          () ->
              new Room(
                  NativeEngine.matrix(SIZE, SIZE),
                  NativeEngine.matrix(SIZE, SIZE),
                  NativeEngine.matrix(SIZE, SIZE)));

  NativeTileProduct(NativeEngine engine) {
    this.engine = engine;
  }

  /** {@inheritDoc} A tile by rows is its transpose by columns, and c^T = b^T a^T. */
  @Override
  public void multiply(double[] a, double[] b, double[] c) {
    Room room = rooms.get();
    NativeEngine.copy(a, room.a);
    engine.multiply(b, room.b, room.a, room.c, c);
  }

  /** {@inheritDoc} By OpenBLAS's dtrsm. */
  @Override
  public void solve(double[] lower, int n, double[] b) {
    Room room = rooms.get();
    NativeEngine.copy(lower, room.a);
    engine.solve(room.a, n, b, room.b);
  }
}
