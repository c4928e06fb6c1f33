package org.deepmft.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.kernel.ClosedFormPairs;
import org.deepmft.kernel.ComposedPairs;
import org.deepmft.kernel.PairTiles;
import org.deepmft.kernel.TileProduct;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairMaps;

/** The CUDA backend: one lane a GPU, all activations from their tables or closed forms. */
final class CudaBackend implements Backend {

  /** Tile products that may be under way. */
  private static final int PRODUCTS = 4;

  private final List<CudaDevice> devices;
  private final TableCache cache;
  private final ForkJoinPool pool;
  private final List<Runnable> releases = new ArrayList<>();
  private final Chunks.Counts counts = new Chunks.Counts();
  private TileProduct product;

  /**
   * Creates the backend; it closes the devices.
   *
   * @param devices the devices, at least one
   * @param resources what else it may use
   */
  CudaBackend(List<CudaDevice> devices, Resources resources) {
    this.devices = List.copyOf(devices);
    this.cache = resources.cache();
    this.pool = new ForkJoinPool(resources.threads());
  }

  @Override
  public String name() {
    return CudaBackendProvider.NAME;
  }

  @Override
  public String device() {
    return devices.stream().map(CudaDevice::description).collect(Collectors.joining("; "));
  }

  @Override
  public String precision() {
    return "float64";
  }

  @Override
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("devices", devices.stream().map(CudaDevice::number).toList());
    facts.put("driver", Driver.version());
    facts.put("kernel_points", counts.points.sum());
    facts.put("host_points", counts.onHost.sum());
    facts.put("kernel_seconds", counts.kernelSeconds.sum());
    return facts;
  }

  @Override
  public PhaseTileSolver phases(Activation activation) {
    return lanes(activation).stream().findFirst().orElseThrow(this::noDevice);
  }

  private DeviceFailedException noDevice() {
    return new DeviceFailedException("backend " + name() + " has no device left", null);
  }

  @Override
  public TrajectoryTileSolver trajectories(Activation activation) {
    return trajectoryLanes(activation).stream().findFirst().orElseThrow(this::noDevice);
  }

  /** {@inheritDoc} One for each device that has not failed. */
  @Override
  public List<TrajectoryTileSolver> trajectoryLanes(Activation activation) {
    PairMap map = PairMaps.of(activation, cache);
    PairTileSolver host = new PairTileSolver(map, pool.getParallelism());
    return onEachDevice(
        device -> {
          TrajectoryKernel kernel = TrajectoryKernel.of(device, activation, map, pool);
          CudaTrajectorySolver solver =
              new CudaTrajectorySolver(device, kernel, host, pool, counts);
          releases.add(solver::close);
          return solver;
        });
  }

  /** {@inheritDoc} On the first device that has not failed; what has no table stays on the host. */
  @Override
  public PairTiles.Source pairs() {
    TileProduct product = products();
    return (pairs, inputs) -> {
      Function<CudaDevice, PairKernelLaunch> kernel;
      if (pairs instanceof ComposedPairs composed) {
        PackedAngles angles = new PackedAngles(composed.table());
        kernel = device -> new PairKernelLaunch.ByAngle(device, angles);
      } else if (pairs instanceof ClosedFormPairs closed) {
        PackedLayers layers = PackedLayers.of(closed, inputs);
        int stored = pairs.outputs() / 2;
        kernel = device -> new PairKernelLaunch.InClosedForm(device, layers, stored);
      } else {
        return PairTiles.plain(product).of(pairs, inputs);
      }
      return onFirstDevice(
          device ->
              new CudaPairTiles(
                  device, pool, () -> kernel.apply(device), pairs, inputs, product, counts));
    };
  }

  /** {@inheritDoc} By cuBLAS where it is, otherwise in plain Java. */
  @Override
  public synchronized TileProduct products() {
    if (product == null) {
      product =
          CudaBlas.whyNot().isPresent()
              ? TileProduct.PLAIN
              : onFirstDevice(
                  device -> {
                    int lanes = Math.min(pool.getParallelism(), PRODUCTS);
                    CudaTileProduct made = new CudaTileProduct(device, lanes);
                    releases.add(made::close);
                    return made;
                  });
    }
    return product;
  }

  private <T> T onFirstDevice(Function<CudaDevice, T> work) {
    return devices.stream()
        .flatMap(device -> onDevice(device, work))
        .findFirst()
        .orElseThrow(this::noDevice);
  }

  private <T> List<T> onEachDevice(Function<CudaDevice, T> work) {
    return devices.stream().flatMap(device -> onDevice(device, work)).toList();
  }

  /** Returns nothing if the device has failed or fails. */
  private static <T> Stream<T> onDevice(CudaDevice device, Function<CudaDevice, T> work) {
    if (device.lost()) {
      return Stream.empty();
    }
    try {
      return Stream.of(work.apply(device));
    } catch (DeviceFailedException e) {
      device.lose();
      return Stream.empty();
    }
  }

  /** {@inheritDoc} One for each device that has not failed. */
  @Override
  public List<PhaseTileSolver> lanes(Activation activation) {
    DualActivation fastest = Duals.fastest(activation, cache);
    PhaseSolver pointwise = new PhaseSolver(fastest);
    Function<CudaDevice, PointKernel> kernel =
        ClosedFormKernel.of(activation).orElseGet(() -> fromTable((TabulatedDual) fastest));
    return onEachDevice(
        device -> {
          CudaTileSolver solver =
              new CudaTileSolver(device, kernel.apply(device), pointwise, pool, counts);
          releases.add(solver::close);
          return solver;
        });
  }

  private Function<CudaDevice, PointKernel> fromTable(TabulatedDual dual) {
    PackedTable table = new PackedTable(dual);
    return device -> new TableKernel(device, table, dual.qMax(), pool);
  }

  @Override
  public void close() {
    for (int k = releases.size() - 1; k >= 0; k--) {
      releases.get(k).run();
    }
    releases.clear();
    devices.forEach(CudaDevice::close);
    pool.shutdown();
  }
}
