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
import org.deepmft.sweep.SweepPlan;

/**
 * Results over a grid of (σ_b², σ_w²) in a Zarr group: one array a field, cut into chunks along the
 * plan's tiles.
 *
 * <p>A tile is done when its chunk of {@code status} is there, which is written last. Several
 * activations have a group each. The attributes hold the plan and where the numbers come from, and
 * nothing of this run, so the same plan gives the same bytes. The attribute {@code backend} names
 * what the run began on, the array {@code backend} what computed each tile.
 */
public abstract class GridStore {

  /** Name of the array that says how a point ended. */
  public static final String STATUS = "status";

  /** Name of the array that says which backend computed a tile, one entry a tile. */
  public static final String BACKEND = "backend";

  /** What a point is called that is not computed yet. */
  public static final String NOT_COMPUTED_LABEL = "not_computed";

  private static final String ACTIVATIONS = "activations";
  private static final String UNKNOWN_BACKEND = "unknown";
  private static final byte NOT_COMPUTED = -1;

  /** A backend's code is its place here; new ones are added at the end. */
  private static final List<String> BACKENDS = List.of("reference", "cpu", "cuda");

  private final ZarrGroup root;
  private final List<String> activations;

  /** Creates the arrays of one activation. */
  interface Arrangement {
    void create(ZarrGroup group) throws IOException;
  }

  /** A chunk of a tile: float64 values or int8 codes. */
  record Part(String array, int[] index, double[] values, byte[] codes) {

    void write(ZarrGroup group) throws IOException {
      if (values != null) {
        group.array(array).writeChunk(index, values);
      } else {
        group.array(array).writeChunk(index, codes);
      }
    }
  }

  /**
   * Opens a store.
   *
   * @param directory the Zarr group
   * @param what what it must be
   */
  GridStore(Path directory, String what) throws IOException {
    root = ZarrGroup.open(directory);
    JsonElement names = root.attributes().get(ACTIVATIONS);
    if (names == null || !names.isJsonArray() || names.getAsJsonArray().isEmpty()) {
      throw new IOException(directory + " must be " + what);
    }
    activations = new ArrayList<>();
    names.getAsJsonArray().forEach(name -> activations.add(name.getAsString()));
  }

  /**
   * Creates a store without results; it appears under its name only when it is complete.
   *
   * @param directory where; must not exist
   * @param activations the names of the activations
   * @param attributes the plan and where the numbers come from
   * @param arrays creates the arrays of an activation
   */
  static void create(
      Path directory, List<String> activations, Map<String, ?> attributes, Arrangement arrays)
      throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path building =
        Files.createTempDirectory(
            absolute.getParent(), "." + absolute.getFileName().toString() + ".tmp-");
    try {
      ZarrGroup root = ZarrGroup.create(building.resolve("zarr"), attributes);
      if (activations.size() == 1) {
        arrays.create(root);
      } else {
        for (String activation : activations) {
          ZarrGroup group = root.group(groupName(activation), Map.of("activation", activation));
          arrays.create(group);
          group.consolidate();
        }
      }
      root.consolidate();
      Files.move(building.resolve("zarr"), absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(building);
    }
  }

  /** Returns the attributes that every grid has. */
  static Map<String, Object> attributes(
      List<String> activations, SweepPlan plan, Map<String, ?> provenance) {
    Map<String, Object> attributes = new TreeMap<>(provenance);
    attributes.put(ACTIVATIONS, activations);
    attributes.put("tile", plan.tileSize());
    attributes.put("q0", plan.start().q());
    attributes.put("c0", plan.start().c());
    attributes.put("convention", "W_ij ~ N(0, sigma_w2/fan_in), b_i ~ N(0, sigma_b2)");
    return attributes;
  }

  /** Returns what keeps a plan from being the store's; empty if nothing. */
  List<String> differences(Map<String, ?> attributes, SweepPlan plan) throws IOException {
    JsonObject here = root.attributes();
    JsonObject wanted = Json.object(attributes);
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
  public final List<String> activations() {
    return activations;
  }

  /** Returns the root's attributes. */
  public final JsonObject attributes() throws IOException {
    return root.attributes();
  }

  /** Returns the values of a coordinate, {@code sigma_w2} or {@code sigma_b2}. */
  public final double[] axis(String name) throws IOException {
    return group(activations.get(0)).array(name).readAll();
  }

  /** Returns the chunks of a tile but status and backend, by array. */
  abstract Map<String, List<int[]>> chunks(SweepPlan.Place place);

  /** Returns what the codes of the status mean. */
  abstract List<String> statusLabels();

  /**
   * Returns whether a tile is done and undamaged: every chunk is there and what was written. Costs
   * the reading of the tile if it is there.
   */
  public final boolean intact(String activation, SweepPlan.Place place) throws IOException {
    ZarrGroup group = group(activation);
    Map<String, List<int[]>> chunks = new LinkedHashMap<>();
    for (String codes : List.of(STATUS, BACKEND)) {
      chunks.put(codes, List.of(new int[] {place.row(), place.column()}));
    }
    chunks.putAll(chunks(place));
    for (Map.Entry<String, List<int[]>> entry : chunks.entrySet()) {
      ZarrArray array = group.array(entry.getKey());
      for (int[] index : entry.getValue()) {
        if (!array.intact(index)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Writes a tile; its parts may be compressed in parallel, the status comes last.
   *
   * @param parts all its chunks but status and backend
   * @throws IllegalArgumentException if the backend's name is not known here
   */
  final void write(
      String activation, SweepPlan.Place place, List<Part> parts, byte[] status, String backend)
      throws IOException {
    if (!BACKENDS.contains(backend)) {
      throw new IllegalArgumentException(
          "backend must be one of " + String.join(", ", BACKENDS) + ", got '" + backend + "'");
    }
    ZarrGroup group = group(activation);
    int[] index = {place.row(), place.column()};
    List<Part> all = new ArrayList<>(parts);
    all.add(new Part(BACKEND, index, null, new byte[] {(byte) BACKENDS.indexOf(backend)}));
    AtomicReference<IOException> failure = new AtomicReference<>();
    all.parallelStream()
        .forEach( // to the end, so that no writer is left behind when one fails
            part -> {
              try {
                part.write(group);
              } catch (IOException e) {
                failure.compareAndSet(null, e);
              }
            });
    if (failure.get() != null) {
      throw failure.get();
    }
    group.array(STATUS).writeChunk(index, status);
  }

  /** Returns how many points have each status, {@code not_computed} among them. */
  public final Map<String, Long> statusCounts() throws IOException {
    List<String> labels = statusLabels();
    long[] counts = new long[labels.size() + 1];
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
    for (int k = 0; k < labels.size(); k++) {
      named.put(labels.get(k), counts[k]);
    }
    named.put(NOT_COMPUTED_LABEL, counts[counts.length - 1]);
    return named;
  }

  /**
   * Returns how many of the tiles that are done each backend computed; those that computed none are
   * left out. In stores of older versions, which do not say it of a tile, all count for the backend
   * that the run began on.
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

  final ZarrGroup group(String activation) throws IOException {
    return activations.size() == 1 ? root : root.openGroup(groupName(activation));
  }

  /** Creates the coordinates, the status and what computed each tile. */
  static void createCommonArrays(
      ZarrGroup group, SweepPlan plan, List<String> statuses, String statusMeaning)
      throws IOException {
    coordinate(group, "sigma_w2", "variance of the weights over fan-in", plan.sigmaW2().values());
    coordinate(group, "sigma_b2", "variance of the biases", plan.sigmaB2().values());
    createCodes(group, STATUS, plan, statuses, statusMeaning);
    int[] tiles = {plan.tileRows(), plan.tileColumns()};
    group.createArray(
        BACKEND,
        flags(
                ArraySpec.int8(
                    tiles, new int[] {1, 1}, NOT_COMPUTED, "tile_sigma_b2", "tile_sigma_w2"),
                BACKENDS)
            .with("long_name", "what computed the tile"));
  }

  /** Creates an array of codes over the grid. */
  static void createCodes(
      ZarrGroup group, String name, SweepPlan plan, List<String> labels, String meaning)
      throws IOException {
    ArraySpec codes =
        ArraySpec.int8(shape(plan), chunks(plan), NOT_COMPUTED, "sigma_b2", "sigma_w2");
    group.createArray(name, flags(codes, labels).with("long_name", meaning));
  }

  /** Returns rows and columns of the grid. */
  static int[] shape(SweepPlan plan) {
    return new int[] {plan.sigmaB2().size(), plan.sigmaW2().size()};
  }

  /** Returns rows and columns of a chunk. */
  static int[] chunks(SweepPlan plan) {
    int[] shape = shape(plan);
    return new int[] {Math.min(plan.tileSize(), shape[0]), Math.min(plan.tileSize(), shape[1])};
  }

  private static ArraySpec flags(ArraySpec spec, List<String> labels) {
    return spec.with("flag_values", IntStream.range(0, labels.size()).boxed().toList())
        .with("flag_meanings", String.join(" ", labels));
  }

  static void coordinate(ZarrGroup group, String name, String meaning, double[] values)
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
