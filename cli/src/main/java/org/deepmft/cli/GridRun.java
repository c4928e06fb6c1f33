package org.deepmft.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendLadder;
import org.deepmft.export.Csv;
import org.deepmft.plot.PictureUnavailableException;
import org.deepmft.store.DamagedChunkException;
import org.deepmft.store.DurableFile;
import org.deepmft.store.GridStore;
import org.deepmft.store.Json;
import org.deepmft.sweep.Shard;
import org.deepmft.sweep.SweepPlan;
import org.deepmft.sweep.TileQueue;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One run over a grid: plan, backend solves a tile, store writes the tile, picture.
 *
 * <p>Each device solves one tile after another, on all threads if it is the CPU, and tiles are
 * written on all threads, so memory holds one tile a device whatever the grid. Whatever ends the
 * run, done tiles stay and nothing is half-written.
 *
 * <p>{@code compute_seconds} is the time during which at least one device solves a tile: tables,
 * files and picture do not count.
 *
 * @param <S> the store
 */
final class GridRun<S extends GridStore> {

  private static final double NANOS = 1e9;
  private static final String MARK = "deepmft: ";

  private final ResultDirectory results;
  private final Path directory;
  private final Path picture;
  private final List<Activation> activations;
  private final GridTask<S> task;
  private final SweepPlan plan;
  private final Shard shard;
  private final BackendLadder backends;
  private final int threads;
  private final boolean overwrite;
  private final PrintWriter err;

  private final long begun = System.nanoTime();
  private long computedPoints;
  private double computeSeconds;
  private double wallSeconds;

  GridRun(
      ResultDirectory results,
      List<Activation> activations,
      GridTask<S> task,
      Shard shard,
      BackendLadder backends,
      int threads,
      boolean overwrite,
      PrintWriter err) {
    this.results = results;
    this.directory = results.path();
    this.activations = activations;
    this.task = task;
    this.picture = ResultDirectory.picture(directory, task.storeName());
    this.plan = task.plan();
    this.shard = shard;
    this.backends = backends;
    this.threads = threads;
    this.overwrite = overwrite;
    this.err = err;
  }

  /**
   * Claims the directory, runs a task and prints what came of it.
   *
   * @param task what to compute
   * @param activations for which activations
   * @param shard which share of the tiles
   * @param directory where to
   * @param options what to do with what is there
   * @param backends what computes
   * @param threads number of CPU threads
   * @param format of what is printed
   * @param spec the command
   */
  static <S extends GridStore> void run(
      GridTask<S> task,
      List<Activation> activations,
      Shard shard,
      Path directory,
      GridOptions options,
      BackendLadder backends,
      int threads,
      OutputOption.Format format,
      CommandSpec spec)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean shared = shard.count() > 1 && !options.overwrite;
    try (ResultDirectory results = ResultDirectory.claim(directory, shared)) {
      if (!shared && !options.resume && !options.overwrite && results.taken()) {
        throw new IllegalArgumentException(
            directory + " must be empty or missing, but holds files; use --resume or --overwrite");
      }
      results.requireNoOther(task.storeName());
      GridRun<S> run =
          new GridRun<>(
              results,
              activations,
              task,
              shard,
              backends,
              threads,
              options.overwrite,
              spec.commandLine().getErr());
      JsonObject record = run.execute(spec.commandLine().getParseResult().originalArgs());
      switch (format) {
        case JSON -> out.print(Json.result(record));
        case CSV -> printCsv(record, out);
        default -> out.print(run.summary());
      }
      out.flush();
    }
  }

  /** Runs the task and returns what run.json says. */
  JsonObject execute(List<String> arguments) throws IOException {
    S store = openStore();
    try {
      return write(store, arguments);
    } catch (DamagedChunkException e) {
      throw e; // says what to do
    } catch (IOException e) {
      throw cannotWrite(e, "; finished tiles are kept, go on with --resume");
    }
  }

  private CommandFailure cannotWrite(IOException e, String remedy) {
    return new CommandFailure(
        CommandFailure.MACHINE, "cannot write to " + directory + ": " + Main.describe(e) + remedy);
  }

  private JsonObject write(S store, List<String> arguments) throws IOException {
    results.removeTemporaries();
    ReentrantLock writing = new ReentrantLock();
    Thread onStop = new Thread(() -> stop(store, writing));
    Runtime.getRuntime().addShutdownHook(onStop);
    try {
      TileRun<S> tiles = computeTiles(store, writing);
      try {
        GridPlot.draw(store, picture);
      } catch (PictureUnavailableException e) {
        err.println(
            "deepmft: no picture: "
                + Main.describe(e)
                + "; run deepmft plot "
                + directory
                + " elsewhere");
      }
      wallSeconds = (System.nanoTime() - begun) / NANOS;
      JsonObject record = record(store, tiles, arguments);
      writing.lock();
      try {
        DurableFile.write(directory.resolve(recordName()), Json.result(record));
      } finally {
        writing.unlock();
      }
      return record;
    } finally {
      forget(onStop);
    }
  }

  private static void forget(Thread onStop) {
    try {
      Runtime.getRuntime().removeShutdownHook(onStop);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  /** Returns what to tell a person. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d points in %.2f s (%,.0f points/s on %s), %.1f s with files and picture: %s%n",
        computedPoints,
        computeSeconds,
        rate(),
        used(Backend::name),
        wallSeconds,
        directory);
  }

  private String recordName() {
    return shard.count() == 1
        ? "run.json"
        : "run.shard-" + shard.index() + "-of-" + shard.count() + ".json";
  }

  private S openStore() throws IOException {
    Path zarr = directory.resolve(task.storeName());
    List<String> names = activations.stream().map(Activation::name).toList();
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put(GridStore.BACKEND, backends.current().name());
    provenance.put("precision", backends.current().precision());
    provenance.put("deepmft_version", Version.number());
    if (overwrite || !Files.exists(zarr)) {
      checkSpace(names.size(), zarr); // before anything is lost
    }
    if (overwrite) {
      GridStore.deleteTree(zarr);
      Files.deleteIfExists(picture);
      Files.deleteIfExists(directory.resolve(recordName()));
    }
    if (!Files.exists(zarr)) {
      try {
        return task.create(zarr, names, provenance);
      } catch (IOException e) {
        if (!Files.exists(zarr)) {
          throw cannotWrite(e, "; make room or choose another --out");
        } // another shard was faster
      }
    }
    S store = task.open(zarr);
    if (backends.auto()) {
      provenance.remove(GridStore.BACKEND); // any may go on; each tile says what computed it
    }
    List<String> differences = task.differences(store, names, provenance);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          zarr
              + " must hold the same plan to go on, but holds another plan: "
              + String.join(", ", differences)
              + "; use another --out or --overwrite");
    }
    return store;
  }

  private void checkSpace(int diagrams, Path old) throws IOException {
    double needed = (double) plan.points() * diagrams * task.bytesPerPoint();
    double free = directory.toFile().getUsableSpace() + (double) size(old);
    if (needed > free) {
      boolean full = needed <= directory.toFile().getTotalSpace(); // it would fit without others
      throw new CommandFailure(
          full ? CommandFailure.MACHINE : CommandFailure.INPUT,
          String.format(
              Locale.ROOT,
              "the grid of %,d points must fit on the disk: it needs %s, %s has %s; %s",
              plan.points(),
              bytes(needed),
              directory,
              bytes(free),
              full ? "make room or use another --out" : "use fewer points or another --out"));
    }
  }

  private static String bytes(double count) {
    return count < 1e8
        ? String.format(Locale.ROOT, "%.0f kB", Math.ceil(count * 1e-3))
        : String.format(Locale.ROOT, "%.1f GB", count * 1e-9);
  }

  /** Bytes of the files in a tree that is about to be replaced. */
  private static long size(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }

  private TileRun<S> computeTiles(S store, ReentrantLock writing) throws IOException {
    long total = 0;
    long already = 0;
    Map<Activation, Set<Long>> done = new LinkedHashMap<>();
    for (Activation activation : activations) {
      Set<Long> tiles = new HashSet<>();
      for (long t = 0; t < plan.tiles(); t++) {
        if (shard.owns(t)) {
          long points = plan.points(plan.place(t));
          total += points;
          if (store.intact(activation.name(), plan.place(t))) {
            tiles.add(t);
            already += points;
          }
        }
      }
      done.put(activation, tiles);
    }
    Progress progress = new Progress(Progress.onTerminal() ? err : null, total, already);
    TileRun<S> run =
        new TileRun<>(
            task, store, backends, writing, progress, line -> err.println(newLine() + MARK + line));
    for (Activation activation : activations) {
      Set<Long> kept = done.get(activation);
      run.compute(
          activation,
          new TileQueue(
              LongStream.range(0, plan.tiles()).filter(t -> shard.owns(t) && !kept.contains(t))));
    }
    computedPoints = run.points();
    computeSeconds = backends.opened().stream().mapToDouble(run::seconds).sum();
    progress.finish();
    return run;
  }

  /** Runs when the process is told to stop: lets the tile that is being written come through. */
  private void stop(S store, ReentrantLock writing) {
    writing.lock();
    try {
      long[] tiles = store.tiles();
      err.println(
          newLine()
              + MARK
              + "stopped: "
              + tiles[0]
              + " of "
              + tiles[1]
              + " tiles are kept in "
              + directory
              + "; go on with --resume");
      results.close();
    } catch (IOException e) {
      err.println(newLine() + MARK + "stopped: " + e.getMessage());
    }
    err.flush();
    // The lock stays: nothing more is written.
  }

  /** What parts a message from the progress line. */
  private static String newLine() {
    return Progress.onTerminal() ? System.lineSeparator() : "";
  }

  private double rate() {
    return computedPoints == 0 ? 0 : computedPoints / computeSeconds;
  }

  /** Says something of the backends that this run has used, in their order. */
  private String used(Function<Backend, String> property) {
    return backends.opened().stream()
        .map(property)
        .distinct()
        .collect(Collectors.joining(" then "));
  }

  private Map<String, Object> facts(Backend backend, double seconds) {
    Map<String, Object> facts = new LinkedHashMap<>(backend.facts());
    Object products = facts.remove("nd4j_thread_seconds");
    if (products instanceof Double inProducts && seconds > 0) {
      facts.put("nd4j_share_of_time", inProducts / (seconds * threads));
    }
    return facts;
  }

  private JsonObject record(S store, TileRun<S> tiles, List<String> arguments) throws IOException {
    Map<String, Long> byBackend = store.tilesByBackend();
    JsonObject json = new JsonObject();
    json.addProperty("points", plan.points() * activations.size());
    json.addProperty("points_computed", computedPoints);
    json.addProperty("compute_seconds", computeSeconds);
    json.addProperty("points_per_second", rate());
    json.addProperty("wall_seconds", wallSeconds);
    json.addProperty("backend", used(Backend::name));
    json.addProperty("device", used(Backend::device));
    json.addProperty("precision", used(Backend::precision));
    json.addProperty("mixed", byBackend.size() > 1);
    json.add("tiles_by_backend", Json.tree(byBackend));
    json.add("status_counts", Json.tree(store.statusCounts()));
    for (Backend backend : backends.opened()) {
      json.add(backend.name(), Json.tree(facts(backend, tiles.seconds(backend))));
    }
    json.addProperty("threads", threads);
    json.addProperty("version", Version.number());
    json.addProperty("java", System.getProperty("java.version"));
    json.add("arguments", Json.tree(arguments));
    return json;
  }

  /** Prints the record's numbers and texts as one row; those of its objects with their names. */
  private static void printCsv(JsonObject record, PrintWriter out) {
    List<String> header = new ArrayList<>();
    List<String> row = new ArrayList<>();
    flatten("", record, header, row);
    out.print(Csv.line(header));
    out.print(Csv.line(row));
  }

  private static void flatten(
      String prefix, JsonObject record, List<String> header, List<String> row) {
    for (Map.Entry<String, JsonElement> entry : record.entrySet()) {
      JsonElement value = entry.getValue();
      if (value.isJsonObject()) {
        flatten(prefix + entry.getKey() + "_", value.getAsJsonObject(), header, row);
        continue;
      }
      header.add(prefix + entry.getKey());
      boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
      row.add(text ? value.getAsString() : Json.result(value).strip());
    }
  }
}
