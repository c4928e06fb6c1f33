package org.deepmft.cuda;

import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import org.deepmft.meanfield.InitialState;

/** {@code solve_phases} of {@code phases.cu}: any activation, from its table. */
final class TableKernel implements PointKernel {

  private final Kernel kernel;
  private final PackedTable table;
  private final double qMax;
  private final ForkJoinPool pool;
  private final DeviceArray numbers;
  private CUdeviceptr there;

  /**
   * Creates the kernel.
   *
   * @param device the device
   * @param table the table, which several devices may share
   * @param qMax where the table ends
   * @param pool builds panels
   */
  TableKernel(CudaDevice device, PackedTable table, double qMax, ForkJoinPool pool) {
    this.kernel = new Kernel(device, "phases", "solve_phases");
    this.table = table;
    this.numbers = new DeviceArray(device, "the table");
    this.qMax = qMax;
    this.pool = pool;
  }

  @Override
  public boolean startsFrom(InitialState start) {
    return start.q() <= qMax;
  }

  /** {@inheritDoc} Puts the table where the kernel reads it, if it changed. */
  @Override
  public void begin(InitialState start) {
    there = numbers.put(table.from(start.q()));
  }

  @Override
  public void launch(CUstream stream, InitialState start, ChunkedTile.Points points) {
    kernel.start(
        stream,
        points.n(),
        "points",
        Pointer.to(there),
        Pointer.to(points.inputs()),
        Pointer.to(new double[] {start.c()}),
        Pointer.to(new long[] {points.n()}),
        Pointer.to(points.fields()),
        Pointer.to(points.codes()));
  }

  @Override
  public void bring(Set<Integer> panels) {
    table.bring(panels, pool);
  }

  @Override
  public void close() {
    numbers.close();
  }
}
