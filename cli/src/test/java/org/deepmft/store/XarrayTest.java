package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.deepmft.Python;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our stores as xarray and zarr-python see them.
 *
 * <p>Needs Debian's python3-xarray and python3-zarr; without them the test skips, and with {@code
 * -Drequire=xarray} it fails.
 */
class XarrayTest {
  private static final int ROWS = 7;
  private static final int COLUMNS = 10;

  /** Expected values are in files of big-endian doubles, which share no code with the store. */
  private static final String CHECK =
      """
      import sys, warnings
      import numpy as np, xarray as xr, zarr
      try:
          import dask.array  # xarray would import it later, and its imports warn
      except ImportError:
          pass
      warnings.simplefilter("error")
      store, expected = sys.argv[1:]
      def wanted(name, *shape):
          return np.fromfile(f"{expected}/{name}", ">f8").astype("<f8").reshape(shape)
      def same_bits(a, b):
          np.testing.assert_array_equal(np.asarray(a).view("u8"), b.view("u8"))

      ds = xr.open_zarr(store)
      assert ds.attrs["tolerance"] == 1 / 3 and ds.attrs["note"] == "\\u03c3\\u00b2", ds.attrs
      assert ds.q.dims == ("sigma_b2", "sigma_w2") and ds.q.dtype == np.float64, ds.q
      assert ds.q.attrs["long_name"] == "variance", ds.q.attrs
      assert ds.q.encoding["chunks"] == (3, 4), ds.q.encoding
      assert set(ds.coords) == {"sigma_b2", "sigma_w2"}, ds.coords
      same_bits(ds.sigma_b2.values, wanted("sigma_b2", 7))
      same_bits(ds.sigma_w2.values, wanted("sigma_w2", 10))
      q = wanted("q", 7, 10)
      assert np.isnan(q[3:6, 4:8]).all() and np.isfinite(q[6, 8:]).all()
      same_bits(ds.q.values, q)
      same_bits(ds.q.sel(sigma_w2=ds.sigma_w2[9], method="nearest").values, q[:, 9].copy())

      status = wanted("status", 7, 10)  # nan where not written
      assert np.isnan(status).sum() == 12, status
      np.testing.assert_array_equal(ds.status.values, status)
      assert list(ds.status.attrs["flag_values"]) == [0, 1, 2], ds.status.attrs
      assert ds.status.attrs["flag_meanings"] == "done failed slow", ds.status.attrs
      raw = zarr.open(store, mode="r")
      assert raw["status"].dtype == np.int8 and raw["status"].fill_value == -1
      np.testing.assert_array_equal(raw["status"][:], np.where(np.isnan(status), -1, status))
      assert raw["q"].nchunks_initialized == 8 and raw["q"].nchunks == 9
      assert sorted(raw.group_keys()) == ["deep net (2)"], list(raw.group_keys())

      for deep in (xr.open_zarr(store, group="deep net (2)"),
                   xr.open_zarr(store + "/deep net (2)", consolidated=False)):
          assert deep.C.dims == ("layer", "t", "s") and deep.attrs == {"depth": 2}, deep
          same_bits(deep.C.values, wanted("C", 2, 5, 5))
      print("same", end="")
      """;

  @TempDir Path directory;

  @BeforeAll
  static void needXarray() throws Exception {
    Python.require("xarray, zarr");
  }

  @Test
  void xarrayReadsAHalfWrittenStoreToTheBitWithoutWarning() throws Exception {
    Path store = directory.resolve("phase.zarr");
    ZarrGroup root =
        ZarrGroup.create(store, Map.of("tolerance", 1.0 / 3, "note", "σ²", "points", 70));
    int[] shape = {ROWS, COLUMNS};
    int[] chunks = {3, 4};
    Random random = new Random(1);
    coordinate(root, "sigma_b2", random.doubles(ROWS).sorted().toArray());
    coordinate(root, "sigma_w2", random.doubles(COLUMNS).sorted().toArray());
    ZarrArray q =
        root.createArray(
            "q",
            ArraySpec.float64(shape, chunks, "sigma_b2", "sigma_w2").with("long_name", "variance"));
    ZarrArray status =
        root.createArray(
            "status",
            ArraySpec.int8(shape, chunks, -1, "sigma_b2", "sigma_w2")
                .with("flag_values", new int[] {0, 1, 2})
                .with("flag_meanings", "done failed slow"));
    ZarrGroup deep = root.group("deep net (2)", Map.of("depth", 2));
    ZarrArray c =
        deep.createArray(
            "C", ArraySpec.float64(new int[] {2, 5, 5}, new int[] {1, 3, 5}, "layer", "t", "s"));
    root.consolidate();

    double[] wantedC = new double[50];
    for (int layer = 0; layer < 2; layer++) {
      double[] values = random.doubles(15, -1, 1).toArray();
      c.writeChunk(new int[] {layer, 0, 0}, values);
      System.arraycopy(values, 0, wantedC, 25 * layer, 15);
      Arrays.fill(wantedC, 25 * layer + 15, 25 * layer + 25, Double.NaN);
    }
    expect("C", wantedC);

    double[] wantedQ = new double[ROWS * COLUMNS];
    double[] wantedStatus = new double[ROWS * COLUMNS];
    int[] index = new int[2];
    do {
      boolean written = !(index[0] == 1 && index[1] == 1);
      int[] valid = q.chunkShape(index);
      double[] values = random.doubles((long) valid[0] * valid[1], -1, 1).toArray();
      values[0] = -0.0;
      values[1] = Double.MIN_VALUE;
      byte[] flags = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        flags[i] = (byte) (i % 3);
        int at = (3 * index[0] + i / valid[1]) * COLUMNS + 4 * index[1] + i % valid[1];
        wantedQ[at] = written ? values[i] : Double.NaN;
        wantedStatus[at] = written ? flags[i] : Double.NaN;
      }
      if (written) {
        q.writeChunk(index, values);
        status.writeChunk(index, flags);
      }
    } while (ChunkGrid.next(index, q.chunkCounts()));
    expect("q", wantedQ);
    expect("status", wantedStatus);
    Files.write(store.resolve("q/.1.1.tmp-0123456789abcdef"), new byte[99]);

    assertEquals("same", Python.run(CHECK, store.toString(), directory.toString()));
  }

  private void coordinate(ZarrGroup group, String name, double[] values) throws IOException {
    int[] shape = {values.length};
    group.createArray(name, ArraySpec.float64(shape, shape, name)).writeChunk(new int[1], values);
    expect(name, values);
  }

  private void expect(String name, double[] values) throws IOException {
    try (var out = new DataOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      for (double value : values) {
        out.writeDouble(value);
      }
    }
  }
}
