package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZarrGroupTest {
  private static final ArraySpec PHASE =
      ArraySpec.int8(new int[] {3, 4}, new int[] {2, 2}, -1, "sigma_b2", "sigma_w2")
          .with("flag_values", new byte[] {0, 1})
          .with("flag_meanings", "ordered chaotic");

  @TempDir Path directory;

  @Test
  void anArrayIsDescribedByTheseBytes() throws IOException {
    ZarrGroup group = ZarrGroup.create(directory.resolve("store"), Map.of());
    group.createArray("phase", PHASE);
    assertEquals(
        """
        {
          "chunks": [2, 2],
          "compressor": {
            "id": "gzip",
            "level": 1
          },
          "dimension_separator": ".",
          "dtype": "|i1",
          "fill_value": -1,
          "filters": null,
          "order": "C",
          "shape": [3, 4],
          "zarr_format": 2
        }
        """,
        Files.readString(directory.resolve("store/phase/.zarray")));
    assertEquals(
        """
        {
          "_ARRAY_DIMENSIONS": ["sigma_b2", "sigma_w2"],
          "flag_meanings": "ordered chaotic",
          "flag_values": [0, 1]
        }
        """,
        Files.readString(directory.resolve("store/phase/.zattrs")));
  }

  @Test
  void aSpecReadFromDiskEqualsTheOneWritten() throws IOException {
    ArraySpec q =
        ArraySpec.float64(new int[] {3}, new int[] {2}, "i")
            .with("tolerance", 1e-12)
            .with("limits", List.of(0.1, 1.0 / 3, Map.of("a", true)));
    ZarrGroup group = ZarrGroup.create(directory.resolve("store"), Map.of());
    group.createArray("phase", PHASE);
    group.createArray("q", q);
    assertEquals(PHASE, group.array("phase").spec());
    assertEquals(q, group.array("q").spec());
    assertEquals(q.hashCode(), group.array("q").spec().hashCode());
    assertNotEquals(q.with("tolerance", 1e-11), group.array("q").spec());
  }

  @Test
  void groupsAndArraysAreFoundAgainWithTheirAttributes() throws IOException {
    ZarrGroup root = ZarrGroup.create(directory.resolve("a/b/store"), Map.of("n", 3));
    root.group("tanh", Map.of("formula", "tanh(z), \"σ\"\n")).createArray("q", PHASE);
    root.group("erf", Map.of());
    root.createArray("phase", PHASE);
    ZarrGroup again = ZarrGroup.open(directory.resolve("a/b/store"));
    assertEquals(List.of("erf", "tanh"), again.groups());
    assertEquals(List.of("phase"), again.arrays());
    assertEquals(List.of("q"), again.openGroup("tanh").arrays());
    assertEquals(3, again.attributes().get("n").getAsInt());
    assertEquals(
        "tanh(z), \"σ\"\n", again.openGroup("tanh").attributes().get("formula").getAsString());
  }

  @Test
  void consolidatedMetadataHoldsEveryMetadataFile() throws IOException {
    ZarrGroup root = ZarrGroup.create(directory.resolve("store"), Map.of("x", 0.1));
    root.group("tanh", Map.of()).createArray("q", PHASE);
    root.createArray("phase", PHASE);
    root.consolidate();
    var json =
        JsonParser.parseString(Files.readString(directory.resolve("store/.zmetadata")))
            .getAsJsonObject();
    assertEquals(1, json.get("zarr_consolidated_format").getAsInt());
    var metadata = json.getAsJsonObject("metadata");
    try (Stream<Path> files = Files.walk(root.directory())) {
      List<Path> all =
          files.filter(f -> f.getFileName().toString().matches("\\.z(array|attrs|group)")).toList();
      assertEquals(8, all.size());
      assertEquals(8, metadata.size());
      for (Path file : all) {
        String key = root.directory().relativize(file).toString().replace('\\', '/');
        assertEquals(Json.read(file), metadata.get(key), key);
      }
    }
  }

  @Test
  void theSameStoreHasTheSameBytesWhateverTheOrderOfAttributes() throws IOException {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("b", 1);
    one.put("a", List.of(2.5, "x"));
    Path[] stores = {directory.resolve("one"), directory.resolve("two")};
    ZarrGroup.create(stores[0], one).consolidate();
    ZarrGroup.create(stores[1], new TreeMap<>(one)).consolidate();
    for (String name : List.of(".zattrs", ".zgroup", ".zmetadata")) {
      assertEquals(-1, Files.mismatch(stores[0].resolve(name), stores[1].resolve(name)), name);
    }
  }

  @Test
  void nothingIsOverwrittenAndNothingMissingIsOpened() throws IOException {
    Path store = directory.resolve("store");
    assertThrows(NoSuchFileException.class, () -> ZarrGroup.open(store));
    ZarrGroup group = ZarrGroup.create(store, Map.of());
    group.createArray("q", PHASE);
    assertThrows(FileAlreadyExistsException.class, () -> ZarrGroup.create(store, Map.of()));
    assertThrows(FileAlreadyExistsException.class, () -> group.createArray("q", PHASE));
    assertThrows(FileAlreadyExistsException.class, () -> group.group("q", Map.of()));
    assertThrows(NoSuchFileException.class, () -> group.array("p"));
    assertThrows(NoSuchFileException.class, () -> group.openGroup("q"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".zarray", "a/b", "a\\b", "a\nb", "a:b"})
  void aNameThatIsNoPlainFileNameIsRefused(String name) throws IOException {
    ZarrGroup group = ZarrGroup.create(directory.resolve("store"), Map.of());
    assertThrows(IllegalArgumentException.class, () -> group.createArray(name, PHASE));
    assertThrows(IllegalArgumentException.class, () -> group.group(name, Map.of()));
  }

  @Test
  void aSpecThatCannotBeAnArrayIsRefused() {
    int[] two = {2, 2};
    refused(() -> ArraySpec.float64(new int[0], new int[0]));
    refused(() -> ArraySpec.float64(two, new int[] {2}, "a", "b"));
    refused(() -> ArraySpec.float64(two, two, "a", "a"));
    refused(() -> ArraySpec.float64(two, two, "a"));
    refused(() -> ArraySpec.float64(two, new int[] {0, 1}, "a", "b"));
    refused(() -> ArraySpec.float64(new int[] {0, 1}, two, "a", "b"));
    refused(() -> ArraySpec.float64(two, new int[] {1 << 16, 1 << 16}, "a", "b"));
    refused(() -> ArraySpec.int8(two, two, 128, "a", "b"));
    refused(() -> PHASE.with("tolerance", Double.NaN));
    refused(() -> PHASE.with("path", new Object()));
    refused(() -> PHASE.with("_ARRAY_DIMENSIONS", List.of("a", "b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\": \"gzip\" -> \"id\": \"blosc\"",
        "\"filters\": null -> \"filters\": [1]",
        "\"order\": \"C\" -> \"order\": \"F\"",
        "|i1 -> <i4",
        "\"fill_value\": -1 -> \"fill_value\": null",
        "\"fill_value\": -1 -> \"fill_value\": 0.5",
        "\"shape\": [3, 4] -> \"shape\": 3",
        "\"zarr_format\": 2 -> \"zarr_format\": 3",
        "} -> "
      })
  void anArrayOfAnotherKindIsNotOpened(String change) throws IOException {
    ZarrGroup group = ZarrGroup.create(directory.resolve("store"), Map.of());
    group.createArray("phase", PHASE);
    Path file = directory.resolve("store/phase/.zarray");
    String[] parts = change.split(" -> ?", 2);
    String text = Files.readString(file);
    assertTrue(text.contains(parts[0]));
    Files.writeString(file, text.replace(parts[0], parts[1]));
    assertThrows(IOException.class, () -> group.array("phase"));
  }

  @Test
  void aWriteThatFailsLeavesNothingBehind() throws IOException {
    Path target = Files.createDirectories(directory.resolve("q/0.0"));
    Files.createFile(target.resolve("in the way"));
    assertThrows(
        IOException.class, () -> DurableFile.write(target, ByteBuffer.wrap(new byte[1000])));
    try (Stream<Path> files = Files.list(directory.resolve("q"))) {
      assertEquals(List.of(target), files.toList());
    }
    assertFalse(Files.isRegularFile(target));
  }

  private static void refused(Executable spec) {
    assertThrows(IllegalArgumentException.class, spec);
  }
}
