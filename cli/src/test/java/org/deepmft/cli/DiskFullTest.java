package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.leftovers;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deepmft.store.PhaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep onto a disk that fills up, on a small file system in memory; skips where none mounts. */
class DiskFullTest {

  private static final int MEGABYTE = 1 << 20;

  /** 64 tiles; a file takes a page, so a tile takes 76 kB and 4 MB hold about 50 less ballast. */
  private static final String PLAN =
      "--activation tanh --sigma-w2 0.5:3:32 --sigma-b2 0:0.4:32 --tile 4 --backend cpu";

  @TempDir Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(directory.resolve("disk"));
    int code;
    try {
      code = command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
    } catch (IOException e) {
      code = -1;
    }
    if (code != 0) {
      System.out.println("skipped: no small file system can be mounted here");
    }
    Assumptions.assumeTrue(code == 0, "no small file system can be mounted here");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    command("umount", disk.toString());
  }

  private static int command(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
  }

  @Test
  void finishedTilesStayAndResumeCompletesThemOnceThereIsRoom() throws IOException {
    Path ballast = Files.write(disk.resolve("ballast"), new byte[2 * MEGABYTE]);
    Path out = disk.resolve("out");
    sweep(out, PLAN)
        .refused(
            1,
            "cannot write to " + out,
            "No space left on device",
            "finished tiles are kept, go on with --resume");
    long[] tiles = PhaseStore.open(out.resolve("phase.zarr")).tiles();
    assertTrue(tiles[0] > 5 && tiles[0] < tiles[1], tiles[0] + " of " + tiles[1]);
    assertEquals(0, leftovers(out.resolve("phase.zarr")).size());
    sweep(out, PLAN + " --resume").refused(1, "No space left on device");
    assertEquals(tiles[0], PhaseStore.open(out.resolve("phase.zarr")).tiles()[0]);

    Files.delete(ballast);
    assertEquals(0, command0("mount", "-o", "remount,size=16m", disk.toString()));
    long points =
        sweep(out, PLAN + " --resume --format json")
            .done()
            .object()
            .get("points_computed")
            .getAsLong();
    assertEquals((tiles[1] - tiles[0]) * 16, points);
    Path whole = directory.resolve("whole");
    sweep(whole, PLAN).done();
    assertEquals(contents(whole.resolve("phase.zarr")), contents(out.resolve("phase.zarr")));
    assertTrue(leftovers(out).isEmpty());
  }

  private static int command0(String... words) throws IOException {
    try {
      return command(words);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDiskThatIsFullFromTheStartIsOneLine() throws IOException {
    Path ballast = disk.resolve("ballast");
    byte[] page = new byte[4096];
    try (var stream = Files.newOutputStream(ballast)) {
      while (true) {
        stream.write(page);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("No space"), e.getMessage());
    }
    sweep(disk.resolve("out"), "--activation tanh --sigma-w2 1 --sigma-b2 1")
        .refused(1, "must fit on the disk: it needs 1 kB, ", " has 0 kB; make room");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h5", "csv", "npz"})
  void anExportThatDoesNotFitIsOneLineAndLeavesNothing(String format) throws IOException {
    Path out = directory.resolve("out");
    sweep(out, "--activation tanh --sigma-w2 0.5:3:256 --sigma-b2 0:0.4:256 --tile 64").done();
    Path file = disk.resolve("phase." + format);
    Outcome.of("export", out.toString(), "--to", format, "--out", file.toString())
        .refused(1, "cannot write " + file + ": No space left on device", "another --out");
    assertEquals(List.of(), SweepFiles.names(disk));
  }

  @Test
  void aGridThatCannotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path out = disk.resolve("out");
    sweep(out, "--activation tanh --sigma-w2 0.5:3:200 --sigma-b2 0:1:200")
        .refused(2, "the grid of 40,000 points must fit on the disk");
    assertTrue(Files.notExists(out.resolve("phase.zarr")));
  }
}
