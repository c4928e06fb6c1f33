package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;
import org.deepmft.store.TrajectoryStore;
import org.deepmft.sweep.SweepPlan;
import org.deepmft.sweep.TrajectoryPlan;

/**
 * A pair through the networks of a grid.
 *
 * @param trajectories the grid, the pair and the layers
 */
record TrajectoryTask(TrajectoryPlan trajectories) implements GridTask<TrajectoryStore> {

  @Override
  public SweepPlan plan() {
    return trajectories.grid();
  }

  @Override
  public String storeName() {
    return ResultDirectory.TRAJECTORIES;
  }

  @Override
  public long bytesPerPoint() {
    return 8L * TrajectoryField.values().length * trajectories.layers().length + 1;
  }

  @Override
  public TrajectoryStore create(Path zarr, List<String> activations, Map<String, ?> provenance)
      throws IOException {
    return TrajectoryStore.create(zarr, activations.get(0), trajectories, provenance);
  }

  @Override
  public TrajectoryStore open(Path zarr) throws IOException {
    return TrajectoryStore.open(zarr);
  }

  @Override
  public List<String> differences(
      TrajectoryStore store, List<String> activations, Map<String, ?> provenance)
      throws IOException {
    return store.differences(activations.get(0), trajectories, provenance);
  }

  @Override
  public List<Lane<TrajectoryStore>> lanes(Backend backend, Activation activation) {
    return backend.trajectoryLanes(activation).stream()
        .<Lane<TrajectoryStore>>map(TrajectoryLane::new)
        .toList();
  }

  private final class TrajectoryLane implements Lane<TrajectoryStore> {

    private final TrajectoryTileSolver solver;
    private SweepPlan.Place place;
    private TrajectoryTile tile;
    private TrajectoryColumns columns = new TrajectoryColumns(0, 0);

    TrajectoryLane(TrajectoryTileSolver solver) {
      this.solver = solver;
    }

    @Override
    public void prepare() {}

    @Override
    public void take(SweepPlan.Place next) {
      place = next;
      tile = trajectories.tile(next);
      if (columns.size() != tile.size()) {
        columns = new TrajectoryColumns(trajectories.layers().length, tile.size());
      }
    }

    @Override
    public void solve() {
      solver.solve(tile, columns);
    }

    @Override
    public void write(TrajectoryStore store, String activation, String backend) throws IOException {
      store.write(activation, place, columns, backend);
    }
  }
}
