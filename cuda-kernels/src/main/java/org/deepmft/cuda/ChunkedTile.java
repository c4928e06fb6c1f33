package org.deepmft.cuda;

import java.util.List;
import java.util.Set;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;

/** A tile whose points travel to a device in chunks, are computed there and come back. */
interface ChunkedTile {

  /**
   * Points in the device's memory.
   *
   * @param inputs the columns of doubles that came, [columns][n]
   * @param fields the columns of doubles, [columns][n], overwritten
   * @param codes the columns of bytes, [columns][n], status first, overwritten
   * @param work room for the kernel's own numbers, {@link #workBytes} a point
   * @param n their number
   */
  record Points(
      CUdeviceptr inputs, CUdeviceptr fields, CUdeviceptr codes, CUdeviceptr work, long n) {}

  /** Returns the number of points. */
  int size();

  /** Returns what travels to the device, in the kernel's order. */
  List<double[]> inputs();

  /** Returns where the doubles go, in the kernel's order. */
  List<double[]> fields();

  /** Returns where the bytes go, the status first; codes below 0 are for the host. */
  List<byte[]> codes();

  /** Returns the bytes a point that the kernel needs beside its results. */
  default int workBytes() {
    return 0;
  }

  /** Makes the device ready, such as with a table. */
  void begin();

  /** Launches the kernel on points, after {@link #begin}. */
  void launch(CUstream stream, Points points);

  /** Brings panels of a table that points of the last launch asked for. */
  void bring(Set<Integer> panels);

  /** Solves a point that the kernel left to the host; called by many threads. */
  void onHost(int point);
}
