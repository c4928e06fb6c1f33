package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.names;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.Status;
import org.deepmft.store.PhaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep's files hold what {@code point} says, and nothing is replaced unasked. */
class SweepCommandTest {

  private static final String GRID = "--sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9";

  @TempDir Path directory;

  @Test
  void aSweepLeavesThreeFilesAndSaysOneLine() throws IOException {
    Path out = directory.resolve("a/b");
    Outcome outcome = sweep(out, "--activation tanh --tile 5 " + GRID).done();
    assertEquals(1, outcome.out().lines().count());
    assertTrue(outcome.out().startsWith("117 points in "), outcome.out());
    assertEquals(List.of("phase.png", "phase.zarr", "run.json"), names(out));
    var picture = ImageIO.read(out.resolve("phase.png").toFile());
    assertEquals(1600, picture.getWidth());
    assertEquals("6 of 6 tiles done", Outcome.of("status", out.toString()).done().out().strip());
  }

  /** Seeds the cells; 12 of 117 with both backends. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void everyCellIsWhatPointSays(String backend) throws IOException {
    sweep(directory, "--activation tanh --tile 5 --backend " + backend + " " + GRID).done();
    PhaseStore store = PhaseStore.open(directory.resolve("phase.zarr"));
    double[] w2 = store.axis("sigma_w2");
    double[] b2 = store.axis("sigma_b2");
    Random random = new Random(20240607);
    for (int k = 0; k < 12; k++) {
      int row = random.nextInt(b2.length);
      int column = random.nextInt(w2.length);
      int cell = row * w2.length + column;
      JsonObject point =
          Outcome.ofLine(
                  "point --activation tanh --format json --backend "
                      + backend
                      + " --sigma-w2 "
                      + w2[column]
                      + " --sigma-b2 "
                      + b2[row])
              .done()
              .object();
      for (PhaseField field : PhaseField.values()) {
        double stored = store.decimated("tanh", field.label(), 1, 1)[cell];
        assertEquals(Double.isFinite(stored), !point.get(field.label()).isJsonNull());
        if (Double.isFinite(stored)) {
          assertEquals(point.get(field.label()).getAsDouble(), stored, field.label());
        }
      }
      int code = (int) store.decimated("tanh", "status", 1, 1)[cell];
      assertEquals(point.get("status").getAsString(), Status.values()[code].label());
    }
  }

  @Test
  void theRecordSaysWhatWasDoneAndHow() throws IOException {
    JsonObject json =
        sweep(directory, "--activation tanh --backend cpu --threads 2 --format json " + GRID)
            .done()
            .object();
    assertEquals(json, JsonParser.parseString(Files.readString(directory.resolve("run.json"))));
    assertEquals(117, json.get("points").getAsLong());
    assertEquals(117, json.get("points_computed").getAsLong());
    double seconds = json.get("compute_seconds").getAsDouble();
    assertTrue(seconds > 0 && seconds < json.get("wall_seconds").getAsDouble(), json::toString);
    assertEquals(117 / seconds, json.get("points_per_second").getAsDouble(), 1e-6 * 117 / seconds);
    assertEquals("cpu", json.get("backend").getAsString());
    assertFalse(json.get("mixed").getAsBoolean());
    assertEquals(JsonParser.parseString("{\"cpu\":1}"), json.get("tiles_by_backend"));
    assertTrue(json.get("device").getAsString().endsWith("2 threads"));
    assertEquals("float64", json.get("precision").getAsString());
    JsonObject counts = json.getAsJsonObject("status_counts");
    assertEquals(
        List.of("converged", "collapses", "diverges", "not_converged", "not_computed"),
        List.copyOf(counts.keySet()));
    // At sigma_b2 = 0 tanh collapses where sigma_w2 <= 1: 0.5, 0.708.., 0.916...
    assertEquals(114, counts.get("converged").getAsLong());
    assertEquals(3, counts.get("collapses").getAsLong());
    JsonObject cpu = json.getAsJsonObject("cpu");
    assertTrue(cpu.get("nd4j_class").getAsString().length() > 0);
    assertEquals("OPENBLAS", cpu.get("blas_vendor").getAsString());
    double share = cpu.get("nd4j_share_of_time").getAsDouble();
    assertTrue(share > 0 && share <= 1, () -> "share " + share);
    assertEquals(2, json.get("threads").getAsInt());
    assertEquals(Version.number(), json.get("version").getAsString());
    assertEquals("sweep", json.getAsJsonArray("arguments").get(0).getAsString());
    assertEquals(15, json.getAsJsonArray("arguments").size(), json::toString);
  }

  @Test
  void csvIsOneRowOfTheRecord() {
    List<String> lines =
        sweep(directory, "--activation erf --format csv " + GRID).done().out().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("points,points_computed,compute_seconds"), lines.get(0));
    assertTrue(lines.get(0).contains(",status_counts_converged,"), lines.get(0));
    assertTrue(lines.get(1).startsWith("117,117,"), lines.get(1));
  }

  @Test
  void whatIsThereStaysUnlessOverwriteIsSaid() throws IOException {
    sweep(directory, "--activation tanh " + GRID).done();
    Map<String, String> before = contents(directory);
    sweep(directory, "--activation tanh " + GRID)
        .refused(2, directory + " must be empty or missing", "--resume or --overwrite");
    sweep(directory, "--activation erf --resume " + GRID).refused(2, "holds another plan");
    sweep(directory, "--activation tanh --overwrite --backend gpu " + GRID).refused(2);
    sweep(directory, "--activation tanh --overwrite --threads 0 " + GRID).refused(2);
    sweep(directory, "--activation tanh --overwrite --sigma-w2 1:2:99999 --sigma-b2 1:2:99999999")
        .refused(2, "must fit on the disk: it needs 1299987.0 GB");
    assertEquals(before, contents(directory));
    sweep(directory, "--activation relu --overwrite " + GRID).done();
    assertEquals(List.of("relu"), PhaseStore.open(directory.resolve("phase.zarr")).activations());
    assertFalse(contents(directory).equals(before));
  }

  @Test
  void aForeignFileIsNeitherTakenForResultsNorTouched() throws IOException {
    Path file = Files.writeString(directory.resolve("thesis.tex"), "years of work");
    sweep(directory, "--activation tanh " + GRID).refused(2, "must be empty or missing");
    sweep(directory, "--activation tanh --overwrite " + GRID).done();
    assertEquals("years of work", Files.readString(file));
  }

  @Test
  void overwriteReplacesALinkAndNotWhatItPointsTo() throws IOException {
    Path real = directory.resolve("real");
    sweep(real, "--activation tanh " + GRID).done();
    Map<String, String> before = contents(real);
    Path out = Files.createDirectory(directory.resolve("out"));
    Files.createSymbolicLink(out.resolve("phase.zarr"), real.resolve("phase.zarr"));
    sweep(out, "--activation erf --overwrite " + GRID).done();
    assertEquals(before, contents(real));
  }

  @ParameterizedTest
  @CsvSource({
    "{,must hold a JSON object",
    "'',must hold a JSON object",
    "{},must be a phase diagram written by deepmft sweep",
    "{\"activations\":[]},must be a phase diagram written by deepmft sweep"
  })
  void aStoreWithoutItsPlanIsOneLine(String attributes, String reason) throws IOException {
    sweep(directory, "--activation tanh " + GRID).done();
    Files.writeString(directory.resolve("phase.zarr/.zattrs"), attributes);
    Outcome.of("status", directory.toString()).refused(1, reason);
    Outcome.of("plot", directory.toString()).refused(1, reason);
    sweep(directory, "--activation tanh --resume " + GRID).refused(1, reason);
    sweep(directory, "--activation tanh --overwrite " + GRID).done();
  }

  @Test
  void overwriteReplacesALinkToNowhere() throws IOException {
    Files.createSymbolicLink(directory.resolve("phase.zarr"), directory.resolve("nowhere"));
    sweep(directory, "--activation tanh --resume " + GRID).refused(1, "cannot write to");
    sweep(directory, "--activation tanh --overwrite " + GRID).done();
    assertTrue(Files.isDirectory(directory.resolve("phase.zarr")));
  }

  @Test
  void aLinkedDirectoryIsFollowed() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    sweep(link, "--activation tanh " + GRID).done();
    assertEquals(List.of("phase.png", "phase.zarr", "run.json"), names(real));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5,0.1,1",
    "1.5,0:0.1:5,5",
    "0.5:2:5,0.1,5",
    "0,0:1:3,3",
    "0:3:4,0,4",
    "1,0,1",
    "1e-3:10:7:log,1e-9:1:4:log,28",
    "1e300:1e308:3,0:1e308:2,6",
    "0.1:0.2:2,1e-320:1e-310:2,4"
  })
  void awkwardGridsAreSolvedStoredAndDrawn(String w2, String b2, int points) throws IOException {
    for (String activation : new String[] {"tanh", "relu"}) {
      Path out = directory.resolve(activation);
      JsonObject json =
          sweep(
                  out,
                  "--tile 2 --format json --activation "
                      + activation
                      + " --sigma-w2 "
                      + w2
                      + " --sigma-b2 "
                      + b2)
              .done()
              .object();
      assertEquals(points, json.get("points_computed").getAsInt());
      assertEquals(0, json.getAsJsonObject("status_counts").get("not_computed").getAsInt());
      assertTrue(Files.size(out.resolve("phase.png")) > 1000);
    }
  }

  @Test
  void aLogarithmicRangeHasEqualRatiosAndBothEnds() throws IOException {
    sweep(directory, "--activation relu --sigma-w2 0.01:100:9:log --sigma-b2 1").done();
    double[] axis = PhaseStore.open(directory.resolve("phase.zarr")).axis("sigma_w2");
    assertEquals(9, axis.length);
    assertEquals(0.01, axis[0]);
    assertEquals(100, axis[8]);
    for (int i = 1; i < axis.length; i++) {
      assertEquals(
          Math.sqrt(Math.sqrt(10)) * Math.sqrt(Math.sqrt(10)), axis[i] / axis[i - 1], 1e-13);
    }
  }

  @Test
  void divergenceIsStoredAsNanAndInfWithItsStatus() throws IOException {
    sweep(directory, "--activation relu --sigma-w2 1:3:3 --sigma-b2 0:1:2").done();
    PhaseStore store = PhaseStore.open(directory.resolve("phase.zarr"));
    // Rows sigma_b2 = 0, 1; columns sigma_w2 = 1, 2, 3: ReLU collapses, stands still or diverges.
    assertArrayEquals(new double[] {1, 0, 2, 0, 2, 2}, store.decimated("relu", "status", 1, 1));
    double[] q = store.decimated("relu", "q_star", 1, 1);
    assertEquals(0, q[0]);
    assertEquals(1, q[1]);
    assertEquals(2, q[3], 1e-12);
    for (int cell : new int[] {2, 4, 5}) {
      assertTrue(Double.isNaN(q[cell]), "q_star of cell " + cell);
      assertEquals(-1, store.decimated("relu", "phase", 1, 1)[cell]);
      assertEquals(cell == 4 ? 1 : 1.5, store.decimated("relu", "chi_1", 1, 1)[cell]);
      assertEquals(1, store.decimated("relu", "c_star", 1, 1)[cell]);
    }
    assertEquals(Double.POSITIVE_INFINITY, store.decimated("relu", "xi_grad", 1, 1)[1]);
  }

  @Test
  void severalActivationsHaveAGroupEach() throws IOException {
    sweep(
            directory.resolve("both"),
            "--activation tanh --activation relu --activation TANH " + GRID)
        .done();
    sweep(directory.resolve("one"), "--activation relu " + GRID).done();
    PhaseStore both = PhaseStore.open(directory.resolve("both/phase.zarr"));
    assertEquals(List.of("tanh", "relu"), both.activations());
    PhaseStore one = PhaseStore.open(directory.resolve("one/phase.zarr"));
    for (String array : new String[] {"q_star", "xi_c", "status"}) {
      assertArrayEquals(
          one.decimated("relu", array, 1, 1), both.decimated("relu", array, 1, 1), array);
    }
  }

  @Test
  void plotDrawsTheSamePictureAgain() throws IOException {
    sweep(directory, "--activation tanh " + GRID).done();
    byte[] before = Files.readAllBytes(directory.resolve("phase.png"));
    Files.delete(directory.resolve("phase.png"));
    Outcome outcome = Outcome.of("plot", directory.toString());
    assertEquals(0, outcome.code());
    assertEquals("", outcome.out());
    assertArrayEquals(before, Files.readAllBytes(directory.resolve("phase.png")));
  }
}
