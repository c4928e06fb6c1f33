package org.deepmft.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import org.deepmft.kernel.PairTile;

/** A kernel of {@code pairs.cu} on one device. */
interface PairKernelLaunch extends AutoCloseable {

  /**
   * Makes ready for a tile.
   *
   * @param w the tangents of a quarter of the pairs' angles
   * @param n their number
   */
  void begin(double[] w, int n);

  /** Launches the kernel, after {@link #begin} for the same tile. */
  void launch(CUstream stream, PairTile tile, ChunkedTile.Points points);

  @Override
  void close();

  /** {@code pairs_by_angle}: all layers as functions of the angle. */
  final class ByAngle implements PairKernelLaunch {

    private final Kernel kernel;
    private final PackedAngles angles;
    private final DeviceArray numbers;
    private CUdeviceptr there;

    ByAngle(CudaDevice device, PackedAngles angles) {
      this.kernel = new Kernel(device, "pairs", "pairs_by_angle");
      this.angles = angles;
      this.numbers = new DeviceArray(device, "the angles");
    }

    @Override
    public void begin(double[] w, int n) {
      there = numbers.put(angles.with(w, n));
    }

    @Override
    public void launch(CUstream stream, PairTile tile, ChunkedTile.Points points) {
      kernel.start(
          stream,
          points.n(),
          "pairs",
          Pointer.to(there),
          Pointer.to(points.inputs()),
          Pointer.to(new long[] {points.n()}),
          Pointer.to(points.fields()),
          Pointer.to(points.codes()));
    }

    @Override
    public void close() {
      numbers.close();
    }
  }

  /** {@code pairs_in_closed_form}: layer by layer. */
  final class InClosedForm implements PairKernelLaunch {

    private final Kernel kernel;
    private final PackedLayers packed;
    private final int stored;
    private final DeviceArray layers;
    private final DeviceArray variances;

    InClosedForm(CudaDevice device, PackedLayers packed, int stored) {
      this.kernel = new Kernel(device, "pairs", "pairs_in_closed_form");
      this.packed = packed;
      this.stored = stored;
      this.layers = new DeviceArray(device, "the layers");
      this.variances = new DeviceArray(device, "the variances");
    }

    @Override
    public void begin(double[] w, int n) {
      layers.put(packed.layers());
      variances.put(packed.variances());
    }

    @Override
    public void launch(CUstream stream, PairTile tile, ChunkedTile.Points points) {
      kernel.start(
          stream,
          points.n(),
          "pairs",
          Pointer.to(layers.put(packed.layers())),
          Pointer.to(new long[] {packed.count()}),
          Pointer.to(variances.put(packed.variances())),
          Pointer.to(new long[] {packed.inputs()}),
          Pointer.to(new long[] {tile.firstA()}),
          Pointer.to(new long[] {tile.firstB()}),
          Pointer.to(new long[] {tile.endB()}),
          Pointer.to(new long[] {stored - 1}),
          Pointer.to(points.inputs()),
          Pointer.to(new long[] {points.n()}),
          Pointer.to(points.fields()),
          Pointer.to(points.codes()));
    }

    @Override
    public void close() {
      layers.close();
      variances.close();
    }
  }
}
