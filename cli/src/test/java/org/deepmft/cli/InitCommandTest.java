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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code init} prints, draws and refuses. */
class InitCommandTest {

  /** The contract's fields, in the contract's order. */
  private static final List<String> FIELDS =
      List.of(
          "sigma_w2",
          "sigma_b2",
          "q_star",
          "chi_1",
          "slope",
          "gain_xavier",
          "gain_he",
          "trainable_depth",
          "verdict",
          "reason",
          "half_stable",
          "snippets",
          "xi_c",
          "xi_grad",
          "chi_2",
          "customary");

  @TempDir Path directory;

  private static Outcome init(String words) {
    return Outcome.ofLine("init " + words);
  }

  private static JsonObject json(String words) {
    return init(words + " --format json").done().object();
  }

  @Test
  void jsonHasTheFieldsInOrderAndReluIsHes() {
    JsonObject json = json("--activation relu --depth 50");
    assertEquals(FIELDS, List.copyOf(json.keySet()));
    assertEquals(2, json.get("sigma_w2").getAsDouble());
    assertEquals(0, json.get("sigma_b2").getAsDouble());
    assertEquals(1, json.get("q_star").getAsDouble());
    assertEquals(1, json.get("chi_1").getAsDouble());
    assertEquals(1, json.get("slope").getAsDouble());
    assertEquals(Math.sqrt(2), json.get("gain_xavier").getAsDouble());
    assertEquals(1, json.get("gain_he").getAsDouble());
    assertTrue(json.get("trainable_depth").isJsonNull(), "no depth is too deep");
    assertEquals("trainable", json.get("verdict").getAsString());
    assertTrue(json.get("reason").getAsString().contains("~ 44.41/l^2"));
    assertEquals(
        List.of("pytorch", "jax", "keras", "dl4j"),
        List.copyOf(json.getAsJsonObject("snippets").keySet()));
  }

  /** The point is where {@code point} finds criticality, from the same start. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "selu"})
  void theProposedPointIsCriticalAsPointSaysIt(String activation) {
    JsonObject json = json("--activation " + activation + " --depth 200");
    JsonObject point =
        Outcome.of(
                "point",
                "--activation",
                activation,
                "--sigma-w2",
                json.get("sigma_w2").getAsString(),
                "--sigma-b2",
                json.get("sigma_b2").getAsString(),
                "--format",
                "json")
            .done()
            .object();
    assertEquals("critical", point.get("phase").getAsString());
    assertEquals(json.get("q_star").getAsDouble(), point.get("q_star").getAsDouble(), 1e-9);
  }

  @Test
  void gelusHalfStablePointIsListedAndExplained() {
    JsonArray list = json("--activation gelu --depth 200").getAsJsonArray("half_stable");
    assertEquals(1, list.size());
    JsonObject point = list.get(0).getAsJsonObject();
    assertEquals(List.of("sigma_b2", "sigma_w2", "q_star"), List.copyOf(point.keySet()));
    assertEquals(0.1729223908, point.get("sigma_b2").getAsDouble(), 0.51e-10);
    assertEquals(1.9830582574, point.get("sigma_w2").getAsDouble(), 0.51e-10);
    String text = init("--activation gelu --depth 200").done().out();
    assertTrue(
        text.contains("half-stable at sigma_w2 = 1.98306, sigma_b2 = 0.172922: q* = 3.5616"), text);
    assertTrue(text.contains("He (sigma_w2 = 2.000, biases 0) is off: gradients vanish: e^-134"));
  }

  @Test
  void textSaysWhichCustomaryGainsAreOff() {
    String tanh = init("--activation tanh --depth 200").done().out();
    assertTrue(tanh.startsWith("tanh, 200 layers: trainable\n"), tanh);
    assertTrue(tanh.contains("Xavier x 5/3 (sigma_w2 = 2.778, biases 0) is off"), tanh);
    assertTrue(tanh.indexOf("\n\n") < tanh.indexOf("PyTorch:"), tanh);
    assertTrue(tanh.substring(0, tanh.indexOf("\n\n")).lines().count() <= 10, tanh);
    assertTrue(
        init("--activation selu --depth 200")
            .done()
            .out()
            .contains("Xavier x 3/4 (sigma_w2 = 0.5625, biases 0) is off"));
    assertTrue(
        init("--activation relu --depth 200")
            .done()
            .out()
            .contains("He (sigma_w2 = 2.000, biases 0) is fine"));
  }

  /** Few layers forgive a gain; lines on both sides of 0 forgive any q; the way q goes is named. */
  @Test
  void customaryGainsAreJudgedByWhatTheyDo() {
    String few = init("--activation tanh --depth 3").done().out();
    assertTrue(few.contains("Xavier (sigma_w2 = 1.000, biases 0) is fine: gradients shrink"), few);
    String many = init("--activation tanh --depth 200").done().out();
    assertTrue(many.contains("e^-4.9 at layer 1; q falls to 0.00252"), many);
    assertTrue(many.contains("e^+38 at layer 1; inputs forgotten in 72.7 layers"), many);
    String asked = init("--activation tanh --depth 50 --target-q 0.01").done().out();
    assertTrue(asked.contains("Xavier (sigma_w2 = 1.000, biases 0) is fine"), asked);
    String leaky = init("--activation leaky-relu(0.2) --depth 40").done().out();
    assertTrue(leaky.contains("He (sigma_w2 = 2.000, biases 0) is fine"), leaky);
    JsonObject json = json("--activation selu --depth 200");
    JsonObject quarters = json.getAsJsonArray("customary").get(1).getAsJsonObject();
    assertEquals("off", quarters.get("verdict").getAsString());
    assertEquals(0.0230, quarters.get("q").getAsDouble(), 5e-5);
  }

  /** Iterated with 25 digits: below silu's half-stable point q grows, above it too, to 14.593. */
  @Test
  void halfStablePointsSayFromWhichSideTheyAttract() {
    String gelu = init("--activation gelu --depth 20").done().out();
    assertTrue(
        gelu.contains("q* = 3.5616 attracts from above only, and from q0 = 1 q stops"), gelu);
    String silu = init("--activation silu --depth 20").done().out();
    assertTrue(silu.contains("q* = 14.320 attracts from below only: q creeps up to it"), silu);
  }

  @Test
  void inputsAreSaidThatStartWhereNothingDrifts() {
    assertTrue(
        json("--activation gelu --depth 200")
            .get("reason")
            .getAsString()
            .contains("it starts there with inputs of mean square 2.433"));
    assertTrue(
        json("--activation relu --depth 50 --target-q 3")
            .get("reason")
            .getAsString()
            .contains("q stays what the inputs make it (3 with inputs of mean square 1.5)"));
    assertTrue(
        json("--activation relu --depth 1000000")
            .get("reason")
            .getAsString()
            .contains("1 - c = 4.441E-11 at the last layer, too little for float32"));
  }

  @Test
  void dropoutLeavesADepth() {
    JsonObject json = json("--activation tanh --depth 200 --dropout 0.1 --target-q 1");
    assertEquals("too deep", json.get("verdict").getAsString());
    assertTrue(
        json.get("reason").getAsString().startsWith("no critical point in c exists with dropout"));
    assertEquals(33.82, json.get("trainable_depth").getAsDouble(), 0.01);
    assertTrue(json.getAsJsonArray("half_stable").isEmpty());
  }

  @Test
  void bothNormsPinTheLength() {
    JsonObject layer = json("--activation gelu --depth 200 --norm layer");
    assertEquals(layer, json("--activation gelu --depth 200 --norm rms"));
    assertEquals(1, layer.get("q_star").getAsDouble());
    assertEquals(0, layer.get("slope").getAsDouble());
    assertEquals("trainable", layer.get("verdict").getAsString());
  }

  @Test
  void whatDoesNotExistIsNull() {
    JsonObject json = json("--activation sign --depth 5");
    assertEquals(FIELDS, List.copyOf(json.keySet()));
    for (String field : FIELDS.subList(0, 8)) {
      assertTrue(json.get(field).isJsonNull(), field);
    }
    assertEquals("no gradient", json.get("verdict").getAsString());
    json.getAsJsonObject("snippets").asMap().values().stream()
        .map(JsonElement::isJsonNull)
        .forEach(missing -> assertTrue(missing));
  }

  @Test
  void csvAndSeveralActivationsNameThem() {
    String words = "--activation erf --activation relu --depth 9";
    List<List<String>> csv = init(words + " --format csv").done().csv();
    assertEquals("activation", csv.get(0).get(0));
    assertEquals(FIELDS.subList(0, 10), csv.get(0).subList(1, 11));
    assertEquals("inf", csv.get(2).get(8));
    JsonArray array = init(words + " --format json").done().json().getAsJsonArray();
    assertEquals("relu", array.get(1).getAsJsonObject().get("activation").getAsString());
  }

  @Test
  void thePictureShowsTheProposalAndWhatIsCustomary() throws IOException {
    Path png = directory.resolve("tanh.png");
    String words = "--activation tanh --depth 300 --plot " + png;
    assertTrue(init(words).out().startsWith("tanh, 300 layers"));
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1600, image.getWidth());
    for (int color : new int[] {0x000000, 0x2b6cb0, 0xc05621, 0x2f855a}) {
      assertTrue(count(image, color) > 500, "line of colour " + Integer.toHexString(color));
    }
    init(words).refused(2, "must not be there yet, but is; use --overwrite");
    assertEquals(0, init(words + " --overwrite").code());
  }

  private static int count(BufferedImage image, int color) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        count += (image.getRGB(x, y) & 0xffffff) == color ? 1 : 0;
      }
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --activation erf                              | --depth
          --depth 3                                     | --activation
          --activation erf --depth 0                    | depth must lie between 1 and 1000000, got 0
          --activation erf --depth -1                   | depth must lie between 1 and 1000000, got -1
          --activation erf --depth 2.5                  | '--depth': '2.5' is not an int
          --activation erf --depth 3 --dropout 1        | dropout must lie in [0, 1), got 1.0
          --activation erf --depth 3 --dropout -0.1     | dropout must lie in [0, 1), got -0.1
          --activation erf --depth 3 --dropout NaN      | dropout must lie in [0, 1), got NaN
          --activation erf --depth 3 --norm batch       | '--norm'
          --activation erf --depth 3 --target-q 0       | target-q must lie between 1e-6 and 1e6, got 0.0
          --activation erf --depth 3 --target-q -2      | target-q must lie between 1e-6 and 1e6, got -2.0
          --activation erf --depth 3 --target-q NaN     | target-q must lie between 1e-6 and 1e6, got NaN
          --activation erf --depth 3 --target-q 2 --norm rms | target-q must be 1 behind a norm
          --activation erf --depth 3 --plot /nowhere/x.png   | plot must lie in a directory that is there
          --activation erf --activation tanh --depth 3 --plot x.png | plot must be of one activation
          --activation erf --depth 3 --backend foo      | backend must be auto
          --activation efr --depth 3                    | did you mean erf?
          """)
  void wrongInputIsRefusedWithTheRule(String words, String rule) {
    init(words).refused(2, rule);
    assertFalse(Files.exists(Path.of("x.png")));
  }

  @Test
  void aPictureWhoseNameIsTooLongIsRefusedBeforeAnythingIsPrinted() {
    init("--activation erf --depth 3 --plot " + "d".repeat(5000))
        .refused(2, "plot must have a name of at most 200 bytes, has 5000");
  }
}
