package org.deepmft.store;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.Phase;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.Status;
import org.deepmft.sweep.SweepPlan;

/**
 * A phase diagram in a Zarr group: one array a field, one chunk a tile, dimensions (sigma_b2,
 * sigma_w2).
 */
public final class PhaseStore extends GridStore {

  /** Name of the array of phases. */
  public static final String PHASE = "phase";

  private static final List<String> STATUSES =
      Stream.of(Status.values()).map(Status::label).toList();

  private PhaseStore(Path directory) throws IOException {
    super(directory, "a phase diagram written by deepmft sweep");
  }

  /**
   * Creates a store without results; it appears under its name only when it is complete.
   *
   * @param directory where; must not exist
   * @param activations the names of the activations
   * @param plan the grid and its tiles
   * @param provenance where the numbers come from: backend, precision, version
   */
  public static PhaseStore create(
      Path directory, List<String> activations, SweepPlan plan, Map<String, ?> provenance)
      throws IOException {
    create(
        directory,
        activations,
        attributes(activations, plan, provenance),
        group -> createArrays(group, plan));
    return open(directory);
  }

  /**
   * Opens a store.
   *
   * @param directory the Zarr group
   */
  public static PhaseStore open(Path directory) throws IOException {
    return new PhaseStore(directory);
  }

  /** Returns what keeps this plan with this provenance from being the store's; empty if nothing. */
  public List<String> differences(List<String> names, SweepPlan plan, Map<String, ?> provenance)
      throws IOException {
    return differences(attributes(names, plan, provenance), plan);
  }

  /** Returns the state of layer 0. */
  public InitialState start() throws IOException {
    JsonObject attributes = attributes();
    return new InitialState(attributes.get("q0").getAsDouble(), attributes.get("c0").getAsDouble());
  }

  /**
   * Writes a tile; its fields may be compressed in parallel, the status comes last.
   *
   * @param activation its activation
   * @param place its place in the grid
   * @param columns its points
   * @param backend the name of what computed it
   * @throws IllegalArgumentException if the backend's name is not known here
   */
  public void write(String activation, SweepPlan.Place place, PhaseColumns columns, String backend)
      throws IOException {
    int[] index = {place.row(), place.column()};
    List<Part> parts = new ArrayList<>();
    for (PhaseField field : PhaseField.values()) {
      parts.add(new Part(field.label(), index, columns.field(field), null));
    }
    parts.add(new Part(PHASE, index, null, columns.phase()));
    write(activation, place, parts, columns.status(), backend);
  }

  @Override
  Map<String, List<int[]>> chunks(SweepPlan.Place place) {
    List<int[]> one = List.of(new int[] {place.row(), place.column()});
    Map<String, List<int[]>> chunks = new LinkedHashMap<>();
    chunks.put(PHASE, one);
    for (PhaseField field : PhaseField.values()) {
      chunks.put(field.label(), one);
    }
    return chunks;
  }

  @Override
  List<String> statusLabels() {
    return STATUSES;
  }

  private static void createArrays(ZarrGroup group, SweepPlan plan) throws IOException {
    createCommonArrays(group, plan, STATUSES, "what the iteration of the length map does");
    for (PhaseField field : PhaseField.values()) {
      group.createArray(
          field.label(),
          ArraySpec.float64(shape(plan), chunks(plan), "sigma_b2", "sigma_w2")
              .with("long_name", field.meaning()));
    }
    List<String> phases = Stream.of(Phase.values()).map(Phase::label).toList();
    createCodes(group, PHASE, plan, phases, "phase; missing where there is none");
  }
}
