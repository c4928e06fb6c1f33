package org.deepmft.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.gaussian.UnequalTable;
import org.deepmft.propagation.PairMap;

/**
 * The kernels of one activation that follow pairs: that of {@code trajectories.cu} for equal norms,
 * from its table or its closed form, and that of {@code unequal.cu} for others, if there is one.
 */
final class TrajectoryKernel implements AutoCloseable {

  /** Norms that differ by more than e to half of this are the host's. */
  private static final double FURTHEST = 250;

  /** With a table, ln(q_b/q_a) may grow by this before the host follows a pair. */
  private static final double MARGIN = 1.4;

  private final Kernel equal;
  private final Kernel unequal;
  private final double[] parameters;
  private final PackedTable table;
  private final PairMap map;
  private final ForkJoinPool pool;
  private final DeviceArray numbers;
  private final DeviceArray pairNumbers;
  private final DeviceArray layers;
  private PackedPairs pairs;
  private CUdeviceptr tableThere;
  private CUdeviceptr pairsThere;
  private CUdeviceptr layersThere;

  private TrajectoryKernel(
      CudaDevice device,
      String equal,
      String unequal,
      PairMap map,
      ForkJoinPool pool,
      double... parameters) {
    this.map = map;
    this.equal = new Kernel(device, "trajectories", equal);
    this.unequal = unequal == null ? null : new Kernel(device, "unequal", unequal);
    this.parameters = parameters;
    this.table = map.dual() instanceof TabulatedDual known ? new PackedTable(known) : null;
    this.pool = pool;
    this.numbers = new DeviceArray(device, "the table");
    this.pairNumbers = new DeviceArray(device, "the table of unequal variances");
    this.layers = new DeviceArray(device, "the layers");
  }

  /**
   * Returns the kernels of an activation.
   *
   * @param device the device
   * @param activation the activation
   * @param map its map of pairs, from a table only where there is no closed form
   * @param pool builds panels
   */
  static TrajectoryKernel of(
      CudaDevice device, Activation activation, PairMap map, ForkJoinPool pool) {
    if (map.dual() instanceof TabulatedDual) {
      String unequal = UnequalTable.serves(activation) ? "unequal_table" : null;
      return new TrajectoryKernel(device, "follow_table", unequal, map, pool);
    }
    Optional<PiecewiseLinear> lines = PiecewiseLinear.of(activation);
    if (lines.isPresent()) {
      double left = lines.get().negativeSlope();
      double right = lines.get().positiveSlope();
      return new TrajectoryKernel(
          device, "follow_homogeneous", "unequal_lines", map, pool, left, right);
    }
    return switch (activation.formula()) {
      case "sin(x)" -> new TrajectoryKernel(device, "follow_sine", null, map, pool);
      case "sign(x)" -> new TrajectoryKernel(device, "follow_sign", null, map, pool);
      case "erf(x)" -> new TrajectoryKernel(device, "follow_erf", "unequal_erf", map, pool);
      default -> throw new IllegalStateException("no kernel follows " + activation.name());
    };
  }

  /** Returns whether a kernel can start from this pair; otherwise the host follows it. */
  boolean startsFrom(TrajectoryTile tile) {
    double furthest = table == null ? FURTHEST : UnequalTable.FURTHEST;
    return tile.start().equalNorms()
        || unequal != null && Math.abs(tile.start().lnRatio().value()) <= furthest;
  }

  /** Puts the tables and the layers where the kernel reads them, if they changed. */
  void begin(TrajectoryTile tile) {
    tableThere = table == null ? null : numbers.put(table.anywhere());
    layersThere = layers.put(tile.layers());
    if (table != null && !tile.start().equalNorms()) {
      double ratio = Math.abs(tile.start().lnRatio().value());
      double reach = Math.min(UnequalTable.FURTHEST, ratio + MARGIN);
      if (pairs == null || pairs.reach() != reach) {
        pairs = new PackedPairs((UnequalTable) map.unequal(), (TabulatedDual) map.dual(), reach);
      }
      pairsThere = pairNumbers.put(pairs.numbers());
    }
  }

  /** Launches the kernel, after {@link #begin} with the same tile. */
  void launch(CUstream stream, TrajectoryTile tile, ChunkedTile.Points points) {
    boolean alike = tile.start().equalNorms();
    Kernel kernel = alike ? equal : unequal;
    List<NativePointerObject> arguments = new ArrayList<>();
    if (table != null) {
      arguments.add(Pointer.to(tableThere));
      if (!alike) {
        arguments.add(Pointer.to(pairsThere));
        arguments.add(Pointer.to(new double[] {pairs.reach()}));
      }
    }
    for (double parameter : parameters) {
      arguments.add(Pointer.to(new double[] {parameter}));
    }
    arguments.add(Pointer.to(points.inputs()));
    arguments.add(Pointer.to(new double[] {tile.start().qa()}));
    if (!alike) {
      arguments.add(Pointer.to(new double[] {tile.start().lnRatio().value()}));
    }
    arguments.add(Pointer.to(new double[] {tile.start().oneMinusC().value()}));
    arguments.add(Pointer.to(new long[] {tile.depth()}));
    arguments.add(Pointer.to(layersThere));
    arguments.add(Pointer.to(new long[] {tile.layers().length}));
    arguments.add(Pointer.to(new long[] {points.n()}));
    arguments.add(Pointer.to(points.fields()));
    arguments.add(Pointer.to(points.work()));
    arguments.add(Pointer.to(points.codes()));
    kernel.start(
        stream,
        points.n(),
        "networks, " + tile.depth() + " layers",
        arguments.toArray(NativePointerObject[]::new));
  }

  /** Brings panels of the table that networks of the last launch asked for. */
  void bring(Set<Integer> missing) {
    if (table == null) {
      throw new IllegalStateException("a closed form has no panels, was asked for " + missing);
    }
    Map<Boolean, List<Integer>> kinds =
        missing.stream().collect(Collectors.partitioningBy(k -> k >= PackedPairs.ASKS_INTERVALS));
    table.bring(kinds.get(false), pool);
    if (pairs != null) {
      pairs.bring(kinds.get(true).stream().map(k -> k - PackedPairs.ASKS_INTERVALS).toList(), pool);
    }
  }

  @Override
  public void close() {
    numbers.close();
    pairNumbers.close();
    layers.close();
  }
}
