package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;

import java.util.Set;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.meanfield.InitialState;

/** {@code solve_homogeneous} of {@code homogeneous.cu}: a line on either side of 0. */
final class HomogeneousKernel implements PointKernel {

  private static final String KERNEL = "solve_homogeneous";

  private final CudaDevice device;
  private final CUfunction function;
  private final PiecewiseLinear activation;

  /**
   * Creates the kernel.
   *
   * @param device the device
   * @param activation the activation
   */
  HomogeneousKernel(CudaDevice device, PiecewiseLinear activation) {
    this.device = device;
    this.function = device.load(Ptx.read("homogeneous"), KERNEL);
    this.activation = activation;
  }

  @Override
  public boolean startsFrom(InitialState start) {
    return true;
  }

  @Override
  public void begin(InitialState start) {}

  @Override
  public void launch(CUstream stream, InitialState start, Points points) {
    Pointer arguments =
        Pointer.to(
            Pointer.to(new double[] {activation.negativeSlope()}),
            Pointer.to(new double[] {activation.positiveSlope()}),
            Pointer.to(new double[] {start.q()}),
            Pointer.to(new double[] {start.c()}),
            Pointer.to(points.sigma()),
            Pointer.to(new long[] {points.n()}),
            Pointer.to(points.fields()),
            Pointer.to(points.codes()));
    int blocks = PointKernel.blocks(points.n());
    device.call(
        "cuLaunchKernel " + KERNEL + " of " + points.n() + " points",
        () -> cuLaunchKernel(function, blocks, 1, 1, BLOCK, 1, 1, 0, stream, arguments, null));
  }

  @Override
  public void bring(Set<Integer> panels) {
    throw new IllegalStateException("a closed form has no panels, was asked for " + panels);
  }

  @Override
  public void close() {}
}
