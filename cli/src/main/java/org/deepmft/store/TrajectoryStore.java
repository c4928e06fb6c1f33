package org.deepmft.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;
import org.deepmft.sweep.SweepPlan;
import org.deepmft.sweep.TrajectoryPlan;

/**
 * A pair's way through the networks of a grid in a Zarr group: one array a field, dimensions
 * (layer, sigma_b2, sigma_w2), one chunk a tile and layer.
 */
public final class TrajectoryStore extends GridStore {

  /** What the codes of {@link TrajectoryColumns#status} mean. */
  private static final List<String> STATUSES = List.of("followed", "leaves_table");

  private static final String LAYER = "layer";

  private final int layers;

  private TrajectoryStore(Path directory) throws IOException {
    super(directory, "trajectories written by deepmft propagate");
    layers = axis(LAYER).length;
  }

  /**
   * Creates a store without results; it appears under its name only when it is complete.
   *
   * @param directory where; must not exist
   * @param activation the name of the activation
   * @param plan the grid, the pair and the layers
   * @param provenance where the numbers come from: backend, precision, version
   */
  public static TrajectoryStore create(
      Path directory, String activation, TrajectoryPlan plan, Map<String, ?> provenance)
      throws IOException {
    create(
        directory,
        List.of(activation),
        attributes(activation, plan, provenance),
        group -> createArrays(group, plan));
    return open(directory);
  }

  /**
   * Opens a store.
   *
   * @param directory the Zarr group
   */
  public static TrajectoryStore open(Path directory) throws IOException {
    return new TrajectoryStore(directory);
  }

  /** Returns what keeps this plan with this provenance from being the store's; empty if nothing. */
  public List<String> differences(String activation, TrajectoryPlan plan, Map<String, ?> provenance)
      throws IOException {
    return differences(attributes(activation, plan, provenance), plan.grid());
  }

  /**
   * Writes a tile; its layers may be compressed in parallel, the status comes last.
   *
   * @param activation its activation
   * @param place its place in the grid
   * @param columns its networks
   * @param backend the name of what computed it
   * @throws IllegalArgumentException if the backend's name is not known here
   */
  public void write(
      String activation, SweepPlan.Place place, TrajectoryColumns columns, String backend)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    for (TrajectoryField field : TrajectoryField.values()) {
      for (int k = 0; k < layers; k++) {
        int[] index = {k, place.row(), place.column()};
        parts.add(new Part(field.label(), index, columns.field(field, k), null));
      }
    }
    write(activation, place, parts, columns.status(), backend);
  }

  @Override
  Map<String, List<int[]>> chunks(SweepPlan.Place place) {
    List<int[]> all =
        IntStream.range(0, layers)
            .mapToObj(k -> new int[] {k, place.row(), place.column()})
            .toList();
    Map<String, List<int[]>> chunks = new LinkedHashMap<>();
    for (TrajectoryField field : TrajectoryField.values()) {
      chunks.put(field.label(), all);
    }
    return chunks;
  }

  @Override
  List<String> statusLabels() {
    return STATUSES;
  }

  private static Map<String, Object> attributes(
      String activation, TrajectoryPlan plan, Map<String, ?> provenance) {
    Map<String, Object> attributes = attributes(List.of(activation), plan.grid(), provenance);
    attributes.put("q0_b", plan.q0b());
    attributes.put("depth", plan.depth());
    attributes.put("layers", plan.layers());
    return attributes;
  }

  private static void createArrays(ZarrGroup group, TrajectoryPlan plan) throws IOException {
    SweepPlan grid = plan.grid();
    createCommonArrays(group, grid, STATUSES, "whether the pair was followed to the last layer");
    double[] layers = IntStream.of(plan.layers()).asDoubleStream().toArray();
    coordinate(group, LAYER, "layer; 0 is the given pair", layers);
    int[] shape = {layers.length, shape(grid)[0], shape(grid)[1]};
    int[] chunks = {1, chunks(grid)[0], chunks(grid)[1]};
    for (TrajectoryField field : TrajectoryField.values()) {
      group.createArray(
          field.label(),
          ArraySpec.float64(shape, chunks, LAYER, "sigma_b2", "sigma_w2")
              .with("long_name", field.meaning()));
    }
  }
}
