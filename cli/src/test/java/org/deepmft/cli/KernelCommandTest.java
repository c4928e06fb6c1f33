package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deepmft.Python;
import org.deepmft.backend.Backends;
import org.deepmft.store.NpyFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel command: its files, its predictions, and what it refuses. */
class KernelCommandTest {

  private static final String RELU =
      """
      layers:
        - dense: {sigma_w2: 2}
        - repeat: 2
          layers:
            - activation: relu
            - dense: {sigma_w2: 2}
      """;

  /** The files against the kernels of NumPy, and predictions against its solver. */
  private static final String CHECK =
      """
      import sys, h5py, numpy as np
      d = sys.argv[1] + "/"
      x, t, y = (np.load(d + n + ".npy").astype(float) for n in ("x", "t", "y"))
      z = np.vstack([x, t])
      k = 2 * z @ z.T / z.shape[1]
      layers = [(k, k)]
      for _ in range(2):
          k, theta = layers[-1]
          r = np.sqrt(np.outer(k.diagonal(), k.diagonal()))
          a = np.arccos(np.clip(k / r, -1, 1))
          np.fill_diagonal(a, 0)
          k = r * (np.sin(a) + (np.pi - a) * np.cos(a)) / np.pi
          layers.append((k, k + theta * (np.pi - a) / np.pi))
      m = len(x)
      same = lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)
      for f in (h5py.File(d + "k.h5", "r"), np.load(d + "k.npz")):
          kinds = "nngp", "ntk", "nngp_mean", "nngp_variance", "ntk_mean"
          names = ["condition"] + [k + e for k in kinds for e in ("", "_layer_2")]
          assert sorted(f) == sorted(names), list(f)
          same(f["condition"][()][1], [3] + [np.linalg.cond(z[:m, :m]) for z in layers[2]])
          assert f["condition"][0, 0] == 2 and f["condition"].shape == (2, 3)
          for layer, name in ((2, ""), (1, "_layer_2")):
              for which, kind in enumerate(("nngp", "ntk")):
                  have = f[kind + name][()]
                  assert have.dtype == np.float64 and (have == have.T).all()
                  same(have, layers[layer][which][:m, :m])
              k, theta = layers[layer]
              noisy = [z[:m, :m] + float(sys.argv[2]) * np.eye(m) for z in (k, theta)]
              same(f["nngp_mean" + name][()], k[m:, :m] @ np.linalg.solve(noisy[0], y))
              same(f["ntk_mean" + name][()], theta[m:, :m] @ np.linalg.solve(noisy[1], y))
              same(f["nngp_variance" + name][()],
                   (k[m:, m:] - k[m:, :m] @ np.linalg.solve(noisy[0], k[:m, m:])).diagonal())
      same(np.load(d + "k.npy"), [layers[2][0][:m, :m], layers[2][1][:m, :m]])
      print("same", end="")
      """;

  @TempDir Path directory;

  @BeforeEach
  void writeInputs() throws IOException {
    Files.writeString(directory.resolve("net.yaml"), RELU);
    npy("x", "<f4", false, "(4, 3)", 1, 2, 3, 4, -1, 0.5, 0, 2, -2, 1, 1, 1);
    npy("t", "<f8", true, "(2, 3)", 1, 3, 2, 0, 2.5, 1);
    npy("y", ">f8", false, "(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8);
  }

  /** Writes an array; values in the order in which they stand in the file. */
  private void npy(String name, String type, boolean fortran, String shape, double... values)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, fortran ? "True" : "False", shape);
    int size = type.endsWith("4") ? 4 : 8;
    ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + size * values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    bytes.put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.ISO_8859_1));
    bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (size == 4) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    Files.write(file(name + ".npy"), bytes.array());
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private Outcome kernel(String out, String... more) {
    List<String> words = new ArrayList<>(List.of("kernel", "--network"));
    words.addAll(List.of(file("net.yaml").toString(), "--inputs", file("x.npy").toString()));
    words.addAll(List.of("--backend", "cpu", "--format", "json", "--out", file(out).toString()));
    words.addAll(List.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  @Test
  void theTableHasALineForEachLayerWithTheNumbersOfJson() {
    String[] words = regression("--layers", "2", "--noise", "0.5");
    JsonObject json = kernel("k.h5", words).done().object();
    List<String> asked = new ArrayList<>(List.of("kernel", "--network"));
    asked.addAll(List.of(file("net.yaml").toString(), "--inputs", file("x.npy").toString()));
    asked.addAll(List.of("--backend", "cpu", "--format", "csv", "--out", file("t.h5").toString()));
    asked.addAll(List.of(words));
    List<String> lines = Outcome.of(asked.toArray(String[]::new)).done().out().lines().toList();
    assertEquals(
        "layer,nngp_lambda_max,nngp_lambda_min,nngp_condition,nngp_jitter,ntk_lambda_max,"
            + "ntk_lambda_min,ntk_condition,ntk_jitter,learning_rate_bound,mean_variance",
        lines.get(0));
    assertEquals(3, lines.size());
    assertEquals("2", lines.get(1).split(",")[0]);
    String[] output = lines.get(2).split(",");
    assertEquals("3", output[0]);
    JsonObject ntk = json.getAsJsonObject("ntk");
    assertEquals(
        json.getAsJsonObject("nngp").get("condition").getAsDouble(), Double.valueOf(output[3]));
    assertEquals(ntk.get("lambda_max").getAsDouble(), Double.valueOf(output[5]));
    assertEquals(json.get("learning_rate_bound").getAsDouble(), Double.valueOf(output[9]));
    assertEquals(
        json.getAsJsonObject("posterior").get("mean_variance").getAsDouble(),
        Double.valueOf(output[10]));
  }

  @Test
  void theTableSaysWhatIsInfiniteAndWhatWasNotAskedFor() throws IOException {
    npy("x", "<f8", false, "(3, 2)", 1, 2, 0, 1, 1, 2);
    Outcome outcome =
        Outcome.of(
            "kernel",
            "--network",
            file("net.yaml").toString(),
            "--backend",
            "cpu",
            "--inputs",
            file("x.npy").toString(),
            "--format",
            "csv",
            "--out",
            file("k.h5").toString());
    assertEquals(0, outcome.code());
    String[] output = outcome.out().lines().toList().get(1).split(",");
    assertEquals(List.of("inf", "inf", "nan"), List.of(output[3], output[7], output[10]));
  }

  private String[] regression(String... more) {
    List<String> words = new ArrayList<>(List.of("--targets", file("y.npy").toString()));
    words.addAll(List.of("--test", file("t.npy").toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void filesHoldWhatNumpyMakesOfTheSameData() throws Exception {
    Python.require("h5py, numpy");
    JsonObject summary = kernel("k.h5", regression("--layers", "2")).done().object();
    kernel("k.npz", regression("--layers", "2")).done();
    kernel("k.npy").done();
    assertEquals("same", Python.run(CHECK, directory.toString(), "0"));
    assertEquals(4, summary.get("inputs").getAsInt());
    assertEquals(3, summary.get("depth").getAsInt());
    double lambda = summary.getAsJsonObject("ntk").get("lambda_max").getAsDouble();
    assertEquals(2 / lambda, summary.get("learning_rate_bound").getAsDouble(), 1e-15);
    assertTrue(summary.getAsJsonObject("nngp").get("singular").isJsonNull());
    assertEquals(2, summary.getAsJsonObject("posterior").get("tests").getAsInt());
    JsonObject second = summary.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertEquals(2, second.get("layer").getAsInt());
    double most = second.getAsJsonObject("ntk").get("lambda_max").getAsDouble();
    assertTrue(most < lambda, second.toString());
    String[] noisy = regression("--layers", "2", "--noise", "0.25", "--overwrite");
    kernel("k.h5", noisy).done();
    kernel("k.npz", noisy).done();
    assertEquals("same", Python.run(CHECK, directory.toString(), "0.25"));
  }

  @Test
  void limitsAtLargeDepthStandInTheSummaryAndTheFile() throws Exception {
    Files.writeString(
        file("net.yaml"),
        """
        layers:
          - dense: {sigma_w2: 1}
          - repeat: 200
            layers:
              - activation: relu
              - dense: {sigma_w2: 1.5, sigma_b2: 0.2}
        """);
    JsonObject limits = kernel("k.h5").object().getAsJsonObject("limits");
    assertEquals("ordered", limits.get("phase").getAsString());
    assertEquals(0.75, limits.get("chi_1").getAsDouble(), 1e-14);
    JsonObject theta = limits.getAsJsonObject("ntk_diagonal");
    assertEquals("converges", theta.get("law").getAsString());
    assertEquals(0.8 / 0.25, theta.get("limit").getAsDouble(), 1e-13);
    JsonObject condition = limits.getAsJsonObject("ntk_condition");
    assertEquals("exponential", condition.get("law").getAsString());
    assertEquals(Math.sqrt(4 / 3.0), condition.get("factor").getAsDouble(), 1e-13);
    assertTrue(condition.get("limit").isJsonNull());
    Files.writeString(file("net.yaml"), RELU);
    JsonObject edge = kernel("k.npz").done().object().getAsJsonObject("limits");
    assertEquals("critical", edge.get("phase").getAsString());
    assertEquals("linear", edge.getAsJsonObject("ntk_diagonal").get("law").getAsString());
    assertEquals(2, edge.getAsJsonObject("nngp_condition").get("power").getAsDouble());
    Files.writeString(file("net.yaml"), "layers:\n  - dense: {sigma_w2: 2}\n");
    assertTrue(kernel("k.npy").object().get("limits").isJsonNull());
    Python.require("h5py, numpy");
    String read =
        """
        import h5py, sys
        a = h5py.File(sys.argv[1], "r").attrs
        law = a["limit_ntk_diagonal_law"]
        law = law.decode() if isinstance(law, bytes) else law
        print(law, round(a["limit_ntk_diagonal"], 12), a["limit_nngp_condition"], end="")
        """;
    assertEquals("converges 3.2 inf", Python.run(read, file("k.h5").toString()));
  }

  @Test
  void aNetworkThatJumpsHasNoNtk() throws Exception {
    Files.writeString(
        file("net.yaml"),
        "layers: [{dense: {sigma_w2: 1}}, {activation: sign}, {dense: {sigma_w2: 1}}]");
    Outcome outcome = kernel("k.npz", regression());
    JsonObject summary = outcome.object();
    String warning = "deepmft: warning: no NTK: sign jumps, so E phi'^2 is infinite";
    assertTrue(outcome.err().lines().anyMatch(warning::equals), outcome.err());
    assertTrue(summary.get("ntk").isJsonNull());
    assertTrue(summary.get("learning_rate_bound").isJsonNull());
    assertEquals(2, summary.getAsJsonObject("posterior").get("tests").getAsInt());
    try (ZipFile zip = new ZipFile(file("k.npz").toFile())) {
      assertEquals(
          Set.of("nngp.npy", "nngp_variance.npy", "nngp_mean.npy", "condition.npy"),
          zip.stream().map(ZipEntry::getName).collect(Collectors.toSet()));
    }
    kernel("k.npy").failed(2, "out must end in .h5 or .npz for a network without NTK");
  }

  @Test
  void arraysAreReadInEitherOrderAndPrecision() throws IOException {
    assertArrayEquals(new double[] {4, -1, 0.5}, NpyFile.open(file("x.npy")).read()[1]);
    assertArrayEquals(new double[] {3, 0, 1}, NpyFile.open(file("t.npy")).read()[1]);
    assertArrayEquals(new double[] {3, 4}, NpyFile.open(file("y.npy")).read()[1]);
    npy("v", "<f8", false, "(2,)", 5, 6);
    assertArrayEquals(new double[][] {{5}, {6}}, NpyFile.open(file("v.npy")).read());
  }

  @Test
  void theReferenceBackendGivesTheSameKernels() throws IOException {
    kernel("k.npy").done();
    byte[] cpu = Files.readAllBytes(file("k.npy"));
    kernel("k.npy", "--overwrite", "--backend", "reference").failed(2, "--backend");
    Files.delete(file("k.npy"));
    List<String> words = new ArrayList<>(List.of("kernel", "--network"));
    words.addAll(List.of(file("net.yaml").toString(), "--inputs", file("x.npy").toString()));
    words.addAll(List.of("--backend", "reference", "--out", file("k.npy").toString()));
    String text = Outcome.of(words.toArray(String[]::new)).done().out();
    assertTrue(text.contains("learning rate bound"), text);
    assertTrue(text.startsWith("4 inputs of dimension 3 and several norms, depth 3\n"), text);
    assertTrue(
        text.contains("at large depth, layer by layer and for an input of the mean norm: critical"),
        text);
    assertTrue(text.contains("\n  kappa(K)      grows as n^2\n"), text);
    assertEquals(9, text.lines().count(), text);
    assertEquals(cpu.length, Files.size(file("k.npy")));
  }

  @Test
  void aPageHasARowALayerAndALineOfItsPredictions() throws IOException {
    List<String> words = new ArrayList<>(List.of("kernel", "--network"));
    words.addAll(List.of(file("net.yaml").toString(), "--inputs", file("x.npy").toString()));
    words.addAll(List.of("--out", file("k.h5").toString(), "--layers", "1,2"));
    words.addAll(List.of("--targets", file("y.npy").toString()));
    words.addAll(List.of("--test", file("t.npy").toString(), "--noise", "0"));
    List<String> lines = Outcome.of(words.toArray(String[]::new)).out().lines().toList();
    assertEquals(14, lines.size(), () -> String.join("\n", lines));
    assertTrue(lines.get(2).endsWith("learning rate bound  jitter"), lines.get(2));
    // three dimensions for four inputs: the first layer's kernel is singular
    assertTrue(lines.get(3).matches(" +1  inf +inf .*K \\S+  Theta \\S+"), lines.get(3));
    assertTrue(lines.get(5).matches(" +3( +[0-9.]+){4}"), lines.get(5));
    assertTrue(lines.get(8).matches("layer 3 predicts 2 outputs at 2 tests: .*"), lines.get(8));
  }

  @Test
  void repeatedRowsMakeASingularKernelThatIsWrittenAndReportedWithItsSize() throws IOException {
    npy("x", "<f8", false, "(3, 2)", 1, 2, 3, 4, 1, 2);
    Outcome outcome = kernel("k.npz");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(2, outcome.talk().lines().count(), outcome.err());
    String rows = "row 2 repeats row 0 (from 0), and 1 of 3 rows repeat others";
    assertTrue(outcome.err().contains("the NNGP kernel, 3 x 3, is singular: "), outcome.err());
    assertTrue(outcome.err().contains("the NTK, 3 x 3, is singular: "), outcome.err());
    assertTrue(outcome.err().contains(rows), outcome.err());
    JsonObject summary = outcome.object();
    assertEquals(1, summary.get("repeated_rows").getAsInt());
    assertTrue(summary.getAsJsonObject("nngp").get("jitter").getAsDouble() > 0);
    assertTrue(summary.getAsJsonObject("nngp").get("condition").isJsonNull());
    assertTrue(summary.getAsJsonObject("nngp").get("singular").getAsString().contains(rows));
    assertTrue(Files.exists(file("k.npz")));
  }

  @Test
  void nothingIsPredictedFromRepeatedRowsUnlessTargetsOrUnitsAreNoisy() throws IOException {
    npy("x", "<f8", false, "(4, 3)", 1, 2, 3, 4, -1, 0.5, 0.1, 2, -2, 1, 2, 3);
    kernel("k.h5", regression())
        .refused(
            2,
            "x.npy: rows must be different to predict without noise, but row 3 repeats row 0"
                + " (from 0), and 1 of 4 rows repeat others, so that the kernel, 4 x 4, is"
                + " singular; remove them or give --noise V");
    kernel("k.h5", regression("--noise", "0")).refused(2, "rows must be different");
    assertFalse(Files.exists(file("k.h5")));
    Outcome noisy = kernel("k.h5", regression("--noise", "0.1"));
    assertEquals(0, noisy.code(), noisy.err());
    assertEquals(0, noisy.object().getAsJsonObject("ntk").get("jitter").getAsDouble());
    assertTrue(noisy.err().contains("the noise suffices to solve with it"), noisy.err());
    Files.writeString(file("net.yaml"), RELU + "      - noise: 0.1\n");
    kernel("k.npz", regression()).done();
  }

  @Test
  void rowsThatAreNearlyEqualGetJitterThatIsReported() throws IOException {
    npy("x", "<f8", false, "(4, 3)", 1, 2, 3, 4, -1, 0.5, 0.1, 2, -2, 1, 2, 3 + 0x1p-50);
    Outcome outcome = kernel("k.h5", regression());
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("4 x 4, is singular: the pivot of row 3 (from 0) is 0"));
    assertTrue(outcome.object().getAsJsonObject("nngp").get("jitter").getAsDouble() > 0);
  }

  @Test
  void arraysThatAreNotOneAreRefusedWithTheFileAndThePlace() throws IOException {
    Files.writeString(file("x.npy"), "1,2,3");
    kernel("k.h5").refused(2, "x.npy: must be a NumPy file (.npy)");
    npy("x", "<i8", false, "(1, 1)", 1);
    kernel("k.h5").refused(2, "x.npy: dtype must be float32 or float64, got <i8");
    npy("x", "<f8", false, "(2, 2)", 1, 2, 3);
    kernel("k.h5").refused(2, "x.npy: must have", "bytes by its header");
    npy("x", "<f8", false, "(999999999999999999, 2)", 1, 2, 3);
    kernel("k.h5").refused(2, "x.npy: must have", "bytes by its header");
    npy("x", "<f8", false, "(0, 2)");
    kernel("k.h5").refused(2, "x.npy: must have rows and columns");
    npy("x", "<f8", false, "(1, 1, 1)", 1);
    kernel("k.h5").refused(2, "x.npy: shape must be [M] or [M, D]");
    npy("x", "<f8", false, "(2, 2)", 1, 2, Double.NaN, 1);
    kernel("k.h5").refused(2, "x.npy: row 1, column 0 (from 0) must be finite, got NaN");
    npy("x", "<f8", false, "(2, 2)", 1, 2, 0, 0);
    kernel("k.h5").refused(2, "x.npy: row 1 (from 0) must not be zero");
    Files.delete(file("x.npy"));
    Files.createDirectory(file("x.npy"));
    kernel("k.h5").refused(2, "x.npy: must be a NumPy file (.npy), is a directory");
    Files.delete(file("x.npy"));
    kernel("k.h5").refused(2, "x.npy: must be a NumPy file (.npy), does not exist");
    assertFalse(Files.exists(file("k.h5")));
  }

  @Test
  void dataThatDoNotBelongTogetherAreRefused() throws IOException {
    kernel("k.h5", "--targets", file("y.npy").toString()).refused(2, "--test", "together");
    kernel("k.h5", "--noise", "0.1").refused(2, "--noise goes with --targets");
    for (String noise : List.of("-1", "NaN", "Infinity")) {
      kernel("k.h5", regression("--noise", noise)).refused(2, "noise must be finite and >= 0, got");
    }
    kernel("k.npy", regression()).refused(2, "must end in .h5 or .npz");
    kernel("k.txt").refused(2, "must end in .h5, .npz or .npy");
    kernel("k.h5", "--layers", "4").refused(2, "net.yaml: layers must lie in [1, 3], got 4");
    kernel("k.h5", "--layers", "2\".5").refused(2, "layers must be numbers", "got '2\".5'");
    npy("t", "<f8", false, "(1, 2)", 1, 2);
    kernel("k.h5", regression()).refused(2, "t.npy: must have as many columns as", "3, has 2");
    npy("t", "<f8", false, "(1, 3)", 0, 0, 0);
    kernel("k.h5", regression()).refused(2, "t.npy: row 0 (from 0) must not be zero");
    npy("t", "<f8", false, "(1, 3)", 1, 2, 3);
    npy("y", "<f8", false, "(3,)", 1, 2, 3);
    kernel("k.h5", regression()).refused(2, "y.npy: must have as many rows as", "4, has 3");
    npy("y", "<f8", false, "(4,)", 1, 2, 3, Double.POSITIVE_INFINITY);
    kernel("k.h5", regression()).refused(2, "y.npy: row 3, column 0 (from 0) must be finite");
    Files.writeString(file("net.yaml"), "layers:\n  - activation: relu\n");
    kernel("k.h5").refused(2, "net.yaml: network layer 1 must be dense");
    Files.writeString(file("k.h5"), "");
    kernel("k.h5").refused(2, "k.h5 must not be there yet");
  }

  @Test
  void whatDoesNotFitIntoMemoryIsRefusedBeforeItStarts() throws IOException {
    double[] values = new double[400_000];
    Arrays.fill(values, 1);
    npy("x", "<f4", false, "(400000,)", values);
    kernel("k.h5").refused(2, "kernels of 400000 inputs need", "DEEPMFT_JAVA_OPTIONS=-Xmx");
  }

  @Test
  void withoutAGpuTheBackendThatNeedsOneIsRefused() {
    Assumptions.assumeTrue(
        Backends.providers().stream()
            .noneMatch(known -> known.name().equals("cuda") && known.probe().available()),
        "cuda can run here");
    List<String> words = new ArrayList<>(List.of("kernel", "--network"));
    words.addAll(List.of(file("net.yaml").toString(), "--inputs", file("x.npy").toString()));
    words.addAll(List.of("--backend", "cuda", "--out", file("k.h5").toString()));
    Outcome.of(words.toArray(String[]::new)).refused(3, "backend cuda cannot run here: ");
  }
}
