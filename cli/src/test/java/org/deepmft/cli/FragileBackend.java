package org.deepmft.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendProvider;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.PointwiseTileSolver;
import org.deepmft.backend.Probe;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhaseSolver;

/**
 * A backend whose devices compute in plain Java, and fail once they have computed as many tiles as
 * they are given.
 *
 * <p>All devices have a tile in hand before the first computes; one that never fails goes on to its
 * second tile when those that do have failed. So what fails when does not depend on the speed of
 * threads.
 */
final class FragileBackend implements Backend, BackendProvider {

  /** What a device is given that never fails. */
  static final int SOUND = Integer.MAX_VALUE;

  /** What a device is given that fails by a mistake in its code. */
  static final int FLAWED = -1;

  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final int[] tiles;
  private final AtomicIntegerArray computed;
  private final CountDownLatch busy;
  private final CountDownLatch failing;

  /**
   * Creates the backend, which is its own provider.
   *
   * @param name its name
   * @param tiles how many tiles each device computes
   */
  FragileBackend(String name, int... tiles) {
    this.name = name;
    this.tiles = tiles;
    computed = new AtomicIntegerArray(tiles.length);
    busy = new CountDownLatch(tiles.length);
    failing = new CountDownLatch((int) Arrays.stream(tiles).filter(n -> n != SOUND).count());
  }

  /** Returns how many tiles each device has computed. */
  List<Integer> computed() {
    return IntStream.range(0, tiles.length).mapToObj(computed::get).toList();
  }

  @Override
  public List<PhaseTileSolver> lanes(Activation activation) {
    PhaseTileSolver solver = phases(activation);
    return IntStream.range(0, tiles.length)
        .<PhaseTileSolver>mapToObj(device -> new Lane(solver, device))
        .toList();
  }

  private final class Lane implements PhaseTileSolver {

    private final PhaseTileSolver solver;
    private final int device;

    Lane(PhaseTileSolver solver, int device) {
      this.solver = solver;
      this.device = device;
    }

    @Override
    public void prepare(
        double sigmaW2Low, double sigmaW2High, double sigmaB2Low, double sigmaB2High) {
      busy.countDown();
      await(busy);
    }

    @Override
    public void solve(PhaseTile tile, PhaseColumns out) {
      if (tiles[device] == FLAWED) {
        failing.countDown();
        throw new IllegalStateException("a flaw");
      }
      if (computed.get(device) == tiles[device]) {
        Arrays.fill(out.field(PhaseField.Q_STAR), 42); // half-done, as a lost device leaves it
        failing.countDown();
        throw new DeviceFailedException(name + " device " + device + " is lost", null);
      }
      if (tiles[device] == SOUND && computed.get(device) == 1) {
        await(failing);
      }
      solver.solve(tile, out);
      computed.incrementAndGet(device);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other devices do not come");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public PhaseTileSolver phases(Activation activation) {
    return new PointwiseTileSolver(new PhaseSolver(Duals.fastest(activation))::solve, 1);
  }

  @Override
  public TrajectoryTileSolver trajectories(Activation activation) {
    throw new UnsupportedOperationException("devices fail in sweeps alone");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String device() {
    return tiles.length + " fragile devices";
  }

  @Override
  public String precision() {
    return "float64";
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("computed", computed());
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Probe probe() {
    return Probe.available(name, device(), "");
  }

  @Override
  public Backend open(Resources resources) {
    return this;
  }

  @Override
  public void close() {}
}
