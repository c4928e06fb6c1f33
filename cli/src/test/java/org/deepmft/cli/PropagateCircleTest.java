package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
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

/** {@code propagate --circle}: the geometry of a circle of inputs. */
class PropagateCircleTest {

  private static final List<String> FIELDS =
      List.of("circle_length", "circle_curvature", "gauss_length", "chi_1", "chi_2");

  private static final String CHAOS = "--activation tanh --sigma-w2 4 --sigma-b2 0.01 --depth ";

  @TempDir Path directory;

  private static Outcome propagate(String words) {
    return Outcome.ofLine("propagate " + words);
  }

  private static JsonArray layers(String words) {
    return propagate(words + " --format json").done().object().getAsJsonArray("layers");
  }

  private static double number(JsonArray layers, int layer, String field) {
    return layers.get(layer).getAsJsonObject().get(field).getAsDouble();
  }

  /** poole2016, eqs. 9 and 10, from the numbers of the lines themselves. */
  @Test
  void lengthAndCurvatureFollowFromTheChisOfEachLayer() {
    JsonArray layers = layers(CHAOS + "60 --q0 1.5 --circle");
    double g = 1.5;
    double curvature2 = 1 / 1.5;
    assertTrue(layers.get(0).getAsJsonObject().get("chi_1").isJsonNull());
    assertTrue(layers.get(0).getAsJsonObject().get("chi_2").isJsonNull());
    for (int l = 0; l <= 60; l++) {
      if (l > 0) {
        double chi1 = number(layers, l, "chi_1");
        g *= chi1;
        curvature2 = curvature2 / chi1 + 3 * number(layers, l, "chi_2") / (chi1 * chi1);
      }
      double length = 2 * Math.PI * Math.sqrt(g);
      double curvature = Math.sqrt(curvature2);
      assertEquals(1, number(layers, l, "circle_length") / length, 1e-12);
      assertEquals(1, number(layers, l, "circle_curvature") / curvature, 1e-12);
      assertEquals(1, number(layers, l, "gauss_length") / (length * curvature), 1e-12);
    }
    JsonObject point =
        Outcome.ofLine("point --format json --activation tanh --sigma-w2 4 --sigma-b2 0.01")
            .done()
            .object();
    for (String chi : List.of("chi_1", "chi_2")) {
      assertEquals(1, number(layers, 60, chi) / point.get(chi).getAsDouble(), 1e-10);
    }
  }

  @Test
  void theOtherFieldsAreAsTheyAreWithout() {
    List<List<String>> with = propagate(CHAOS + "5 --circle --format csv").done().csv();
    List<List<String>> without = propagate(CHAOS + "5 --format csv").done().csv();
    int fields = without.get(0).size();
    for (int l = 0; l < with.size(); l++) {
      assertEquals(without.get(l), with.get(l).subList(0, fields));
    }
    assertEquals(FIELDS, with.get(0).subList(fields, with.get(0).size()));
    assertEquals("nan", with.get(1).get(fields + 3));
    assertTrue(propagate(CHAOS + "5 --circle").done().out().contains("curvature \u221aN"));
    assertFalse(propagate(CHAOS + "5").done().out().contains("curvature"));
  }

  @Test
  void whereThereAreKinksOnlyLengthsAreKnown() {
    String relu = "--activation relu --sigma-w2 3 --sigma-b2 0 --depth 4 --circle";
    JsonObject last = layers(relu).get(4).getAsJsonObject();
    double length = 2 * Math.PI * Math.pow(1.5, 2);
    assertEquals(length, last.get("circle_length").getAsDouble(), 1e-12 * length);
    assertEquals(1.5, last.get("chi_1").getAsDouble(), 1e-12);
    for (String field : List.of("circle_curvature", "gauss_length", "chi_2")) {
      assertTrue(last.get(field).isJsonNull(), field);
    }
  }

  @Test
  void whatTheLengthOutgrowsIsNullButCurvatureStays() {
    JsonArray layers = layers(CHAOS + "20000 --layers 19999,20000 --circle");
    assertTrue(layers.get(1).getAsJsonObject().get("circle_length").isJsonNull());
    double curvature = number(layers, 1, "circle_curvature");
    assertEquals(number(layers, 0, "circle_curvature"), curvature, 1e-12 * curvature);
    assertTrue(propagate(CHAOS + "20000 --layers 20000 --circle").done().out().contains("e^306"));
  }

  /** A norm brings the circle back to radius √N; what the branch adds is its own. */
  @Test
  void aNetworkFromAFileHasItsCircle() throws IOException {
    Path yaml = directory.resolve("n.yaml");
    Files.writeString(
        yaml,
        """
        layers:
          - repeat: 3
            layers:
              - residual:
                  branch: 0.5
                  layers:
                    - norm: rms
                    - dense: {sigma_w2: 2}
          - norm: layer
        """);
    JsonArray layers = layers("--circle --q0 2 --network " + yaml);
    // linear: the circle stays round, so that its radius is √q and its curvature 1/√q
    for (int l = 0; l <= 4; l++) {
      double q = number(layers, l, "q_a");
      assertEquals(2 * Math.PI * Math.sqrt(q), number(layers, l, "circle_length"), 1e-12);
      assertEquals(1 / Math.sqrt(q), number(layers, l, "circle_curvature"), 1e-12);
    }
    assertEquals(3.5, number(layers, 3, "q_a"), 1e-12);
    assertEquals(1, number(layers, 4, "q_a"), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"dropout: 0.1, dropout 0.1", "noise: 0.25, noise 0.25"})
  void noiseIsRefusedInOneLine(String layer, String name) throws IOException {
    Path yaml = directory.resolve("n.yaml");
    Files.writeString(
        yaml, "layers:\n  - activation: tanh\n  - " + layer + "\n  - dense: {sigma_w2: 1}\n");
    propagate("--circle --network " + yaml)
        .refused(2, "--circle must go through layers that keep neighbours together, but " + name);
    assertEquals(0, propagate("--network " + yaml).code());
  }

  @Test
  void thePictureHasAPanelOfTheCircleWithMeasuredValues() throws IOException {
    Path png = directory.resolve("p.png");
    Path csv = directory.resolve("m.csv");
    Files.writeString(csv, propagate(CHAOS + "12 --circle --format csv").done().out());
    String words = CHAOS + "12 --layers 0 --plot " + png + " --measured " + csv;
    assertEquals(0, propagate(words).code());
    assertEquals(2000, ImageIO.read(png.toFile()).getHeight());
    assertEquals(0, propagate(words + " --circle --overwrite").code());
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(2600, image.getHeight());
  }
}
