package org.deepmft.cli;

import static org.deepmft.cli.FragileBackend.FLAWED;
import static org.deepmft.cli.FragileBackend.SOUND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.BackendLadder;
import org.deepmft.backend.BackendProvider;
import org.deepmft.backend.Backends;
import org.deepmft.backend.Resources;
import org.deepmft.meanfield.InitialState;
import org.deepmft.store.PhaseStore;
import org.deepmft.sweep.Axis;
import org.deepmft.sweep.Shard;
import org.deepmft.sweep.SweepPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on several devices loses nothing when some of them fail, or all. */
@Timeout(120)
class DeviceFailureTest {

  /** 9 by 13 points in tiles of 4: 3 by 4 tiles, those at the edges clipped. */
  private static final SweepPlan PLAN =
      new SweepPlan(
          Axis.parse("sigma_w2", "0.5:3:13"),
          Axis.parse("sigma_b2", "0:0.4:9"),
          4,
          InitialState.DEFAULT);

  private static final int TILES = 12;

  @TempDir Path directory;
  private final StringWriter said = new StringWriter();

  /** Runs a sweep of erf or goes on with it, on one of some backends or with auto on any. */
  private JsonObject sweep(Path out, String name, BackendProvider... backends) throws IOException {
    return sweep(out, List.of("erf"), name, backends);
  }

  private JsonObject sweep(Path out, List<String> names, String name, BackendProvider... backends)
      throws IOException {
    List<Activation> activations = names.stream().map(Activations::named).toList();
    PrintWriter err = new PrintWriter(said, true);
    try (BackendLadder ladder =
            new BackendLadder(List.of(backends), name, Resources.ofThreads(1), err::println);
        ResultDirectory results = ResultDirectory.claim(out, false)) {
      return new GridRun<>(
              results, activations, new PhaseTask(PLAN), Shard.WHOLE, ladder, 1, false, err)
          .execute(List.of("sweep"));
    }
  }

  /** What is in the store but for which backend computed a tile. */
  private static Map<String, String> numbers(Path out) throws IOException {
    Map<String, String> contents = SweepFiles.contents(out.resolve("phase.zarr"));
    contents.keySet().removeIf(file -> file.matches("(.*/)?backend/\\d+\\.\\d+"));
    return contents;
  }

  private Map<String, String> undisturbed() throws IOException {
    Path out = directory.resolve("undisturbed");
    sweep(out, "cuda", new FragileBackend("cuda", SOUND));
    return numbers(out);
  }

  @Test
  void devicesShareTheTilesOfASweep() throws IOException {
    FragileBackend two = new FragileBackend("cuda", SOUND, SOUND);
    Path out = directory.resolve("out");
    JsonObject record = sweep(out, "cuda", two);
    assertEquals(TILES, two.computed().get(0) + two.computed().get(1));
    assertTrue(two.computed().get(0) >= 1 && two.computed().get(1) >= 1, two.computed()::toString);
    assertEquals(117, record.get("points_computed").getAsLong());
    double seconds = record.get("compute_seconds").getAsDouble();
    assertTrue(seconds > 0 && seconds < record.get("wall_seconds").getAsDouble());
    assertFalse(record.get("mixed").getAsBoolean());
    assertEquals(JsonParser.parseString("{\"cuda\":12}"), record.get("tiles_by_backend"));
    assertEquals("", said.toString());
    assertEquals(undisturbed(), numbers(out));
    assertEquals("12 of 12 tiles done", Outcome.of("status", out.toString()).done().out().strip());
  }

  @Test
  void anotherDeviceComputesTheTileOfOneThatFails() throws IOException {
    FragileBackend two = new FragileBackend("cuda", SOUND, 2);
    Path out = directory.resolve("out");
    JsonObject record = sweep(out, "cuda", two);
    assertEquals(List.of(TILES - 2, 2), two.computed());
    assertEquals(
        List.of("deepmft: cuda device 1 is lost; its tile is computed elsewhere"),
        said.toString().lines().toList());
    assertEquals(117, record.get("points_computed").getAsLong());
    assertEquals(0, record.getAsJsonObject("status_counts").get("not_computed").getAsLong());
    assertFalse(record.get("mixed").getAsBoolean());
    assertEquals(undisturbed(), numbers(out));
  }

  @Test
  void whereAllFailAutoGoesOnWithTheNextBackendAndSaysSo() throws IOException {
    FragileBackend cuda = new FragileBackend("cuda", 2, 3);
    FragileBackend cpu = new FragileBackend("cpu", SOUND);
    Path out = directory.resolve("out");
    JsonObject record = sweep(out, Backends.AUTO, cuda, cpu);
    assertEquals(List.of(2, 3), cuda.computed());
    assertEquals(List.of(7), cpu.computed());
    List<String> lines = said.toString().lines().toList();
    assertEquals(2, lines.size(), said::toString);
    assertTrue(lines.get(0).endsWith(" is lost; its tile is computed elsewhere"), lines.get(0));
    assertTrue(lines.get(1).startsWith("deepmft: cuda device "), lines.get(1));
    assertTrue(lines.get(1).endsWith(" is lost; backend cpu goes on"), lines.get(1));
    assertEquals(undisturbed(), numbers(out));

    assertEquals(record, JsonParser.parseString(Files.readString(out.resolve("run.json"))));
    assertTrue(record.get("mixed").getAsBoolean());
    assertEquals(JsonParser.parseString("{\"cpu\":7,\"cuda\":5}"), record.get("tiles_by_backend"));
    assertEquals("cuda then cpu", record.get("backend").getAsString());
    assertEquals("2 fragile devices then 1 fragile devices", record.get("device").getAsString());
    assertEquals("float64", record.get("precision").getAsString());
    assertEquals(JsonParser.parseString("{\"computed\":[2,3]}"), record.get("cuda"));
    assertEquals(JsonParser.parseString("{\"computed\":[7]}"), record.get("cpu"));
    assertEquals(
        "12 of 12 tiles done (7 by cpu, 5 by cuda)",
        Outcome.of("status", out.toString()).done().out().strip());
    JsonObject status = Outcome.of("status", out.toString(), "--format", "json").done().object();
    assertEquals(record.get("tiles_by_backend"), status.get("tiles_by_backend"));
  }

  @Test
  void whereAllFailANamedBackendKeepsItsTilesAndResumeCompletesThem() throws IOException {
    FragileBackend cuda = new FragileBackend("cuda", 4);
    Path out = directory.resolve("out");
    CommandFailure failure =
        assertThrows(
            CommandFailure.class, () -> sweep(out, "cuda", cuda, new FragileBackend("cpu", SOUND)));
    assertEquals(CommandFailure.MACHINE, failure.exitCode());
    assertEquals(
        "cuda device 0 is lost; finished tiles are kept, go on with --resume",
        failure.getMessage());
    assertEquals("", said.toString());
    assertEquals(4, PhaseStore.open(out.resolve("phase.zarr")).tiles()[0]);
    assertEquals(List.of(), SweepFiles.leftovers(out));

    FragileBackend again = new FragileBackend("cuda", SOUND);
    JsonObject record = sweep(out, "cuda", again);
    assertEquals(List.of(TILES - 4), again.computed());
    assertEquals(JsonParser.parseString("{\"cuda\":12}"), record.get("tiles_by_backend"));
    assertEquals(undisturbed(), numbers(out));
  }

  @Test
  void aMixedSweepIsResumedByAutoOnWhateverRuns() throws IOException {
    Path out = directory.resolve("out");
    assertThrows(
        CommandFailure.class,
        () ->
            sweep(out, Backends.AUTO, new FragileBackend("cuda", 2), new FragileBackend("cpu", 3)));
    assertEquals(
        "5 of 12 tiles done (3 by cpu, 2 by cuda); go on with deepmft sweep --resume",
        Outcome.of("status", out.toString()).done().out().strip());
    assertThrows(
        IllegalArgumentException.class,
        () -> sweep(out, "cpu", new FragileBackend("cpu", SOUND)),
        "the sweep began on cuda");

    FragileBackend reference = new FragileBackend("reference", SOUND);
    JsonObject record = sweep(out, Backends.AUTO, reference);
    assertEquals(List.of(7), reference.computed());
    assertTrue(record.get("mixed").getAsBoolean());
    assertEquals(
        JsonParser.parseString("{\"cpu\":3,\"cuda\":2,\"reference\":7}"),
        record.get("tiles_by_backend"));
    assertEquals("reference", record.get("backend").getAsString());
    assertEquals(undisturbed(), numbers(out));
    assertEquals(0, Outcome.of("plot", out.toString()).code());
    assertEquals(0, Outcome.of("export", out.toString(), "--to", "npz").code());
  }

  @Test
  void severalActivationsGoOnWithTheNextBackendToo() throws IOException {
    FragileBackend cuda = new FragileBackend("cuda", 14);
    FragileBackend cpu = new FragileBackend("cpu", SOUND);
    Path out = directory.resolve("out");
    JsonObject record = sweep(out, List.of("erf", "relu"), Backends.AUTO, cuda, cpu);
    assertEquals(List.of(14), cuda.computed());
    assertEquals(List.of(2 * TILES - 14), cpu.computed());
    assertEquals(2 * 117, record.get("points_computed").getAsLong());
    assertEquals(
        JsonParser.parseString("{\"cpu\":10,\"cuda\":14}"), record.get("tiles_by_backend"));
  }

  @Test
  void aBackendWithoutADeviceGivesWayBeforeTheFirstTile() throws IOException {
    FragileBackend cpu = new FragileBackend("cpu", SOUND);
    sweep(directory.resolve("out"), Backends.AUTO, new FragileBackend("cuda"), cpu);
    assertEquals(List.of(TILES), cpu.computed());
    assertEquals(
        List.of("deepmft: backend cuda has no device left; backend cpu goes on"),
        said.toString().lines().toList());
  }

  /** Not a lost device but a mistake of ours: nobody else is asked, and nobody waits for ever. */
  @Test
  void anyOtherFailureOfOneDeviceEndsTheSweep() {
    FragileBackend flawed = new FragileBackend("cuda", SOUND, FLAWED);
    Path out = directory.resolve("out");
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> sweep(out, Backends.AUTO, flawed, new FragileBackend("cpu", SOUND)))
            .getMessage();
    assertEquals("a flaw", message);
    assertEquals("", said.toString());
  }
}
