package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Probe;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the backend does on machines of all sorts, on the host driver. */
class CudaBackendTest {

  private static final int POINTS = 20_000;

  private final CudaBackendProvider provider = new CudaBackendProvider();

  @BeforeEach
  void install() {
    HostDriver.install();
  }

  @Test
  void theProbeNamesEveryDeviceAndTheDriver() {
    HostDriver.machine("devices 2", "driver 12040");
    Probe probe = provider.probe();
    assertTrue(probe.available(), probe.reasons().toString());
    assertEquals("Host 0, 4096 MiB; Host 1, 4096 MiB", probe.device());
    assertTrue(probe.version().startsWith("driver for CUDA 12.4, "), probe.version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "devices 0     | the NVIDIA driver sees no device",
        "driver 9020   | the NVIDIA driver is for CUDA 9.2, the kernels need one for CUDA 10.0 or newer",
        "capability 61 | device 0 (Host 0) has compute capability 6.1, the kernels need 7.5",
        "refuse_ptx 1  | the driver refuses the kernels' PTX (phases.ptx) on device 0 (Host 0):"
            + " CUDA_ERROR_UNSUPPORTED_PTX_VERSION, ptxas fatal : unsupported .version"
      })
  void theProbeSaysWhyNot(String machine, String reason) {
    HostDriver.machine(machine);
    Probe probe = provider.probe();
    assertFalse(probe.available());
    assertEquals(List.of(reason), probe.reasons());
    BackendUnavailableException refused =
        assertThrows(BackendUnavailableException.class, () -> provider.open(resources()));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void aDeviceThatDoesNotExistIsRefused() {
    HostDriver.machine("devices 2");
    BackendUnavailableException refused =
        assertThrows(BackendUnavailableException.class, () -> provider.open(resources(0, 5)));
    assertTrue(
        refused.getMessage().contains("device 5 does not exist, the devices are 0 to 1"),
        refused.getMessage());
  }

  @Test
  void everyDeviceIsALaneAndOnlyTheOnesAskedFor() {
    HostDriver.machine("devices 3");
    try (Backend all = provider.open(resources());
        Backend two = provider.open(resources(2, 0))) {
      assertEquals(3, all.lanes(Activations.named("tanh")).size());
      assertEquals(2, two.lanes(Activations.named("tanh")).size());
      assertEquals(List.of(2, 0), two.facts().get("devices"));
    }
  }

  @Test
  void everyDeviceGivesTheSameBits() {
    HostDriver.machine("devices 2");
    try (Backend backend = provider.open(resources())) {
      List<PhaseTileSolver> lanes = backend.lanes(Activations.named("gelu"));
      assertEquals(solve(lanes.get(0)), solve(lanes.get(1)));
    }
  }

  @Test
  void aSmallDeviceTakesSmallerChunksAndGivesTheSameBits() {
    PhaseColumns roomy;
    try (Backend backend = provider.open(resources())) {
      roomy = solve(backend.phases(Activations.named("tanh")));
    }
    HostDriver.machine("memory 2500000"); // the table and a few thousand points
    try (Backend backend = provider.open(resources())) {
      assertEquals(roomy, solve(backend.phases(Activations.named("tanh"))));
    }
  }

  @Test
  void aDeviceWithoutRoomSaysSo() {
    HostDriver.machine("memory 100000");
    try (Backend backend = provider.open(resources())) {
      PhaseTileSolver solver = backend.phases(Activations.named("tanh"));
      DeviceFailedException said = assertThrows(DeviceFailedException.class, () -> solve(solver));
      assertTrue(said.getMessage().contains("CUDA_ERROR_OUT_OF_MEMORY"), said.getMessage());
      assertTrue(said.getMessage().contains("device 0 (Host 0)"), said.getMessage());
    }
  }

  @Test
  void aLostDeviceNamesTheCallTheKernelAndItself() {
    HostDriver.machine("lose 0 3");
    try (Backend backend = provider.open(resources())) {
      PhaseTileSolver solver = backend.phases(Activations.named("tanh"));
      DeviceFailedException said =
          assertThrows(
              DeviceFailedException.class,
              () -> {
                for (int k = 0; k < 5; k++) {
                  solve(solver);
                }
              });
      assertEquals(
          "cuLaunchKernel solve_phases of 20000 points on device 0 (Host 0) failed:"
              + " CUDA_ERROR_LAUNCH_FAILED",
          said.getMessage());
    }
  }

  @Test
  void aLostDeviceIsNoLaneAnyMore() {
    HostDriver.machine("devices 2", "lose 1 2");
    try (Backend backend = provider.open(resources())) {
      List<PhaseTileSolver> lanes = backend.lanes(Activations.named("tanh"));
      assertThrows(
          DeviceFailedException.class,
          () -> {
            for (int k = 0; k < 5; k++) {
              solve(lanes.get(1));
            }
          });
      List<PhaseTileSolver> left = backend.lanes(Activations.named("tanh"));
      assertEquals(1, left.size());
      assertEquals(solve(lanes.get(0)), solve(left.get(0)));
    }
  }

  @Test
  void closingTwiceIsFine() {
    Backend backend = provider.open(resources());
    solve(backend.phases(Activations.named("relu")));
    backend.close();
    backend.close();
  }

  private static Resources resources(Integer... devices) {
    return new Resources(2, TableCache.NONE, List.of(devices));
  }

  private static PhaseColumns solve(PhaseTileSolver solver) {
    Random random = new Random(1);
    double[] w2 = random.doubles(POINTS, 0, 4).toArray();
    double[] b2 = random.doubles(POINTS, 0, 0.5).toArray();
    PhaseColumns out = new PhaseColumns(POINTS);
    solver.solve(new PhaseTile(w2, b2, InitialState.DEFAULT), out);
    return out;
  }
}
