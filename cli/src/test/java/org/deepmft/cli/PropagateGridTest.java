package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.leftovers;
import static org.deepmft.cli.SweepFiles.names;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deepmft.Python;
import org.deepmft.store.Json;
import org.deepmft.store.TrajectoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code propagate} over a grid: what it writes, goes on with and refuses. */
class PropagateGridTest {

  /** 9 by 13 networks in tiles of 4: 3 by 4 tiles, those at the edges clipped. */
  private static final String PLAN =
      "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --depth 30"
          + " --layers 0,7,30 --backend cpu";

  @TempDir Path directory;

  private static Outcome propagate(Path out, String line) {
    Stream<String> words = Stream.of("propagate", "--out", out.toString());
    return Outcome.of(Stream.concat(words, Arrays.stream(line.split(" "))).toArray(String[]::new));
  }

  private Path whole() {
    Path out = directory.resolve("whole");
    propagate(out, PLAN).done();
    return out.resolve("trajectories.zarr");
  }

  private static long computed(Path out) {
    JsonObject json = propagate(out, PLAN + " --resume --format json").done().object();
    return json.get("points_computed").getAsLong();
  }

  @Test
  void theRunIsRecordedAndNothingElseIsLeft() throws IOException {
    JsonObject json = propagate(directory, PLAN + " --format json").done().object();
    assertEquals(List.of("run.json", "trajectories.png", "trajectories.zarr"), names(directory));
    assertEquals(List.of(), leftovers(directory));
    assertEquals(117, json.get("points").getAsLong());
    assertEquals("cpu", json.get("backend").getAsString());
    JsonObject counts = json.getAsJsonObject("status_counts");
    assertEquals(List.of("followed", "leaves_table", "not_computed"), List.copyOf(counts.keySet()));
    assertEquals(117, counts.get("followed").getAsLong());
    assertEquals(Files.readString(directory.resolve("run.json")), Json.result(json));
    assertEquals(
        "12 of 12 tiles done", Outcome.of("status", directory.toString()).done().out().strip());
  }

  /** Single networks are followed by other code, layer by layer in core. */
  @ParameterizedTest
  @CsvSource({"0, 0", "3, 12", "8, 5"})
  void everyNetworkIsThatOfASingleRun(int row, int column) throws IOException {
    TrajectoryStore store = TrajectoryStore.open(whole());
    double w2 = store.axis("sigma_w2")[column];
    double b2 = store.axis("sigma_b2")[row];
    List<List<String>> single =
        Outcome.ofLine(
                "propagate --activation tanh --depth 30 --layers 0,7,30 --format csv --sigma-w2 "
                    + w2
                    + " --sigma-b2 "
                    + b2)
            .done()
            .csv();
    for (int k = 0; k < 3; k++) {
      for (String field :
          new String[] {
            "q_a",
            "q_b",
            "one_minus_c",
            "ln_one_minus_c",
            "gradient",
            "gradient_covariance",
            "ln_gradient"
          }) {
        double expected = Double.parseDouble(single.get(k + 1).get(single.get(0).indexOf(field)));
        double[] block =
            store.array("tanh", field).readBlock(new int[] {k, row, column}, new int[] {1, 1, 1});
        assertEquals(expected, block[0], 1e-11 * Math.abs(expected), field + " at kept layer " + k);
      }
    }
  }

  @Test
  void elevenLayersAreKeptUnlessOthersAreAskedFor() throws IOException {
    String plan = PLAN.replace(" --layers 0,7,30", "").replace("13", "2").replace("9", "2");
    propagate(directory, plan + " --q0 2 --q0-b 2").done();
    TrajectoryStore store = TrajectoryStore.open(directory.resolve("trajectories.zarr"));
    assertEquals(
        List.of(0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0, 27.0, 30.0),
        Arrays.stream(store.axis("layer")).boxed().toList());
    assertEquals(30, store.attributes().get("depth").getAsInt());
    assertEquals(2, store.attributes().get("q0_b").getAsDouble());
  }

  /** Networks that leave the table say so, and unequal norms are carried. */
  @Test
  void statusesAreCounted() throws IOException {
    JsonObject json =
        propagate(
                directory,
                "--activation gelu --sigma-w2 1.5:4:2 --sigma-b2 0.1 --depth 40 --backend cpu"
                    + " --format json")
            .done()
            .object();
    assertEquals(1, json.getAsJsonObject("status_counts").get("followed").getAsLong());
    assertEquals(1, json.getAsJsonObject("status_counts").get("leaves_table").getAsLong());
    propagate(
            directory.resolve("unequal"),
            "--activation relu --sigma-w2 1:2:2 --sigma-b2 0.1 --depth 4 --q0-b 3 --backend cpu")
        .done();
    TrajectoryStore store = TrajectoryStore.open(directory.resolve("unequal/trajectories.zarr"));
    assertEquals(3, store.array("relu", "q_b").readAll()[0], 1e-14);
    assertEquals(1, store.array("relu", "q_a").readAll()[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--threads 1", "--threads 7", "--resume", "--overwrite", "--seed 9"})
  void thePlanAloneDecidesTheBytes(String option) throws IOException {
    Path out = directory.resolve("again");
    propagate(out, PLAN + " " + option).done();
    assertEquals(contents(whole()), contents(out.resolve("trajectories.zarr")));
  }

  @Test
  void sharesMakeTheSameBytesTogether() throws IOException {
    Path out = directory.resolve("shares");
    long sum = 0;
    for (String share : List.of("2/3", "1/3", "3/3")) {
      JsonObject json = propagate(out, PLAN + " --format json --shard " + share).done().object();
      sum += json.get("points_computed").getAsLong();
    }
    assertEquals(117, sum);
    assertEquals(contents(whole()), contents(out.resolve("trajectories.zarr")));
  }

  @Test
  void resumeComputesWhatIsMissingOrDamagedAndNothingElse() throws IOException {
    Path zarr = whole();
    Path out = zarr.getParent();
    Map<String, String> before = contents(zarr);
    assertEquals(0, computed(out));
    Files.delete(zarr.resolve("status/1.2")); // 4 by 4 networks
    Files.delete(zarr.resolve("q_a/1.2.3")); // layer 7, the corner of 1 by 1
    byte[] bytes = Files.readAllBytes(zarr.resolve("gradient/2.0.3"));
    Files.write(zarr.resolve("gradient/2.0.3"), Arrays.copyOf(bytes, bytes.length / 2)); // 4 by 1
    Files.writeString(zarr.resolve("q_a/.0.0.0.tmp-0123456789abcdef"), "half");
    Files.writeString(out.resolve(".trajectories.png.tmp-0123456789abcdef"), "half");
    Path building = out.resolve(".trajectories.zarr.tmp-123456789/zarr");
    Files.createDirectories(building);
    assertEquals(
        "11 of 12 tiles done; go on with deepmft propagate --resume",
        Outcome.of("status", out.toString()).done().out().strip());
    assertEquals(21, computed(out));
    assertEquals(before, contents(zarr));
    assertEquals(List.of(), leftovers(out));
    assertTrue(Files.notExists(building));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--depth 31",
        "--layers 0,8,30",
        "--q0 2",
        "--q0-b 2",
        "--c0 0.1",
        "--tile 5",
        "--sigma-w2 0.5:3.5:13",
        "--activation erf",
        "--backend reference"
      })
  void resumeRefusesAnotherPlanAndChangesNothing(String other) throws IOException {
    Path out = whole().getParent();
    Map<String, String> before = contents(out);
    String option = other.split(" ")[0];
    String plan = PLAN.replaceAll(option + " \\S+", "") + " " + other;
    propagate(out, plan.strip().replaceAll(" +", " ") + " --resume")
        .refused(2, "but holds another plan: ", " there, ", "; use another --out");
    assertEquals(before, contents(out));
  }

  @Test
  void resultsOfAnotherKindAreLeftAlone() throws IOException {
    Path out = whole().getParent();
    Map<String, String> before = contents(out);
    propagate(out, PLAN).refused(2, "must be empty or missing", "use --resume or --overwrite");
    for (String option : new String[] {"--resume", "--overwrite"}) {
      SweepFiles.sweep(out, "--activation tanh --sigma-w2 1 --sigma-b2 0 --backend cpu " + option)
          .refused(2, "must hold no trajectories.zarr");
    }
    assertEquals(before, contents(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sigma-w2 1:2:3 --sigma-b2 0|give --out DIR for a range",
        "--sigma-w2 1 --sigma-b2 0:1:2|give --out DIR for a range",
        "--sigma-w2 1 --sigma-b2 0 --tile 4|must come with --out DIR",
        "--sigma-w2 1 --sigma-b2 0 --resume|must come with --out DIR",
        "--sigma-w2 1 --sigma-b2 0 --shard 1/2|must come with --out DIR",
        "--sigma-w2 1 --sigma-b2 0 --devices 0|must come with --out DIR",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --shard 3/2|shard must be i/n with 1 <= i <= n",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --devices 0 --backend cpu|--devices must go with",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --plot a.png|without --network, --plot",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --tile 0|tile must lie between 1 and 4096, got 0",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --layers 0,11|layers must lie in [0, 10], got 11",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --q0-b 0|q0_b must be finite and > 0, got 0.0",
        "--sigma-w2 1 --sigma-b2 -1 --out OUT|sigma_b2",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --threads 0|threads must lie between 1 and",
        "--sigma-w2 1 --sigma-b2 0 --out OUT --resume --overwrite|choose one"
      })
  void wrongInputIsRefusedInOneLine(String line, String words) {
    Path out = directory.resolve("out");
    Outcome.ofLine("propagate --activation tanh --depth 10 " + line.replace("OUT", out.toString()))
        .refused(2, words);
    assertTrue(Files.notExists(out), "nothing is written");
  }

  @Test
  void plotDrawsTheSamePictureAgainAndAnUnfinishedOneHatched() throws IOException {
    Path zarr = whole();
    Path out = zarr.getParent();
    Path png = out.resolve("trajectories.png");
    byte[] before = Files.readAllBytes(png);
    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(2240, picture.getWidth());
    Files.delete(png);
    Outcome outcome = Outcome.of("plot", out.toString());
    assertEquals(0, outcome.code());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().contains("trajectories.png"), outcome.err());
    assertArrayEquals(before, Files.readAllBytes(png));
    Files.delete(zarr.resolve("status/1.1"));
    assertEquals(0, Outcome.of("plot", out.toString()).code());
    assertNotEquals(Arrays.hashCode(before), Arrays.hashCode(Files.readAllBytes(png)));
    assertEquals(16, computed(out));
    assertArrayEquals(before, Files.readAllBytes(png), "resuming draws it again");
    assertEquals(List.of("run.json", "trajectories.png", "trajectories.zarr"), names(out));
  }

  /** The picture of other results must not stay beside new ones that cannot be drawn yet. */
  @Test
  void overwriteReplacesThePicture() throws IOException {
    Path out = whole().getParent();
    byte[] before = Files.readAllBytes(out.resolve("trajectories.png"));
    propagate(out, PLAN.replace("tanh", "erf") + " --overwrite").done();
    byte[] after = Files.readAllBytes(out.resolve("trajectories.png"));
    assertNotEquals(Arrays.hashCode(before), Arrays.hashCode(after));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--sigma-w2 1:3:9 --sigma-b2 0.1",
        "--sigma-w2 1.5 --sigma-b2 0:1:9",
        "--sigma-w2 0 --sigma-b2 0",
        "--sigma-w2 1:3:3 --sigma-b2 0.01:1:5:log --layers 5",
        "--sigma-w2 1:3:3 --sigma-b2 0:1:2 --q0-b 2 --c0 1"
      })
  void gridsOfAnyShapeHaveAPicture(String grid) throws IOException {
    propagate(directory, "--activation relu --depth 10 --backend cpu " + grid).done();
    Path png = directory.resolve("trajectories.png");
    assertEquals(2240, ImageIO.read(png.toFile()).getWidth());
  }

  private static final String CHECK =
      """
      import sys, warnings
      import numpy as np, xarray as xr
      try:
          import dask.array
      except ImportError:
          pass
      warnings.simplefilter("error")
      ds = xr.open_zarr(sys.argv[1])
      assert ds.one_minus_c.dims == ("layer", "sigma_b2", "sigma_w2"), ds
      assert set(ds.coords) == {"layer", "sigma_b2", "sigma_w2"}, ds.coords
      assert list(ds.layer.values) == [0, 7, 30], ds.layer
      assert ds.one_minus_c.encoding["chunks"] == (1, 4, 4), ds.one_minus_c.encoding
      assert (ds.one_minus_c.sel(layer=0).values[:4] == 0.5).all()
      missing = np.isnan(ds.status.values)
      assert missing.sum() == 16 and missing[4:8, 8:12].all(), ds.status.values
      assert list(ds.status.attrs["flag_meanings"].split()) == ["followed", "leaves_table"]
      q = ds.q_a.sel(layer=30).values
      assert np.isnan(q[4:8, 8:12]).all() and np.isnan(q).sum() == 16, q
      print("same", end="")
      """;

  @Test
  void xarrayReadsItAtAnyMoment() throws Exception {
    Python.require("xarray, zarr");
    Path zarr = whole();
    try (Stream<Path> files = Files.walk(zarr)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = zarr.relativize(file).toString();
        if (name.matches("[a-z_]+/(\\d\\.)?1\\.2") && !name.startsWith("backend/")) {
          Files.delete(file);
        }
      }
    }
    assertEquals("same", Python.run(CHECK, zarr.toString()));
  }
}
