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
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.PhaseSolver;

/** The CUDA backend: one lane a GPU, all activations from their tables or closed forms. */
final class CudaBackend implements Backend {

  private final List<CudaDevice> devices;
  private final TableCache cache;
  private final ForkJoinPool pool;
  private final List<CudaTileSolver> solvers = new ArrayList<>();
  private final CudaTileSolver.Counts counts = new CudaTileSolver.Counts();

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
    List<PhaseTileSolver> lanes = lanes(activation);
    if (lanes.isEmpty()) {
      throw new DeviceFailedException("backend " + name() + " has no device left", null);
    }
    return lanes.get(0);
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
        solvers.add(solver);
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
    for (int k = solvers.size() - 1; k >= 0; k--) {
      solvers.get(k).close();
    }
    solvers.clear();
    devices.forEach(CudaDevice::close);
    pool.shutdown();
  }
}
