package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.leftovers;
import static org.deepmft.cli.SweepFiles.names;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deepmft.store.PhaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same plan gives the same bytes, in one go, resumed, repaired or in shares. */
class SweepResumeTest {

  /** 9 by 13 points in tiles of 4: 3 by 4 tiles, those at the edges clipped. */
  private static final String PLAN =
      "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu";

  @TempDir Path directory;

  private Path whole() {
    Path out = directory.resolve("whole");
    sweep(out, PLAN).done();
    return out.resolve("phase.zarr");
  }

  private static long computed(Outcome outcome) {
    return outcome.done().object().get("points_computed").getAsLong();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--threads 1", "--threads 7", "--resume", "--overwrite", "--seed 9"})
  void thePlanAloneDecidesTheBytes(String option) throws IOException {
    Path out = directory.resolve("again");
    sweep(out, PLAN + " " + option).done();
    assertEquals(contents(whole()), contents(out.resolve("phase.zarr")));
  }

  @Test
  void numbersDoNotDependOnTheTiles() throws IOException {
    PhaseStore whole = PhaseStore.open(whole());
    for (String tile : new String[] {"1", "5", "512"}) {
      Path out = directory.resolve("tile" + tile);
      sweep(out, PLAN.replace("--tile 4", "--tile " + tile)).done();
      PhaseStore other = PhaseStore.open(out.resolve("phase.zarr"));
      for (String array : new String[] {"q_star", "chi_1", "one_minus_c_star", "status"}) {
        assertEquals(
            List.of(boxed(whole.decimated("tanh", array, 1, 1))),
            List.of(boxed(other.decimated("tanh", array, 1, 1))),
            array + " with tile " + tile);
      }
    }
  }

  private static List<Double> boxed(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  @Test
  void resumeStartsAfreshInAMissingOrEmptyDirectory() throws IOException {
    assertEquals(117, computed(sweep(directory.resolve("a/b"), PLAN + " --resume --format json")));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertEquals(117, computed(sweep(empty, PLAN + " --resume --format json")));
    assertEquals(
        contents(directory.resolve("a/b/phase.zarr")), contents(empty.resolve("phase.zarr")));
  }

  @Test
  void resumeOfADoneSweepComputesNothingAndDrawsAgain() throws IOException {
    Path zarr = whole();
    Map<String, String> before = contents(zarr);
    Files.delete(zarr.resolveSibling("phase.png"));
    JsonObject json = sweep(zarr.getParent(), PLAN + " --resume --format json").done().object();
    assertEquals(0, json.get("points_computed").getAsLong());
    assertEquals(0, json.get("points_per_second").getAsDouble());
    assertEquals(117, json.get("points").getAsLong());
    assertEquals(114, json.getAsJsonObject("status_counts").get("converged").getAsLong());
    assertTrue(Files.exists(zarr.resolveSibling("phase.png")));
    assertEquals(before, contents(zarr));
  }

  @Test
  void resumeComputesWhatIsMissingAndNothingElse() throws IOException {
    Path zarr = whole();
    Map<String, String> before = contents(zarr);
    Files.delete(zarr.resolve("status/1.2")); // 4 by 4 points
    Files.delete(zarr.resolve("q_star/2.3")); // the corner of 1 by 1
    Files.delete(zarr.resolve("phase/0.3")); // 4 by 1
    assertEquals(
        "11 of 12 tiles done; go on with deepmft sweep --resume",
        Outcome.of("status", zarr.getParent().toString()).done().out().strip());
    assertEquals(21, computed(sweep(zarr.getParent(), PLAN + " --resume --format json")));
    assertEquals(before, contents(zarr));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status/0.0", "phase/0.1", "backend/0.2", "q_star/1.0", "chi_c_error/1.1"})
  void resumeNoticesADamagedChunkAndComputesItAgain(String chunk) throws IOException {
    Path zarr = whole();
    Map<String, String> before = contents(zarr);
    byte[] bytes = Files.readAllBytes(zarr.resolve(chunk));
    List<byte[]> damages =
        List.of(
            java.util.Arrays.copyOf(bytes, bytes.length / 2), new byte[0], flipped(bytes), bytes);
    for (byte[] damage : damages) {
      Files.write(zarr.resolve(chunk), damage);
      long expected = damage == bytes ? 0 : 16;
      assertEquals(expected, computed(sweep(zarr.getParent(), PLAN + " --resume --format json")));
      assertEquals(before, contents(zarr));
    }
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 0x10;
    return flipped;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--activation erf --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu",
        "--activation tanh --tile 5 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu",
        "--activation tanh --tile 4 --sigma-w2 0.5:3.5:13 --sigma-b2 0:0.4:9 --backend cpu",
        "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.5:9 --backend cpu",
        "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend reference",
        "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu --q0 2",
        "--activation tanh --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu --c0 0.1",
        "--activation tanh --activation erf --tile 4 --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9"
            + " --backend cpu"
      })
  void resumeRefusesAnotherPlanAndChangesNothing(String other) throws IOException {
    Path out = whole().getParent();
    Map<String, String> before = contents(out);
    sweep(out, other + " --resume")
        .refused(2, "but holds another plan: ", " there, ", "; use another --out");
    assertEquals(before, contents(out));
  }

  @Test
  void autoGoesOnWhereAnotherBackendBegan() throws IOException {
    Path out = directory.resolve("out");
    sweep(out, PLAN.replace("cpu", "reference")).done();
    Files.delete(out.resolve("phase.zarr/status/1.1"));
    String plan = PLAN.replace(" --backend cpu", "");
    JsonObject json = sweep(out, plan + " --resume --format json").done().object();
    assertEquals(16, json.get("points_computed").getAsLong());
    assertTrue(json.get("mixed").getAsBoolean());
    JsonObject tiles = json.getAsJsonObject("tiles_by_backend");
    assertEquals(11, tiles.get("reference").getAsLong());
    assertEquals(1, tiles.get(json.get("backend").getAsString()).getAsLong());
  }

  /** As written before tiles said what computed them. */
  @Test
  void anOlderStoreIsReadButNotGoneOnWith() throws IOException {
    Path zarr = whole();
    PhaseStore.deleteTree(zarr.resolve("backend"));
    Path metadata = zarr.resolve(".zmetadata");
    JsonObject json = JsonParser.parseString(Files.readString(metadata)).getAsJsonObject();
    json.getAsJsonObject("metadata").keySet().removeIf(key -> key.startsWith("backend/"));
    Files.writeString(metadata, json.toString());
    Path out = zarr.getParent();
    assertEquals("12 of 12 tiles done", Outcome.of("status", out.toString()).done().out().strip());
    assertEquals(Map.of("cpu", 12L), PhaseStore.open(zarr).tilesByBackend());
    assertEquals(0, Outcome.of("plot", out.toString()).code());
    assertEquals(0, Outcome.of("export", out.toString(), "--to", "npz").code());
    sweep(out, PLAN + " --resume").refused(2, "array backend is missing there", "--overwrite");
  }

  @Test
  void resumeRemovesWhatAKilledRunLeft() throws IOException {
    Path zarr = whole();
    Files.writeString(zarr.resolve("q_star/.0.0.tmp-0123456789abcdef"), "half");
    Files.writeString(zarr.resolveSibling(".phase.png.tmp-0123456789abcdef"), "half");
    Files.writeString(zarr.resolveSibling(".run.json.tmp-0123456789abcdef"), "half");
    Path building = zarr.resolveSibling(".phase.zarr.tmp-123456789/zarr");
    Files.createDirectories(building);
    Files.writeString(building.resolve(".zgroup"), "{}");
    Files.writeString(zarr.resolveSibling(".lock"), "");
    sweep(zarr.getParent(), PLAN + " --resume").done();
    assertEquals(List.of(), leftovers(zarr.getParent()));
    assertEquals(List.of("phase.png", "phase.zarr", "run.json"), names(zarr.getParent()));
  }

  @Test
  void whatAKilledRunLeftAloneDoesNotCountAsAResult() throws IOException {
    Path out = Files.createDirectory(directory.resolve("killed"));
    Files.writeString(out.resolve(".lock"), "");
    Files.createDirectories(out.resolve(".phase.zarr.tmp-42/zarr"));
    sweep(out, PLAN).done();
    assertEquals(List.of("phase.png", "phase.zarr", "run.json"), names(out));
  }

  @Test
  void theSharesOfASweepAddUpToTheWhole() throws IOException {
    Path out = directory.resolve("shares");
    long sum = 0;
    for (String share : new String[] {"2/3", "3/3", "1/3"}) {
      sum += computed(sweep(out, PLAN + " --format json --shard " + share));
    }
    assertEquals(117, sum);
    assertEquals(contents(whole()), contents(out.resolve("phase.zarr")));
    assertEquals(
        List.of(
            "phase.png",
            "phase.zarr",
            "run.shard-1-of-3.json",
            "run.shard-2-of-3.json",
            "run.shard-3-of-3.json"),
        names(out));
    assertEquals(0, computed(sweep(out, PLAN + " --format json --resume --shard 2/3")));
  }

  @Test
  void moreSharesThanTilesLeaveSomeWithNothingToDo() {
    Path out = directory.resolve("shares");
    assertEquals(16, computed(sweep(out, PLAN + " --format json --shard 1/100")));
    assertEquals(0, computed(sweep(out, PLAN + " --format json --shard 100/100")));
  }

  @Test
  void aShareOfAnotherPlanIsRefused() throws IOException {
    Path out = directory.resolve("shares");
    sweep(out, PLAN + " --shard 1/3").done();
    Map<String, String> before = contents(out);
    sweep(out, PLAN.replace("tanh", "erf") + " --shard 2/3").refused(2, "holds another plan");
    assertEquals(before, contents(out));
  }

  @Test
  void twoWholeSweepsDoNotWriteIntoOneDirectory() throws IOException {
    Path out = Files.createDirectory(directory.resolve("busy"));
    try (ResultDirectory busy = ResultDirectory.claim(out, false)) {
      for (String option : new String[] {"--resume", "--overwrite", "--seed 4", "--shard 1/2"}) {
        sweep(out, PLAN + " " + option).refused(2, "out must not be written by another sweep");
      }
      assertEquals(List.of(".lock"), names(busy.path()));
    }
    sweep(out, PLAN).done();
  }
}
