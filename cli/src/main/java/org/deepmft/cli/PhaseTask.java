package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.store.PhaseStore;
import org.deepmft.sweep.SweepPlan;

/**
 * A phase diagram.
 *
 * @param plan the grid
 */
record PhaseTask(SweepPlan plan) implements GridTask<PhaseStore> {

  @Override
  public String storeName() {
    return ResultDirectory.PHASES;
  }

  @Override
  public long bytesPerPoint() {
    return 8 * PhaseField.values().length + 2;
  }

  @Override
  public PhaseStore create(Path zarr, List<String> activations, Map<String, ?> provenance)
      throws IOException {
    return PhaseStore.create(zarr, activations, plan, provenance);
  }

  @Override
  public PhaseStore open(Path zarr) throws IOException {
    return PhaseStore.open(zarr);
  }

  @Override
  public List<String> differences(
      PhaseStore store, List<String> activations, Map<String, ?> provenance) throws IOException {
    return store.differences(activations, plan, provenance);
  }

  @Override
  public List<Lane<PhaseStore>> lanes(Backend backend, Activation activation) {
    return backend.lanes(activation).stream().<Lane<PhaseStore>>map(PhaseLane::new).toList();
  }

  private final class PhaseLane implements Lane<PhaseStore> {

    private final PhaseTileSolver solver;
    private SweepPlan.Place place;
    private PhaseTile tile;
    private PhaseColumns columns = new PhaseColumns(0);

    PhaseLane(PhaseTileSolver solver) {
      this.solver = solver;
    }

    @Override
    public void prepare() {
      solver.prepare(
          plan.sigmaW2().get(0),
          plan.sigmaW2().get(plan.sigmaW2().size() - 1),
          plan.sigmaB2().get(0),
          plan.sigmaB2().get(plan.sigmaB2().size() - 1));
    }

    @Override
    public void take(SweepPlan.Place next) {
      place = next;
      tile = plan.tile(next);
      if (columns.size() != tile.size()) {
        columns = new PhaseColumns(tile.size());
      }
    }

    @Override
    public void solve() {
      solver.solve(tile, columns);
    }

    @Override
    public void write(PhaseStore store, String activation, String backend) throws IOException {
      store.write(activation, place, columns, backend);
    }
  }
}
