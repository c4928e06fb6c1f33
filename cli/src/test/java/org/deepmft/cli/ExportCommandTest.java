package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.names;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deepmft.Python;
import org.deepmft.store.PhaseStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code export} writes is what the store holds, to the last bit. */
class ExportCommandTest {

  private static final int ROWS = 9;
  private static final int COLUMNS = 13;

  /** The tiles do not divide the grid. */
  private static final String GRID =
      "--sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --tile 4 --backend cpu --activation tanh";

  /** Every array of the files against the store, as xarray and NumPy read them. */
  private static final String CHECK =
      """
      import sys, warnings
      import h5py, numpy as np, xarray as xr
      directory, group = sys.argv[1:]
      path = group + "/" if group else ""
      group = group or None
      zarr = xr.open_zarr(directory + "/phase.zarr", group=group, mask_and_scale=False)
      hdf5 = xr.open_dataset(directory + "/phase.h5", engine="h5netcdf", group=group,
                             mask_and_scale=False)
      npz = np.load(directory + "/phase.npz")
      raw = h5py.File(directory + "/phase.h5", "r")
      names = set(zarr.variables) - {"backend"}  # that of tiles stays in the store
      assert len(names) == 20 and names == set(hdf5.variables), hdf5
      assert {path + name for name in names} == {n for n in npz.files if n.startswith(path)}
      for name in names:
          want = zarr[name].values
          for have in (hdf5[name].values, npz[path + name], raw[path + name][()]):
              assert have.dtype == want.dtype, (name, have.dtype)
              np.testing.assert_array_equal(have.view("u1"), want.view("u1"), name)
          assert hdf5[name].dims == zarr[name].dims, name
          assert hdf5[name].attrs["long_name"] == zarr[name].attrs["long_name"], name
          for axis, dimension in enumerate(zarr[name].dims):
              if name != dimension:
                  assert raw[path + name].dims[axis].keys() == [dimension], name
      for name in ("status", "phase"):
          have, want = hdf5[name], zarr[name]
          assert have.dtype == np.int8 and have.attrs["_FillValue"] == -1, have
          assert have.attrs["flag_meanings"] == want.attrs["flag_meanings"], have
          assert list(have.attrs["flag_values"]) == list(want.attrs["flag_values"]), have
      for key, value in xr.open_zarr(directory + "/phase.zarr").attrs.items():
          have = raw.attrs[key]
          if isinstance(value, str):
              assert have.decode() == value, key
          elif isinstance(value, list):
              assert [item.decode() for item in have] == value, key
          else:
              assert have == value, key
      print("same", end="")
      """;

  @TempDir static Path shared;
  @TempDir Path directory;

  @BeforeAll
  static void sweepOnce() {
    sweep(shared.resolve("one"), GRID).done();
    sweep(shared.resolve("two"), GRID + " --activation x/(1+x^2)").done();
  }

  private Path export(String sweep, String format) throws IOException {
    Path file = directory.resolve(sweep + "." + format);
    Outcome outcome = Outcome.of(words(shared.resolve(sweep), format, file));
    assertEquals("wrote " + file + System.lineSeparator(), outcome.err());
    assertEquals(0, outcome.code());
    return file;
  }

  private static String[] words(Path from, String format, Path to) {
    return new String[] {"export", from.toString(), "--to", format, "--out", to.toString()};
  }

  @Test
  void everyLineOfTheCsvIsThatOfThePoint() throws IOException {
    List<String> lines = Files.readAllLines(export("two", "csv"));
    assertEquals(1 + 2 * ROWS * COLUMNS, lines.size());
    for (int i : new int[] {0, 1, COLUMNS - 1, COLUMNS, 5 * COLUMNS + 6, ROWS * COLUMNS - 1}) {
      for (int diagram = 0; diagram < 2; diagram++) {
        String line = lines.get(1 + diagram * ROWS * COLUMNS + i);
        String[] cells = line.split(",");
        assertEquals(diagram == 0 ? "tanh" : "x/(1+x^2)", cells[0]);
        List<String> point =
            Outcome.of(
                    "point",
                    "--activation",
                    cells[0],
                    "--sigma-w2",
                    cells[1],
                    "--sigma-b2",
                    cells[2],
                    "--backend",
                    "cpu",
                    "--format",
                    "csv")
                .done()
                .out()
                .lines()
                .toList();
        assertEquals(point.get(0), lines.get(0));
        assertEquals(point.get(1), line);
      }
    }
  }

  @Test
  void csvRowsGoThroughSigmaW2First() throws IOException {
    List<String> lines = Files.readAllLines(export("one", "csv"));
    PhaseStore store = PhaseStore.open(shared.resolve("one/phase.zarr"));
    double[] w2 = store.axis("sigma_w2");
    double[] b2 = store.axis("sigma_b2");
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      String[] cells = lines.get(1 + i).split(",");
      assertEquals(w2[i % COLUMNS], Double.parseDouble(cells[1]));
      assertEquals(b2[i / COLUMNS], Double.parseDouble(cells[2]));
    }
  }

  @Test
  void npzHoldsTheValuesOfTheStore() throws IOException {
    Path file = export("one", "npz");
    PhaseStore store = PhaseStore.open(shared.resolve("one/phase.zarr"));
    int entries = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        ByteBuffer bytes = ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes());
        bytes.order(ByteOrder.LITTLE_ENDIAN).position(10 + bytes.getShort(8));
        double[] wanted = store.array("tanh", entry.getName().replace(".npy", "")).readAll();
        double[] values = new double[wanted.length];
        if (bytes.remaining() == values.length) {
          for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get();
          }
        } else {
          assertEquals(Double.BYTES * values.length, bytes.remaining());
          bytes.asDoubleBuffer().get(values);
        }
        assertArrayEquals(wanted, values, entry.getName());
        entries++;
      }
    }
    assertEquals(20, entries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h5", "csv", "npz"})
  void theSameStoreGivesTheSameBytesAndNoPathOrTime(String format) throws IOException {
    Path first = export("two", format);
    Path other = directory.resolve("other");
    sweep(other, GRID + " --activation x/(1+x^2)").done();
    Path second = directory.resolve("second");
    assertEquals(0, Outcome.of(words(other, format, second)).code());
    assertEquals(-1, Files.mismatch(first, second));
  }

  /** Needs Debian's python3-h5py, -xarray, -h5netcdf and -zarr. */
  @Test
  void h5pyXarrayAndNumpyReadWhatTheStoreHolds() throws Exception {
    Python.require("h5py, numpy, xarray, h5netcdf, zarr");
    for (String[] where : new String[][] {{"one", ""}, {"two", "tanh"}, {"two", "x÷(1+x^2)"}}) {
      Path sweep = shared.resolve(where[0]);
      for (String format : new String[] {"h5", "npz"}) {
        if (Files.notExists(sweep.resolve("phase." + format))) {
          assertEquals(0, Outcome.of("export", sweep.toString(), "--to", format).code());
        }
      }
      assertEquals("same", Python.run(CHECK, sweep.toString(), where[1]));
    }
  }

  @Test
  void tilesThatAreMissingAreNanAndAWarningCountsThem() throws IOException {
    Path out = directory.resolve("out");
    sweep(out, GRID + " --shard 1/3").done();
    Outcome outcome = Outcome.of("export", out.toString(), "--to", "csv");
    assertEquals(0, outcome.code(), outcome.err());
    List<String> talk = outcome.err().lines().toList();
    assertTrue(talk.get(0).startsWith("deepmft: warning: 8 of 12 tiles are missing"), talk.get(0));
    assertEquals("wrote " + out.resolve("phase.csv"), talk.get(1));
    List<String> lines = Files.readAllLines(out.resolve("phase.csv"));
    assertEquals(1 + ROWS * COLUMNS, lines.size());
    String last = lines.get(lines.size() - 1);
    assertEquals("tanh,3.0,0.4,not_computed,," + "nan,".repeat(15) + "nan", last);
    assertTrue(lines.get(1).startsWith("tanh,0.5,0.0,collapses,ordered,"), lines.get(1));
    assertEquals(
        List.of("phase.csv", "phase.png", "phase.zarr", "run.shard-1-of-3.json"), names(out));
  }

  @Test
  void aFileThatIsThereIsKeptWithoutOverwrite() throws IOException {
    Path file = Files.writeString(directory.resolve("file.npz"), "kept");
    Outcome.of(words(shared.resolve("one"), "npz", file))
        .refused(2, file + " must not be there yet", "use --overwrite");
    assertEquals("kept", Files.readString(file));
    List<String> words = new ArrayList<>(List.of(words(shared.resolve("one"), "npz", file)));
    words.add("--overwrite");
    assertEquals(0, Outcome.of(words.toArray(String[]::new)).code());
    assertTrue(Files.size(file) > 1000);
  }

  @Test
  void whereAFileCannotBeIsSaidBeforeAnythingIsRead() {
    Map<Path, String> wrong =
        Map.of(
            directory,
            "out must be a file, got the directory " + directory,
            directory.resolve("no/file.h5"),
            "out must lie in a directory that is there",
            Path.of("/proc/self/file.h5"),
            "/proc/self",
            Path.of(""),
            "out must name a file, got ''");
    wrong.forEach(
        (file, rule) -> Outcome.of(words(shared.resolve("one"), "h5", file)).refused(2, rule));
    Outcome.of("export", directory.toString(), "--to", "h5").refused(2, "holds no phase.zarr");
    Outcome.of("export", directory.toString()).refused(2, "'--to=h5|csv|npz'");
    Outcome.of("export", directory.toString(), "--to", "xls").refused(2, "--to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h5", "csv", "npz"})
  void aDamagedChunkIsNamedAndNothingIsLeft(String format) throws IOException {
    Path out = directory.resolve("out");
    sweep(out, GRID).done();
    List<String> before = names(out);
    Path chunk = out.resolve("phase.zarr/xi_c/1.2");
    Files.write(chunk, new byte[] {1, 2, 3});
    Outcome.of("export", out.toString(), "--to", format)
        .refused(1, "chunk " + chunk + " is damaged", "run with --resume");
    assertEquals(before, names(out));
  }
}
