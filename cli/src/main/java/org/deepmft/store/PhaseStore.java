package org.deepmft.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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
 *
 * <p>A tile is done when its chunk of {@code status} is there, which is written last. Several
 * activations have a group each. The attributes hold the plan and where the numbers come from, and
 * nothing of this run, so the same plan gives the same bytes. The attribute {@code backend} names
 * what the sweep began on, the array {@code backend} what computed each tile.
 */
public final class PhaseStore {

  /** Name of the array that says what the iteration of the length map does. */
  public static final String STATUS = "status";

  /** Name of the array of phases. */
  public static final String PHASE = "phase";

  /** Name of the array that says which backend computed a tile, one entry a tile. */
  public static final String BACKEND = "backend";

  /** What a point is called that is not computed yet. */
  public static final String NOT_COMPUTED_LABEL = "not_computed";

  private static final String ACTIVATIONS = "activations";
  private static final String Q0 = "q0";
  private static final String C0 = "c0";
  private static final String UNKNOWN_BACKEND = "unknown";
  private static final byte NOT_COMPUTED = -1;

  /** A backend's code is its place here; new ones are added at the end. */
  private static final List<String> BACKENDS = List.of("reference", "cpu", "cuda");

  private final ZarrGroup root;
  private final List<String> activations;

  private PhaseStore(ZarrGroup root, List<String> activations) {
    this.root = root;
    this.activations = activations;
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
    Path absolute = directory.toAbsolutePath();
    Path building = Files.createTempDirectory(absolute.getParent(), ".phase.zarr.tmp-");
    try {
      ZarrGroup root =
          ZarrGroup.create(building.resolve("zarr"), attributes(activations, plan, provenance));
      if (activations.size() == 1) {
        createArrays(root, plan);
      } else {
        for (String activation : activations) {
          ZarrGroup group = root.group(groupName(activation), Map.of("activation", activation));
          createArrays(group, plan);
          group.consolidate();
        }
      }
      root.consolidate();
      Files.move(building.resolve("zarr"), absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(building);
    }
    return open(directory);
  }

  /**
   * Opens a store.
   *
   * @param directory the Zarr group
   */
  public static PhaseStore open(Path directory) throws IOException {
    ZarrGroup root = ZarrGroup.open(directory);
    JsonElement names = root.attributes().get(ACTIVATIONS);
    if (names == null || !names.isJsonArray() || names.getAsJsonArray().isEmpty()) {
      throw new IOException(directory + " must be a phase diagram written by deepmft sweep");
    }
    List<String> activations = new ArrayList<>();
    names.getAsJsonArray().forEach(name -> activations.add(name.getAsString()));
    return new PhaseStore(root, activations);
  }

  /** Returns what keeps this plan with this provenance from being the store's; empty if nothing. */
  public List<String> differences(List<String> names, SweepPlan plan, Map<String, ?> provenance)
      throws IOException {
    JsonObject here = root.attributes();
    JsonObject wanted = Json.object(attributes(names, plan, provenance));
    List<String> differences = new ArrayList<>();
    for (String key : new TreeSet<>(wanted.keySet())) {
      if (!wanted.get(key).equals(here.get(key))) {
        differences.add(key + " is " + here.get(key) + " there, " + wanted.get(key) + " here");
      }
    }
    if (!differences.isEmpty()) {
      return differences;
    }
    if (!Arrays.equals(axis("sigma_w2"), plan.sigmaW2().values())) {
      differences.add("sigma_w2 has other values there, not those given here");
    }
    if (!Arrays.equals(axis("sigma_b2"), plan.sigmaB2().values())) {
      differences.add("sigma_b2 has other values there, not those given here");
    }
    if (!recordsBackends()) {
      differences.add("array backend is missing there, which older versions did not write");
    }
    return differences;
  }

  /** Returns the names of the activations. */
  public List<String> activations() {
    return activations;
  }

  /** Returns the root's attributes. */
  public JsonObject attributes() throws IOException {
    return root.attributes();
  }

  /** Returns the state of layer 0. */
  public InitialState start() throws IOException {
    JsonObject attributes = root.attributes();
    return new InitialState(attributes.get(Q0).getAsDouble(), attributes.get(C0).getAsDouble());
  }

  /** Returns the values of a coordinate, {@code sigma_w2} or {@code sigma_b2}. */
  public double[] axis(String name) throws IOException {
    return group(activations.get(0)).array(name).readAll();
  }

  /**
   * Returns whether a tile is done and undamaged: every chunk is there and what was written. Costs
   * the reading of the tile if it is there.
   */
  public boolean intact(String activation, SweepPlan.Place place) throws IOException {
    ZarrGroup group = group(activation);
    int[] index = {place.row(), place.column()};
    for (String codes : List.of(STATUS, PHASE, BACKEND)) {
      if (!group.array(codes).intact(index)) {
        return false;
      }
    }
    for (PhaseField field : PhaseField.values()) {
      if (!group.array(field.label()).intact(index)) {
        return false;
      }
    }
    return true;
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
    if (!BACKENDS.contains(backend)) {
      throw new IllegalArgumentException(
          "backend must be one of " + String.join(", ", BACKENDS) + ", got '" + backend + "'");
    }
    ZarrGroup group = group(activation);
    int[] index = {place.row(), place.column()};
    PhaseField[] fields = PhaseField.values();
    AtomicReference<IOException> failure = new AtomicReference<>();
    IntStream.range(0, fields.length + 2)
        .parallel()
        .forEach( // to the end, so that no writer is left behind when one fails
            k -> {
              try {
                if (k < fields.length) {
                  group.array(fields[k].label()).writeChunk(index, columns.field(fields[k]));
                } else if (k == fields.length) {
                  group.array(PHASE).writeChunk(index, columns.phase());
                } else {
                  byte[] code = {(byte) BACKENDS.indexOf(backend)};
                  group.array(BACKEND).writeChunk(index, code);
                }
              } catch (IOException e) {
                failure.compareAndSet(null, e);
              }
            });
    if (failure.get() != null) {
      throw failure.get();
    }
    group.array(STATUS).writeChunk(index, columns.status());
  }

  /** Returns how many points have each status, {@code not_computed} among them. */
  public Map<String, Long> statusCounts() throws IOException {
    long[] counts = new long[Status.values().length + 1];
    for (String activation : activations) {
      ZarrArray status = group(activation).array(STATUS);
      int[] chunks = status.chunkCounts();
      for (int i = 0; i < chunks[0]; i++) {
        for (int j = 0; j < chunks[1]; j++) {
          for (byte code : status.readBytes(i, j)) {
            counts[code == NOT_COMPUTED ? counts.length - 1 : code]++;
          }
        }
      }
    }
    Map<String, Long> named = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      named.put(status.label(), counts[status.ordinal()]);
    }
    named.put(NOT_COMPUTED_LABEL, counts[counts.length - 1]);
    return named;
  }

  /**
   * Returns how many of the tiles that are done each backend computed; those that computed none are
   * left out. In stores of older versions, which do not say it of a tile, all count for the backend
   * that the sweep began on.
   */
  public Map<String, Long> tilesByBackend() throws IOException {
    boolean recorded = recordsBackends();
    String began =
        root.attributes().get(BACKEND) instanceof JsonPrimitive name
            ? name.getAsString()
            : UNKNOWN_BACKEND;
    Map<String, Long> tiles = new TreeMap<>();
    for (String activation : activations) {
      ZarrArray status = group(activation).array(STATUS);
      ZarrArray backend = recorded ? group(activation).array(BACKEND) : null;
      int[] chunks = status.chunkCounts();
      for (int i = 0; i < chunks[0]; i++) {
        for (int j = 0; j < chunks[1]; j++) {
          if (status.hasChunk(i, j)) {
            String name = recorded ? backendName(backend.readBytes(i, j)[0]) : began;
            tiles.merge(name, 1L, Long::sum);
          }
        }
      }
    }
    return tiles;
  }

  private static String backendName(int code) {
    return code >= 0 && code < BACKENDS.size() ? BACKENDS.get(code) : UNKNOWN_BACKEND;
  }

  private boolean recordsBackends() throws IOException {
    return group(activations.get(0)).arrays().contains(BACKEND);
  }

  /** Returns the number of tiles done and of all tiles. */
  public long[] tiles() throws IOException {
    long done = 0;
    long all = 0;
    for (String activation : activations) {
      ZarrArray status = group(activation).array(STATUS);
      int[] chunks = status.chunkCounts();
      for (int i = 0; i < chunks[0]; i++) {
        for (int j = 0; j < chunks[1]; j++) {
          all++;
          done += status.hasChunk(i, j) ? 1 : 0;
        }
      }
    }
    return new long[] {done, all};
  }

  /** Returns every stride-th value of a field along each dimension, row by row. */
  public double[] decimated(String activation, String array, int rowStride, int columnStride)
      throws IOException {
    return group(activation).array(array).readDecimated(rowStride, columnStride);
  }

  /**
   * Returns an array of one activation: a field, a coordinate, {@code status} or {@code phase}.
   *
   * @param activation its name
   * @param name the array's name
   */
  public ZarrArray array(String activation, String name) throws IOException {
    return group(activation).array(name);
  }

  /** Deletes what killed runs left half-written. */
  public void removeTemporaries() throws IOException {
    root.removeTemporaries();
  }

  private ZarrGroup group(String activation) throws IOException {
    return activations.size() == 1 ? root : root.openGroup(groupName(activation));
  }

  private static Map<String, Object> attributes(
      List<String> activations, SweepPlan plan, Map<String, ?> provenance) {
    Map<String, Object> attributes = new TreeMap<>(provenance);
    attributes.put(ACTIVATIONS, activations);
    attributes.put("tile", plan.tileSize());
    attributes.put(Q0, plan.start().q());
    attributes.put(C0, plan.start().c());
    attributes.put("convention", "W_ij ~ N(0, sigma_w2/fan_in), b_i ~ N(0, sigma_b2)");
    return attributes;
  }

  private static void createArrays(ZarrGroup group, SweepPlan plan) throws IOException {
    coordinate(group, "sigma_w2", "variance of the weights over fan-in", plan.sigmaW2().values());
    coordinate(group, "sigma_b2", "variance of the biases", plan.sigmaB2().values());
    int[] shape = {plan.sigmaB2().size(), plan.sigmaW2().size()};
    int[] chunks = {
      Math.min(plan.tileSize(), shape[0]), Math.min(plan.tileSize(), shape[1]),
    };
    for (PhaseField field : PhaseField.values()) {
      group.createArray(
          field.label(),
          ArraySpec.float64(shape, chunks, "sigma_b2", "sigma_w2")
              .with("long_name", field.meaning()));
    }
    group.createArray(
        PHASE,
        codes(shape, chunks, Stream.of(Phase.values()).map(Phase::label).toList())
            .with("long_name", "phase; missing where there is none"));
    group.createArray(
        STATUS,
        codes(shape, chunks, Stream.of(Status.values()).map(Status::label).toList())
            .with("long_name", "what the iteration of the length map does"));
    int[] tiles = {plan.tileRows(), plan.tileColumns()};
    group.createArray(
        BACKEND,
        flags(
                ArraySpec.int8(
                    tiles, new int[] {1, 1}, NOT_COMPUTED, "tile_sigma_b2", "tile_sigma_w2"),
                BACKENDS)
            .with("long_name", "what computed the tile"));
  }

  private static ArraySpec codes(int[] shape, int[] chunks, List<String> labels) {
    return flags(ArraySpec.int8(shape, chunks, NOT_COMPUTED, "sigma_b2", "sigma_w2"), labels);
  }

  private static ArraySpec flags(ArraySpec spec, List<String> labels) {
    return spec.with("flag_values", IntStream.range(0, labels.size()).boxed().toList())
        .with("flag_meanings", String.join(" ", labels));
  }

  private static void coordinate(ZarrGroup group, String name, String meaning, double[] values)
      throws IOException {
    int[] shape = {values.length};
    ZarrArray array =
        group.createArray(name, ArraySpec.float64(shape, shape, name).with("long_name", meaning));
    array.writeChunk(new int[] {0}, values);
  }

  /** Returns the name of an activation's group: an expression as the name of a directory. */
  public static String groupName(String activation) {
    return activation.replace('/', '÷').replaceAll("[^-\\p{Alnum}_.()+*^=<>,÷ ]", "_");
  }

  /** Deletes a directory and all below it; of a link only the link. */
  public static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
