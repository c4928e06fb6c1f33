package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.leftovers;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sweep that is stopped at a random moment keeps its finished tiles and goes on to the same
 * bytes.
 *
 * <p>The moment is counted in finished tiles; the seed is printed.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class InterruptedSweepTest {

  private static final String PLAN =
      "--activation tanh --sigma-w2 0.5:3:160 --sigma-b2 0:0.4:160 --tile 16 --backend cpu";

  private static final int TILES = 100;
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir static Path shared;
  @TempDir Path directory;

  private static Map<String, String> undisturbed;

  @BeforeAll
  static void sweepUndisturbed() throws IOException {
    sweep(shared, PLAN).done();
    undisturbed = contents(shared.resolve("phase.zarr"));
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130", "KILL,137", "TERM,143", "KILL,137"})
  void whatIsFinishedStaysAndResumeCompletesIt(String signal, int code)
      throws IOException, InterruptedException {
    long seed = System.nanoTime();
    System.out.println("InterruptedSweepTest: " + signal + " with seed " + seed);
    Path out = directory.resolve("out");
    Outcome outcome = stop(out, signal, 1 + new Random(seed).nextInt(TILES * 3 / 4));
    assertEquals(code, outcome.code(), outcome.err());
    assertEquals("", outcome.out());
    long kept = finished(out);
    if (signal.equals("KILL")) {
      assertEquals("", outcome.err());
    } else {
      outcome.failed(code, kept + " of " + TILES + " tiles are kept in " + out, "--resume");
      assertTrue(leftovers(out).isEmpty(), () -> "left over in " + out);
    }
    contents(out.resolve("phase.zarr"))
        .forEach(
            (file, bytes) -> {
              if (!file.contains(".tmp-")) {
                assertEquals(undisturbed.get(file), bytes, file + " must be whole");
              }
            });
    long points =
        sweep(out, PLAN + " --resume --format json")
            .done()
            .object()
            .get("points_computed")
            .getAsLong();
    assertEquals((TILES - kept) * 16 * 16, points, "what was kept is not computed again");
    assertEquals(undisturbed, contents(out.resolve("phase.zarr")));
    assertTrue(leftovers(out).isEmpty(), () -> "left over in " + out);
  }

  /** Starts a sweep and sends a signal once some tiles are there. */
  private static Outcome stop(Path out, String signal, int tiles)
      throws IOException, InterruptedException {
    try (Program program = start(out)) {
      while (finished(out) < tiles) {
        assertTrue(program.process().isAlive(), "the sweep was over too soon");
        TimeUnit.MILLISECONDS.sleep(1);
      }
      program.signal(signal);
      return program.end();
    }
  }

  private static Program start(Path out) throws IOException {
    return new Program(("sweep --out " + out + " " + PLAN).split(" "));
  }

  private static long finished(Path out) throws IOException {
    Path status = out.resolve("phase.zarr/status");
    if (!Files.isDirectory(status)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(status)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void aSignalWhileThePictureIsDrawnLeavesTheOldPictureOrTheNew()
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    sweep(out, PLAN).done();
    byte[] picture = Files.readAllBytes(out.resolve("phase.png"));
    for (int k = 0; k < 3; k++) {
      try (Program program = new Program("plot", out.toString())) {
        TimeUnit.MILLISECONDS.sleep(300 + 300 * k);
        program.signal("TERM");
        int code = program.end().code();
        assertTrue(code == 143 || code == 0, "code " + code);
      }
      org.junit.jupiter.api.Assertions.assertArrayEquals(
          picture, Files.readAllBytes(out.resolve("phase.png")));
    }
    sweep(out, PLAN + " --resume").done();
    assertTrue(leftovers(out).isEmpty(), () -> "left over in " + out);
  }

  @Test
  void xarrayReadsAStoreInMidRun() throws IOException, InterruptedException {
    requireXarray();
    Path out = directory.resolve("out");
    try (Program program = start(out)) {
      while (finished(out) < 10) {
        assertTrue(program.process().isAlive(), "the sweep was over too soon");
        TimeUnit.MILLISECONDS.sleep(1);
      }
      program.signal("STOP"); // so that the reader has it in mid-run for sure
      python(
          """
          import sys, numpy as np, xarray as xr
          ds = xr.open_zarr(sys.argv[1])
          status, q = ds.status.values, ds.q_star.values
          assert status.shape == (160, 160), status.shape
          done = np.isfinite(status)
          assert 10 * 256 <= done.sum() < 160 * 160, done.sum()
          assert np.isfinite(q[done]).all()
          assert np.isnan(q[-1, -1]) and np.isnan(status[-1, -1])
          assert ds.sigma_w2.values[-1] == 3 and ds.sigma_b2.values[-1] == 0.4
          by = ds.backend
          assert by.dims == ("tile_sigma_b2", "tile_sigma_w2") and by.shape == (10, 10), by
          assert list(by.attrs["flag_values"]) == [0, 1, 2], by.attrs
          assert by.attrs["flag_meanings"] == "reference cpu cuda", by.attrs
          assert (by.values[done[::16, ::16]] == 1).all() and np.isnan(by.values[-1, -1])
          """,
          out.resolve("phase.zarr"));
      program.signal("CONT");
      assertEquals(0, program.end().code());
    }
    assertEquals(undisturbed, contents(out.resolve("phase.zarr")));
  }

  private static void requireXarray() throws IOException, InterruptedException {
    boolean there =
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import xarray, zarr").start().waitFor() == 0;
    if (!there && List.of(System.getProperty("require", "").split(",")).contains("xarray")) {
      fail(PYTHON + " must import xarray and zarr, and cannot");
    }
    if (!there) {
      System.out.println("skipped: " + PYTHON + " cannot import xarray and zarr");
    }
    Assumptions.assumeTrue(there, PYTHON + " cannot import xarray and zarr");
  }

  private static void python(String script, Path store) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PYTHON, "-W", "ignore", "-c", script, store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
  }
}
