package org.deepmft.cuda;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhaseColumns;

/**
 * Checks and times the CUDA backend on the machine at hand: {@code gpu-check OUT} writes {@code
 * OUT/gpu-check.json} and ends with 0 if every check passed, 1 if one failed, 3 if there is no GPU.
 *
 * <p>What is checked: every kernel against 30-digit values and against the reference backend or
 * core, the bits of repeated runs, a device that is nearly full. What is timed: start-up, kernels
 * by events, tiles from and to the host's memory, the machine's own rates, and the same diagram by
 * PyTorch and JAX where they are installed.
 */
public final class GpuCheck {

  /**
   * How much is done.
   *
   * @param sizes points a side of the timed grids
   * @param referencePoints points of each activation that the reference backend solves
   * @param runs repeated runs whose bits are compared
   * @param rounds rounds of multiply-adds by which the machine's rate is measured
   * @param peerPoints points for PyTorch and JAX, 0 for none
   * @param networks networks a side of the timed trajectories
   * @param inputs inputs of the timed kernels of data
   */
  record Extent(
      List<Integer> sizes,
      int referencePoints,
      int runs,
      long rounds,
      int peerPoints,
      int networks,
      int inputs) {
    static final Extent FULL =
        new Extent(List.of(256, 1024, 4096), 12, 100, 1000, 16384, 1024, 5000);
  }

  private static final long PEER_SECONDS = 75;

  private final Extent extent;
  private final PrintStream talk;
  private final JsonObject report = new JsonObject();
  private boolean passed = true;

  GpuCheck(Extent extent, PrintStream talk) {
    this.extent = extent;
    this.talk = talk;
  }

  /**
   * Runs the check.
   *
   * @param arguments the directory of the result
   * @throws IOException if the result cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || arguments[0].startsWith("-")) {
      System.err.println("gpu-check: usage: gpu-check OUT; writes OUT/gpu-check.json");
      System.exit(2);
    }
    try {
      GpuCheck check = new GpuCheck(Extent.FULL, System.out);
      Path file = Files.createDirectories(Path.of(arguments[0])).resolve("gpu-check.json");
      check.run();
      Files.writeString(file, check.json());
      System.out.println((check.passed ? "passed: " : "FAILED: ") + file);
      System.exit(check.passed ? 0 : 1);
    } catch (BackendUnavailableException e) {
      System.err.println("gpu-check: " + e.getMessage());
      System.exit(3);
    } catch (DeviceFailedException e) {
      System.err.println("gpu-check: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Returns whether every check passed. */
  boolean passed() {
    return passed;
  }

  /** Returns the result. */
  String json() {
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(report) + "\n";
  }

  void run() throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    report.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    report.addProperty("commit", commit());
    report.addProperty("jdk", System.getProperty("java.version"));
    report.addProperty("cpu_threads", threads);
    Speed speed = new Speed(threads);
    report.add("start_up_seconds", speed.startUp());
    try (Backend backend =
        new CudaBackendProvider().open(new Resources(threads, TableCache.inMemory(), List.of(0)))) {
      report.addProperty("device", backend.device());
      report.addProperty("driver", Driver.version());
      report.add("nvidia_smi", smi());
      Agreement agreement = new Agreement(backend);
      add("against_30_digits", agreement::withTable);
      int points = extent.referencePoints();
      add("against_reference", () -> agreement.withReference(points, threads));
      add("same_bits", () -> sameBits(backend));
      PairAgreement pairs = new PairAgreement(backend);
      add("trajectories_against_30_digits", pairs::withTable);
      add("trajectories_against_core", () -> pairs.withCore(16 * points));
      add("kernels_of_data_against_core", pairs::kernels);
      add("pairs_same_bits", () -> pairs.sameBits(extent.runs()));
    }
    add("nearly_full_device", speed::nearlyFull);
    JsonObject ceilings = speed.ceilings(extent.rounds());
    report.add("ceilings", ceilings);
    double ceiling = ceilings.get("double_multiply_adds_per_second").getAsDouble();
    report.add("speed", speed.tanh(extent.sizes(), ceiling));
    talk.println("speed: " + report.get("speed"));
    PairSpeed pairSpeed = new PairSpeed(threads);
    report.add("trajectories_speed", pairSpeed.trajectories(extent.networks()));
    report.add("kernels_of_data_speed", pairSpeed.kernels(extent.inputs()));
    talk.println("trajectories: " + report.get("trajectories_speed"));
    talk.println("kernels of data: " + report.get("kernels_of_data_speed"));
    report.add("nvidia_smi_after", smi());
    if (extent.peerPoints() > 0) {
      report.add("peers", peers());
    }
    report.addProperty("passed", passed);
  }

  private interface Check {
    JsonObject run() throws IOException;
  }

  /** Runs a check and adds its result, which says itself whether it passed. */
  private void add(String name, Check check) throws IOException {
    long start = System.nanoTime();
    JsonObject result = check.run();
    result.addProperty("seconds", (System.nanoTime() - start) * 1e-9);
    boolean good = result.get("passed").getAsBoolean();
    passed &= good;
    talk.println(name + ": " + (good ? "passed" : "FAILED " + result));
    report.add(name, result);
  }

  private JsonObject sameBits(Backend backend) {
    JsonObject result = new JsonObject();
    boolean same = true;
    for (String name : List.of("tanh", "gelu", "relu", "sin")) {
      Activation activation = Activations.named(name);
      PhaseTileSolver solver = backend.phases(activation);
      int n = 256 * 256;
      PhaseColumns first = new PhaseColumns(n);
      PhaseColumns again = new PhaseColumns(n);
      solver.solve(Speed.grid(256), first);
      for (int run = 1; run < extent.runs(); run++) {
        solver.solve(Speed.grid(256), again);
        same &= first.equals(again);
      }
    }
    result.addProperty("runs", extent.runs());
    result.addProperty("passed", same);
    return result;
  }

  private JsonArray peers() throws IOException {
    JsonArray all = new JsonArray();
    for (String library : List.of("torch", "jax")) {
      all.add(peer(library));
      talk.println("peer " + all.get(all.size() - 1));
    }
    return all;
  }

  private JsonElement peer(String library) throws IOException {
    JsonObject skipped = new JsonObject();
    skipped.addProperty("library", library);
    Path home = home().resolve("share").resolve("peers");
    Path script = home.resolve("phase_gpu.py");
    if (!Files.exists(script)) {
      skipped.addProperty("skipped", "there is no " + script.getFileName());
      return skipped;
    }
    String points = Integer.toString(extent.peerPoints());
    Path table = Files.createTempFile("fixed_points", ".csv");
    Optional<String> output;
    try (InputStream rows = GpuCheck.class.getResourceAsStream(Agreement.TABLE)) {
      Files.copy(rows, table, StandardCopyOption.REPLACE_EXISTING);
      String[] command = {
        "python3", script.toString(), library, "--points", points, "--table", table.toString()
      };
      output = output(PEER_SECONDS, command);
    } finally {
      Files.delete(table);
    }
    String last = output.orElse("").strip().lines().reduce((a, b) -> b).orElse("");
    if (!last.startsWith("{")) {
      skipped.addProperty("skipped", last.isEmpty() ? "python3 gave no answer" : last);
      return skipped;
    }
    return JsonParser.parseString(last);
  }

  private static JsonArray smi() {
    JsonArray lines = new JsonArray();
    output(
            20,
            "nvidia-smi",
            "--query-gpu=name,driver_version,clocks.sm,clocks.mem,clocks.max.sm,power.draw,"
                + "temperature.gpu,memory.total",
            "--format=csv")
        .ifPresent(text -> text.lines().forEach(lines::add));
    return lines;
  }

  private static String commit() throws IOException {
    Path file = home().resolve("share").resolve("COMMIT");
    return Files.exists(file) ? Files.readString(file).strip() : "unknown";
  }

  /** The tarball's root: the parent of its Java runtime. */
  private static Path home() {
    return Path.of(System.getProperty("java.home")).toAbsolutePath().getParent();
  }

  /** Returns what a command prints, nothing if it cannot be run or takes too long. */
  private static Optional<String> output(long seconds, String... command) {
    try {
      Path file = Files.createTempFile("gpu-check", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.of("took more than " + seconds + " s");
        }
        return Optional.of(Files.readString(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
