package org.deepmft.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.propagation.PairMap;

/** The CUDA backend: one lane a GPU, all activations from their tables or closed forms. */
final class CudaBackend implements Backend {

  private final List<CudaDevice> devices;
  private final TableCache cache;
  private final ForkJoinPool pool;
  private final List<Runnable> releases = new ArrayList<>();
  private final Chunks.Counts counts = new Chunks.Counts();

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

  /** {@inheritDoc} On the first device that has not failed. */
  @Override
  public TrajectoryTileSolver trajectories(Activation activation) {
    PairMap map = PairMap.of(activation, cache);
    HostTrajectory host = new HostTrajectory(map, map.dual().qMax());
    for (CudaDevice device : devices) {
      if (device.lost()) {
        continue;
      }
      try {
        TrajectoryKernel kernel = TrajectoryKernel.of(device, activation, map.dual(), pool);
        CudaTrajectorySolver solver = new CudaTrajectorySolver(device, kernel, host, pool, counts);
        releases.add(solver::close);
        return solver;
      } catch (DeviceFailedException e) {
        device.lose();
      }
    }
    throw noDevice();
  }

  /** {@inheritDoc} One for each device that has not failed. */
  @Override
  public List<PhaseTileSolver> lanes(Activation activation) {
    DualActivation fastest = Duals.fastest(activation, cache);
    PhaseSolver pointwise = new PhaseSolver(fastest);
    Function<CudaDevice, PointKernel> kernel =
        ClosedFormKernel.of(activation).orElseGet(() -> fromTable((TabulatedDual) fastest));
    List<PhaseTileSolver> lanes = new ArrayList<>();
    for (CudaDevice device : devices) {
      if (device.lost()) {
        continue;
      }
      try {
        CudaTileSolver solver =
            new CudaTileSolver(device, kernel.apply(device), pointwise, pool, counts);
        releases.add(solver::close);
        lanes.add(solver);
      } catch (DeviceFailedException e) {
        device.lose();
      }
    }
    return lanes;
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
