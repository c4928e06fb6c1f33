package org.deepmft.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendProvider;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.Probe;
import org.deepmft.backend.Resources;

/**
 * Finds the CUDA backend: it runs where there is an NVIDIA driver and a GPU that is not too old.
 */
public final class CudaBackendProvider implements BackendProvider {

  static final String NAME = "cuda";

  /** Creates the provider; nothing is loaded yet. */
  public CudaBackendProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 0;
  }

  /** {@inheritDoc} Loads the kernels on every device to see whether it takes them. */
  @Override
  public Probe probe() {
    List<String> reasons = new ArrayList<>();
    List<CudaDevice> devices = usable(List.of(), reasons);
    try {
      if (devices.isEmpty()) {
        return Probe.unavailable(NAME, reasons);
      }
      String names =
          devices.stream().map(CudaDevice::description).collect(Collectors.joining("; "));
      String blas = CudaBlas.whyNot().map(why -> "no cuBLAS: " + why).orElse("cuBLAS");
      return Probe.available(NAME, names, "driver for CUDA " + Driver.version() + ", " + blas);
    } catch (RuntimeException e) {
      return Probe.unavailable(NAME, List.of(String.valueOf(e.getMessage())));
    } finally {
      devices.forEach(CudaDevice::close);
    }
  }

  @Override
  public Backend open(Resources resources) {
    List<String> reasons = new ArrayList<>();
    List<CudaDevice> devices = usable(resources.devices(), reasons);
    boolean allAsked = resources.devices().isEmpty() || reasons.isEmpty();
    if (devices.isEmpty() || !allAsked) {
      devices.forEach(CudaDevice::close);
      throw new BackendUnavailableException(NAME, reasons);
    }
    return new CudaBackend(devices, resources);
  }

  /** Opens the devices that are asked for, or all; those that cannot be used leave a reason. */
  private static List<CudaDevice> usable(List<Integer> asked, List<String> reasons) {
    List<CudaDevice> usable = new ArrayList<>();
    int count = Driver.load(reasons::add);
    if (count == 0) {
      return usable;
    }
    List<Integer> numbers = asked.isEmpty() ? IntStream.range(0, count).boxed().toList() : asked;
    for (int number : numbers) {
      if (number >= count) {
        reasons.add("device " + number + " does not exist, the devices are 0 to " + (count - 1));
        continue;
      }
      CudaDevice device = null;
      try {
        device = new CudaDevice(number);
        device.load(Ptx.read("phases"), "solve_phases");
        usable.add(device);
        device = null;
      } catch (DeviceFailedException | Driver.OutOfMemoryException | IllegalStateException e) {
        reasons.add(e.getMessage());
      } finally {
        if (device != null) {
          device.close();
        }
      }
    }
    return usable;
  }
}
