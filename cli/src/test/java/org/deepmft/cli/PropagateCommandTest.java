package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.PairSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code propagate} prints is what core computed, to the last bit. */
class PropagateCommandTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "networks");

  /** The contract's fields in the contract's order, and one more. */
  private static final List<String> FIELDS =
      List.of(
          "layer",
          "q_a",
          "q_b",
          "c",
          "one_minus_c",
          "ln_one_minus_c",
          "gradient",
          "gradient_b",
          "gradient_covariance",
          "ln_gradient",
          "weight_gradient");

  private static final String TANH = "--activation tanh --sigma-w2 1.2 --sigma-b2 0.05 --depth ";

  @TempDir Path directory;

  private static Outcome propagate(String words) {
    return Outcome.ofLine("propagate " + words);
  }

  /** Backends agree with core to 1e-9, the contract's budget; the cpu is not core to the bit. */
  @ParameterizedTest
  @CsvSource({"cpu, 1", "cpu, 2", "reference, 1", "auto, 1"})
  void aNamedBackendFollowsAUniformNetwork(String backend, double q0b) {
    String words = TANH + "12 --q0-b " + q0b + " --c0 0.3 --format json";
    List<JsonElement> core = propagate(words).done().object().getAsJsonArray("layers").asList();
    JsonObject json = propagate(words + " --backend " + backend).done().object();
    List<JsonElement> layers = json.getAsJsonArray("layers").asList();
    assertEquals(core.size(), layers.size());
    for (int l = 0; l < core.size(); l++) {
      for (String field : FIELDS) {
        JsonElement known = core.get(l).getAsJsonObject().get(field);
        JsonElement got = layers.get(l).getAsJsonObject().get(field);
        assertEquals(known.isJsonNull(), got.isJsonNull(), field);
        if (!known.isJsonNull()) {
          double expected = known.getAsDouble();
          assertEquals(expected, got.getAsDouble(), 1e-9 * Math.max(1, Math.abs(expected)), field);
        }
      }
    }
  }

  @Test
  void aBackendThatIsNotThereIsRefused() {
    propagate(TANH + "3 --backend foo").refused(2, "backend must be auto or one of");
  }

  @Test
  void jsonHasTheFieldsInOrderAndEveryBitOfCore() {
    JsonObject json = propagate(TANH + "30 --q0 2 --c0 0.25 --format json").done().object();
    List<Station> core =
        Trajectory.of(
                Network.plain(Activations.named("tanh"), 1.2, 0.05, 30),
                PairSignal.of(2, 2, 0.25),
                layer -> true,
                TableCache.NONE)
            .stations();
    JsonArray layers = json.getAsJsonArray("layers");
    assertEquals(31, layers.size());
    for (JsonElement item : layers) {
      JsonObject layer = item.getAsJsonObject();
      assertEquals(FIELDS, List.copyOf(layer.keySet()));
      Station station = core.get(layer.get("layer").getAsInt());
      assertEquals(station.signal().qa(), layer.get("q_a").getAsDouble());
      assertEquals(station.signal().c(), layer.get("c").getAsDouble());
      assertEquals(station.signal().oneMinusC().value(), layer.get("one_minus_c").getAsDouble());
      assertEquals(station.signal().oneMinusC().ln(), layer.get("ln_one_minus_c").getAsDouble());
      assertEquals(station.gradient().value(), layer.get("gradient").getAsDouble());
      assertEquals(station.gradient().ln(), layer.get("ln_gradient").getAsDouble());
      assertEquals(
          station.gradientCovariance().value(), layer.get("gradient_covariance").getAsDouble());
    }
    assertTrue(layers.get(0).getAsJsonObject().get("weight_gradient").isJsonNull());
    assertEquals(30, json.get("depth").getAsInt());
    assertEquals(core.get(0).gradient().ln() / 30, json.get("ln_gradient_per_layer").getAsDouble());
    JsonObject c = json.getAsJsonObject("scales").getAsJsonObject("one_minus_c");
    assertEquals(List.of("law", "limit", "factor", "xi", "exponent"), List.copyOf(c.keySet()));
    assertEquals("exponential", c.get("law").getAsString());
    assertTrue(c.get("exponent").isJsonNull());
  }

  @Test
  void scalesAreThoseOfThePoint() {
    String variances = "--activation tanh --sigma-w2 2.5 --sigma-b2 0.1";
    JsonObject point = Outcome.ofLine("point --format json " + variances).done().object();
    JsonObject scales =
        propagate("--format json --depth 2 " + variances).done().object().getAsJsonObject("scales");
    for (String[] names :
        new String[][] {
          {"q", "xi", "xi_q"}, {"one_minus_c", "xi", "xi_c"}, {"one_minus_c", "factor", "chi_c"},
          {"gradient", "xi", "xi_grad"}, {"gradient", "factor", "chi_1"}, {"q", "limit", "q_star"}
        }) {
      double expected = point.get(names[2]).getAsDouble();
      double actual = scales.getAsJsonObject(names[0]).get(names[1]).getAsDouble();
      assertEquals(expected, actual, 1e-8 * expected, names[2]);
    }
  }

  @Test
  void layersChosenAreLayersPrintedInEveryFormat() {
    List<List<String>> every = propagate(TANH + "100 --format csv").done().csv();
    List<List<String>> some =
        propagate(TANH + "100 --format csv --layers 7,0:100:5,3").done().csv();
    assertEquals(FIELDS, every.get(0));
    assertEquals(102, every.size());
    assertEquals(
        List.of("0", "3", "7", "25", "50", "75", "100"),
        some.stream().skip(1).map(row -> row.get(0)).toList());
    for (List<String> row : some.subList(1, some.size())) {
      int layer = Integer.parseInt(row.get(0));
      assertEquals(every.get(layer + 1).subList(0, 6), row.subList(0, 6));
    }
    assertEquals(
        "100", propagate(TANH + "100").done().out().lines().toList().get(22).strip().split(" ")[0]);
  }

  @Test
  void whatUnderflowsKeepsItsLogarithmAndWhatIsInfiniteIsNull() {
    JsonArray deep =
        propagate(TANH + "10000 --layers 0,10000 --format json")
            .done()
            .object()
            .getAsJsonArray("layers");
    JsonObject last = deep.get(1).getAsJsonObject();
    assertEquals(0, last.get("one_minus_c").getAsDouble());
    assertEquals(-1683, last.get("ln_one_minus_c").getAsDouble(), 1);
    assertEquals(-1683, deep.get(0).getAsJsonObject().get("ln_gradient").getAsDouble(), 1);
    String relu = "--activation relu --sigma-w2 3 --sigma-b2 0 --depth 5000 --layers 0,5000";
    JsonArray wide = propagate(relu + " --format json").done().object().getAsJsonArray("layers");
    assertTrue(wide.get(1).getAsJsonObject().get("q_a").isJsonNull());
    assertTrue(wide.get(0).getAsJsonObject().get("gradient").isJsonNull());
    List<List<String>> csv = propagate(relu + " --format csv").done().csv();
    assertEquals("inf", csv.get(2).get(1));
    assertEquals("nan", csv.get(1).get(10));
  }

  @Test
  void verdictsNameExplosionAndVanishingWithTheRate() {
    assertTrue(propagate(TANH + "100").done().out().contains("gradients vanish: e^-1"));
    String relu = "--activation relu --sigma-b2 0 --depth 100 --sigma-w2 ";
    assertTrue(
        propagate(relu + "4")
            .done()
            .out()
            .contains("gradients explode: e^69.31 at layer 0, e^0.6931 a layer"));
    String cut = propagate(relu + "0").done().out();
    assertTrue(cut.contains("gradients vanish: 0 at layer 0"), cut);
    assertTrue(cut.contains("vanishes in one step"), cut);
    assertTrue(propagate(relu + "2").done().out().contains("gradients keep their size: e^0"));
    assertTrue(propagate(relu + "1.9").done().out().contains("shrink: e^-5.129 at layer 0, a"));
    assertTrue(propagate(relu + "1.9").done().out().contains("a factor 1/169\n"));
    assertTrue(
        propagate(relu + "2.08").done().out().contains("grow: e^3.922 at layer 0, a factor 5"));
    assertTrue(propagate(relu + "2.008").done().out().contains("keep their size: e^0.3992"));
    assertTrue(propagate(relu + "2").done().out().contains("power law to 0, n^-2.00"));
  }

  /** The norm at the end brings back what twenty layers of gain 2 took. */
  @Test
  void aFactorBetweenLayersThatTheEndsDoNotShowIsNamed() throws IOException {
    Path yaml = directory.resolve("n.yaml");
    Files.writeString(
        yaml,
        """
        layers:
          - repeat: 20
            layers:
              - dense: {sigma_w2: 2}
          - norm: rms
        """);
    String text = propagate("--layers 0 --q0 1 --network " + yaml).done().out();
    String spread = String.format("e^%.4g", 20 * Math.log(2));
    assertTrue(
        text.contains(
            "gradients have at layer 0 the size of the last layer's, e^0.000, but differ"),
        text);
    assertTrue(text.contains("but differ " + spread + "-fold between layers"), text);
  }

  @Test
  void whatIsUndefinedOrInfiniteIsSaidInWords() {
    String sign = propagate("--activation sign --sigma-w2 1 --sigma-b2 0.1 --depth 4").done().out();
    assertFalse(sign.contains("NaN") || sign.contains("Infinity"), sign);
    assertTrue(sign.contains("undefined: the activation jumps"), sign);
    String relu = "--activation relu --sigma-w2 2 --sigma-b2 0 --depth 4 --circle";
    assertFalse(propagate(relu).done().out().contains("NaN"));
    assertTrue(propagate(relu).done().out().contains(" undefined\n"));
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleRunsAndBeginsWithWhatTheTheorySays(Path file) throws IOException {
    assertTrue(Files.readString(file).matches("(?s)# [^\\n]+\\.\\nlayers:\\n.*"));
    JsonObject json =
        Outcome.of("propagate", "--network", file.toString(), "--format", "json").done().object();
    assertEquals(json.get("depth").getAsInt() + 1, json.getAsJsonArray("layers").size());
    assertTrue(json.has("scales"));
  }

  /** The numbers in the first lines of the examples. */
  @ParameterizedTest
  @CsvSource({
    "tanh-edge, one_minus_c, 0.0600, 5e-5",
    "selu, ln_gradient, 6.91, 5e-3",
    "scaled-residual, q_a, 2.7048, 5e-5",
    "scaled-residual, one_minus_c, 0.41, 5e-3",
    "dropout-relu, c, 0.627, 5e-4",
    "pre-norm-residual, c, 0.767, 5e-4"
  })
  void examplesSayNumbersThatAreSo(String name, String field, double value, double accuracy) {
    JsonArray layers =
        Outcome.of(
                "propagate",
                "--network",
                EXAMPLES.resolve(name + ".yaml").toString(),
                "--format",
                "json")
            .done()
            .object()
            .getAsJsonArray("layers");
    int at = field.equals("ln_gradient") ? 0 : 100;
    assertEquals(value, layers.get(at).getAsJsonObject().get(field).getAsDouble(), accuracy);
  }

  @Test
  void aPictureIsDrawnWithMeasuredValuesAndNotOverwritten() throws IOException {
    Path png = directory.resolve("p.png");
    Path csv = directory.resolve("m.csv");
    Files.writeString(csv, propagate(TANH + "40 --format csv --layers 0:40:5").done().out());
    String words = TANH + "40 --q0-b 2 --layers 0 --plot " + png;
    assertEquals("wrote " + png + "\n", propagate(words + " --measured " + csv).err());
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1600, image.getWidth());
    assertEquals(2000, image.getHeight());
    propagate(words).refused(2, "must not be there yet, but is; use --overwrite");
    assertEquals(0, propagate(words + " --overwrite").code());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void curvesBeyondTheDoublesAreDrawn() throws IOException {
    Path png = directory.resolve("p.png");
    String relu = "--activation relu --sigma-w2 3 --sigma-b2 0 --depth 5000 --layers 0 --plot ";
    assertEquals(0, propagate(relu + png).code());
    assertTrue(Files.size(png) > 10_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --network a.yaml --depth 3                    | --network must be given without --activation
          --depth 3                                     | Missing required option: --network=FILE.yaml
          --activation tanh --depth 3                   | Missing required argument
          --activation tanh --sigma-w2 1 --sigma-b2 0   | Missing required option: '--depth=L'
          TANH 0                                        | depth must be at least 1, got 0
          TANH 20000000                                 | depth must be at most 10000000 layers, got 20000000
          TANH 90000000                                 | depth must be at most 10000000 layers, got 90000000
          TANH 5000000 --format csv                     | layers must be at most 1000000 to be printed
          TANH 9 --activation erf                       | --activation must be given once, got 2
          TANH 9 --q0 0                                 | q0 must be finite and > 0
          TANH 9 --q0-b -1                              | q0_b must be finite and > 0, got -1.0
          TANH 9 --c0 2                                 | c0 must lie in [0, 1]
          TANH 9 --layers 10                            | layers must lie in [0, 9], got 10
          TANH 9 --layers 1:2                           | layers must be numbers and ranges lo:hi:n
          TANH 9 --layers 5:2:3                         | layers must be numbers and ranges lo:hi:n
          TANH 9 --layers a                             | layers must be numbers and ranges lo:hi:n
          TANH 9 --measured m.csv                       | --measured must come with --plot
          TANH 9 --plot no/where/p.png                  | plot must lie in a directory that is there
          """)
  void wrongWordsAreRefusedInOneLine(String words, String reason) {
    propagate(words.replace("TANH ", TANH)).refused(2, reason);
  }

  @Test
  void aMeasuredFileThatIsNoneIsRefusedWithItsLine() throws IOException {
    Path csv = directory.resolve("m.csv");
    Path png = directory.resolve("p.png");
    String words = TANH + "9 --plot " + png + " --measured " + csv;
    propagate(words).refused(2, "got '" + csv + "', which does not exist");
    propagate(TANH + "9 --plot " + png + " --measured " + directory)
        .refused(2, "got '" + directory + "', which is a directory");
    for (String[] it :
        new String[][] {
          {"", "must have a header"},
          {"layer,q_a\n1,x\n", "line 2: q_a must be a number, got 'x'"},
          {"q_a\n1\n", "line 2: layer must be given"},
          {"layer,q_a\n\"1,2\n", "line 2"},
          {"layer,q\n1,2\n", csv + ": columns must be those of --format csv, layer, q_a, "},
          {"layer,q\n1,2\n", "; got 'q'"},
          {"layer,q_a\n9,1\n10,2\n", "line 3: layer must lie in [0, 9], the layers of"},
          {"layer,q_a\n-1,1\n", "got -1; gradients are relative to the last layer's"}
        }) {
      Files.writeString(csv, it[0]);
      propagate(words).refused(2, it[1]);
      assertFalse(Files.exists(png));
    }
  }
}
