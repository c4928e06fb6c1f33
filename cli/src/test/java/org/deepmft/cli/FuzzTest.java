package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.expression.ExpressionException;
import org.deepmft.cli.FuzzRecord.Kind;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.InitialState;
import org.deepmft.sweep.Axis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random inputs in great numbers: each is accepted, or refused in one line within 100 ms of
 * processor time; nothing throws or hangs.
 *
 * <p>The profile {@code fuzz} runs a million of them and solves some points in full, and writes
 * {@code target/fuzz.json}; otherwise a thousand are run. Input number i depends on i alone.
 */
class FuzzTest {

  /** Longer axes are not looked into. */
  private static final int MOST_VALUES = 100_000;

  private static final double MAX_ACCEPTANCE = 1000;
  private static final double MAX_SOLUTION = 20_000;

  /** The first inputs meet code that is not compiled yet and are run once before. */
  private static final long WARM_UP = 5000;

  private static final long FEW = 1500;
  private static final long INPUTS = Long.getLong("fuzz.inputs", FEW);

  /** In milliseconds; ten times as much for code that is not compiled yet. */
  private static final double MAX_REFUSAL = INPUTS > FEW ? 100 : 1000;

  /** One input in so many is a point that is solved, whatever table it takes. */
  private static final long SOLVED = Long.getLong("fuzz.solved", Long.MAX_VALUE);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double[] PLACES = {
    -1e308, -1e4, -37, -1, -1e-9, -0.0, 0, 1e-320, 0.3, 2, 100, 1e4, 1e300, Double.NaN
  };

  @TempDir private static Path taken;
  @TempDir private static Path data;

  private FuzzRecord record = new FuzzRecord();

  @Test
  void everyInputIsAcceptedOrRefusedInOneLineAtOnce() throws IOException {
    Files.writeString(taken.resolve("file"), "kept");
    Outcome.ofLine("sweep --activation tanh --sigma-w2 1 --sigma-b2 1 --out " + taken).refused(2);
    if (INPUTS > FEW) {
      run(WARM_UP, 0);
    }
    record = new FuzzRecord();
    run(INPUTS, 1);
    if (INPUTS > FEW) {
      store();
    }
    assertEquals("kept", Files.readString(taken.resolve("file")));
    assertEquals(Map.of(), record.findings());
  }

  private void run(long inputs, int seed) throws IOException {
    for (long i = 0; i < inputs; i++) {
      if (i > FEW && i % 20_000 == 0) {
        store();
      }
      Kind kind =
          switch ((int) (i % 10)) {
            case 0, 1 -> Kind.RANGE;
            case 2 -> Kind.POINTS_FILE;
            case 3 -> Kind.COMMAND_LINE;
            case 4 -> Kind.KERNEL;
            default -> Kind.ACTIVATION;
          };
      FuzzInputs generator = new FuzzInputs(new SplittableRandom(i * 31 + seed), taken.toString());
      String at = kind + " " + seed + ":" + i;
      try {
        switch (kind) {
          case ACTIVATION -> activation(generator.activation());
          case RANGE -> range(generator.range());
          case POINTS_FILE -> points(generator.points());
          case COMMAND_LINE -> line(generator.line());
          case KERNEL -> kernel(new FuzzKernels(new SplittableRandom(i * 31 + seed)));
        }
        if (seed > 0 && i % SOLVED == 0) {
          solve(generator);
        }
      } catch (Throwable e) {
        record.addFinding(e, at);
      }
    }
  }

  private void store() throws IOException {
    Files.writeString(
        Path.of("target", "fuzz.json"),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(record.json())
            + "\n");
  }

  /** Runs a reader; null is returned where it refuses, and what it says is checked. */
  private <T> T read(Kind kind, String input, Callable<T> reader) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    T value = null;
    IllegalArgumentException refusal = null;
    try {
      value = reader.call();
    } catch (IllegalArgumentException e) {
      refusal = e;
    }
    time(kind, input, refusal == null, start);
    if (refusal != null) {
      requireOneReason(refusal);
    }
    return value;
  }

  private void time(Kind kind, String input, boolean accepted, long start) {
    double milliseconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-6;
    record.add(kind, input, accepted, milliseconds);
    require(
        milliseconds <= (accepted ? MAX_ACCEPTANCE : MAX_REFUSAL),
        milliseconds + " ms: " + FuzzRecord.shown(input));
  }

  private static void requireOneReason(IllegalArgumentException refusal) {
    String message = Main.describe(refusal);
    require(!message.isEmpty() && !message.contains("Exception: "), message);
    Throwable reason = refusal instanceof ExpressionException ? refusal : refusal.getCause();
    if (reason instanceof ExpressionException expression) {
      List<String> lines = expression.caretLines().lines().toList();
      require(lines.size() == 2 && lines.get(1).matches(" *\\^"), "caret: " + lines);
      require(lines.get(1).length() <= lines.get(0).length() + 1, "caret: " + lines);
      require(
          expression.position() >= 1 && expression.position() <= expression.text().length() + 1,
          "position " + expression.position());
    }
  }

  private void activation(String text) throws Exception {
    Activation activation = read(Kind.ACTIVATION, text, () -> Activations.named(text));
    if (activation == null) {
      return;
    }
    require(activation.kinks().size() <= 16, "kinks: " + text);
    int n = PLACES.length;
    double[][] jets = new double[3][n];
    activation.evaluate(PLACES, jets[0], jets[1], jets[2], n);
    for (int k = 0; k < n; k++) {
      if (Math.abs(PLACES[k]) <= 1e4) {
        require(
            Double.isFinite(jets[0][k]), "phi(" + PLACES[k] + ") = " + jets[0][k] + ": " + text);
        require(
            Double.isFinite(jets[1][k]), "phi'(" + PLACES[k] + ") = " + jets[1][k] + ": " + text);
      }
      double value = activation.value(PLACES[k]);
      require(
          Double.compare(value + 0.0, jets[0][k] + 0.0) == 0,
          value + " != " + jets[0][k] + ": " + text);
    }
    try {
      Duals.of(activation);
    } catch (IllegalArgumentException refused) {
      String rule = refused.getMessage();
      require(
          rule.contains("must vary with x")
              || rule.contains("must have a finite square")
              || rule.contains("must vary slowly enough"),
          rule);
    }
  }

  private void range(String text) throws Exception {
    Axis axis = read(Kind.RANGE, text, () -> Axis.parse("sigma_w", text));
    if (axis == null) {
      return;
    }
    int last = axis.size() - 1;
    if (last > MOST_VALUES) {
      return; // they would take up to 800 MB
    }
    require(axis.get(0) >= 0 && axis.get(last) < Double.POSITIVE_INFINITY, text);
    for (int i = 1; i <= last; i += 1 + last / 50) {
      require(axis.get(i - 1) < axis.get(i), text);
    }
    try {
      axis.squared("sigma_w2");
    } catch (IllegalArgumentException e) {
      require(e.getMessage().contains("distinct squares"), e.getMessage());
    }
  }

  private void points(byte[] bytes) throws Exception {
    String input = new String(bytes, StandardCharsets.ISO_8859_1);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(bytes));
    try {
      read(Kind.POINTS_FILE, input, () -> new PointsFile("-", new InitialState(1, 0.5)).count());
    } finally {
      System.setIn(before);
    }
  }

  private void line(FuzzInputs.Line line) {
    if (line.words().length == 0) {
      return; // answered by the usage
    }
    if (line.activations().stream().anyMatch(FuzzTest::needsTable)) {
      line = new FuzzInputs.Line(with(line.words(), "--threads=0"), line.activations());
    }
    String input = String.join(" ", line.words());
    long start = THREADS.getCurrentThreadCpuTime();
    Outcome outcome = Outcome.of(line.words());
    time(Kind.COMMAND_LINE, input, outcome.code() != 2, start);
    check(outcome, input);
  }

  /** Kernels of a network and arrays in files of their own. */
  private void kernel(FuzzKernels generator) throws IOException {
    boolean regression = generator.oneIn(2);
    int rows = generator.side();
    int columns = generator.side();
    String network = generator.network();
    Files.write(data.resolve("net.yaml"), network.getBytes(StandardCharsets.UTF_8));
    Files.write(data.resolve("x.npy"), generator.array(rows, columns));
    Path out = data.resolve("k" + generator.any(".h5", ".npz", ".npy", ".h5", ".txt"));
    List<String> words = new ArrayList<>(List.of("kernel", "--backend=reference"));
    words.addAll(List.of("--network=" + data.resolve("net.yaml"), "--out=" + out));
    words.add("--inputs=" + data.resolve("x.npy"));
    if (regression) {
      Files.write(data.resolve("y.npy"), generator.array(rows, generator.side()));
      Files.write(data.resolve("t.npy"), generator.array(generator.side(), columns));
      words.add("--targets=" + data.resolve("y.npy"));
      words.add("--test=" + data.resolve("t.npy"));
    }
    words.addAll(generator.options(regression));
    String input = String.join(" ", words) + "\n" + network;
    long start = THREADS.getCurrentThreadCpuTime();
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    time(Kind.KERNEL, input, outcome.code() != 2, start);
    boolean written = Files.deleteIfExists(out);
    require(written == (outcome.code() == 0 && !outcome.out().contains("Usage")), input);
    String warnings = "(?m)^deepmft: warning: (the .* is singular|no NTK): .*\\R";
    String err = outcome.code() == 0 ? outcome.err().replaceAll(warnings, "") : outcome.err();
    check(new Outcome(outcome.code(), outcome.out(), err), input);
  }

  private static String[] with(String[] words, String more) {
    String[] longer = java.util.Arrays.copyOf(words, words.length + 1);
    longer[words.length] = more;
    return longer;
  }

  /** Whether a command would build a table, which takes seconds. */
  static boolean needsTable(String words) {
    try {
      return Duals.of(Activations.named(words)) instanceof TabulatedDual;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void check(Outcome outcome, String input) {
    String err = outcome.talk();
    String all = "code " + outcome.code() + ", '" + err + "': " + FuzzRecord.shown(input);
    require(List.of(0, 2, 3, 4).contains(outcome.code()), all);
    require(!err.contains("Exception: ") || input.contains("Exception: "), all);
    require(!err.contains("internal error") && !err.contains("\tat "), all);
    require(outcome.code() != 3 || input.contains("--backend"), all);
    long lines = err.lines().count();
    boolean caret = err.contains("activation expression: ");
    require(outcome.code() == 0 ? lines == 0 : lines == (caret ? 3 : 1) || lines == 1, all);
    require(outcome.code() == 0 || err.startsWith("deepmft: "), all);
    require(
        err.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r'),
        "control character, " + all);
    require(outcome.code() == 0 || outcome.code() == 4 || outcome.out().isEmpty(), all);
  }

  /**
   * Solves one point, however long that takes, and checks that each undefined field has a reason.
   */
  private void solve(FuzzInputs generator) {
    String activation = generator.activation();
    for (int k = 0; k < 100 && !needsTable(activation); k++) {
      activation = generator.activation();
    }
    double w = Math.exp(generator.random.nextDouble(-3, 3));
    double b = generator.oneIn(4) ? 0 : Math.exp(generator.random.nextDouble(-8, 2));
    String[] words = {
      "point",
      "--activation=" + activation,
      "--sigma-w2=" + w,
      "--sigma-b2=" + b,
      "--format=json",
      "--all",
      "--threads=1"
    };
    String input = String.join(" ", words);
    long start = THREADS.getCurrentThreadCpuTime();
    Outcome outcome = Outcome.of(words);
    double milliseconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-6;
    String status = "refused";
    if (!outcome.out().isEmpty()) {
      status = outcome.object().get("status").getAsString();
    }
    record.addSolved(status, input, milliseconds);
    require(milliseconds <= MAX_SOLUTION, milliseconds + " ms to solve " + input);
    check(outcome, input);
    if (!outcome.out().isEmpty()) {
      requireReasons(outcome.object(), input);
    }
  }

  private static void requireReasons(JsonObject point, String input) {
    String all = input + ": " + point;
    if (!point.get("status").getAsString().equals("converged")) {
      return;
    }
    for (String field : List.of("phase", "q_star", "c_star", "one_minus_c_star")) {
      require(!point.get(field).isJsonNull(), field + " null at " + all);
    }
    boolean fold = Math.abs(Math.exp(-1 / number(point, "xi_q")) - 1) < 1e-5;
    boolean critical = Math.abs(number(point, "chi_1") - 1) < 1e-5;
    require(fold || !point.get("q_star_error").isJsonNull(), "q_star_error null at " + all);
    boolean jumps = point.get("chi_1").isJsonNull();
    require(
        jumps || fold || critical || !point.get("chi_1_error").isJsonNull(),
        "chi_1_error null at " + all);
    require(
        jumps || fold || critical || !point.get("one_minus_c_star_error").isJsonNull(),
        "one_minus_c_star_error null at " + all);
  }

  private static double number(JsonObject point, String field) {
    JsonElement value = point.get(field);
    return value.isJsonNull() ? Double.NaN : value.getAsDouble();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
