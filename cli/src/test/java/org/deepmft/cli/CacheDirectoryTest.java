package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deepmft.gaussian.TableCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are kept where the user says, and change no answer. */
class CacheDirectoryTest {

  private static final String POINT = " --activation gelu --sigma-w2 1.9 --sigma-b2 0.1 --all";
  private static final Path HOME = Path.of("home").toAbsolutePath();
  private static final Path OTHER = Path.of("other").toAbsolutePath();

  @TempDir Path directory;

  private static Optional<Path> of(Map<String, String> environment, String system) {
    return CacheDirectory.of(environment, system, HOME.toString());
  }

  /** Runs the program as a process and returns what it printed. */
  private String run(String cache, String line) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of("DEEPMFT_CACHE", cache, "XDG_CACHE_HOME", directory.resolve("xdg").toString());
    try (Program program = new Program(List.of(), environment, null, List.of(line.split(" ")))) {
      return program.end().done().out();
    }
  }

  private static Map<Path, Object> files(Path directory) throws IOException {
    Map<Path, Object> files = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory).filter(Files::isRegularFile)) {
        for (Path file : all.toList()) {
          files.put(file, Files.readAttributes(file, "fileKey,size,lastModifiedTime").toString());
        }
      }
    }
    return files;
  }

  @Test
  void theUsersDirectoryGoesBeforeTheSystems() {
    Map<String, String> xdg = Map.of("XDG_CACHE_HOME", OTHER.toString());
    assertEquals(Optional.of(HOME.resolve(".cache/deepmft")), of(Map.of(), "Linux"));
    assertEquals(Optional.of(OTHER.resolve("deepmft")), of(xdg, "Linux"));
    assertEquals(
        Optional.of(HOME.resolve(".cache/deepmft")),
        of(Map.of("XDG_CACHE_HOME", "relative"), "Linux"));
    assertEquals(Optional.of(HOME.resolve("Library/Caches/deepmft")), of(xdg, "Mac OS X"));
    assertEquals(
        Optional.of(OTHER.resolve("deepmft/cache")),
        of(Map.of("LOCALAPPDATA", OTHER.toString()), "Windows 11"));
    for (String system : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      Map<String, String> own = Map.of("DEEPMFT_CACHE", "here", "XDG_CACHE_HOME", "/there");
      assertEquals(Optional.of(Path.of("here")), of(own, system));
      assertEquals(Optional.empty(), of(Map.of("DEEPMFT_CACHE", ""), system));
    }
  }

  @Test
  void withoutAPlaceNothingIsKept() {
    assertEquals(Optional.empty(), of(Map.of(), "Windows 11"));
    assertEquals(Optional.empty(), CacheDirectory.of(Map.of(), "Linux", "?"));
    assertEquals(Optional.empty(), CacheDirectory.of(Map.of(), "Linux", ""));
    assertEquals(Optional.empty(), of(Map.of("DEEPMFT_CACHE", "a\0b"), "Linux"));
  }

  @Test
  void theTestsOfThisModuleKeepNothing() {
    assertEquals(TableCache.NONE, CacheDirectory.tables());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "point" + POINT,
        "point --backend cpu" + POINT,
        "critical-line --activation gelu --sigma-b2 0.1"
      })
  void aSecondRunReadsWhatTheFirstKeptAndPrintsTheSame(String line)
      throws IOException, InterruptedException {
    Path cache = directory.resolve("tables");
    String without = run("", line);
    assertEquals(Map.of(), files(directory));
    assertEquals(without, run(cache.toString(), line));
    Map<Path, Object> kept = files(cache);
    assertTrue(!kept.isEmpty());
    assertEquals(without, run(cache.toString(), line));
    assertEquals(kept, files(cache), "written a second time");
    assertEquals(Map.of(), files(directory.resolve("xdg")));
  }

  @Test
  void aSweepFromKeptTablesHasTheSameBytes() throws IOException, InterruptedException {
    String line = "sweep --activation gelu --sigma-w2 1:2:4 --sigma-b2 0.1:0.2:4 --backend cpu";
    Path cache = directory.resolve("tables");
    for (String out : new String[] {"built", "kept", "read"}) {
      String where = out.equals("built") ? "" : cache.toString();
      run(where, line + " --out " + directory.resolve(out));
      assertEquals(out.equals("built"), files(cache).isEmpty());
      assertEquals(
          SweepFiles.contents(directory.resolve("built/phase.zarr")),
          SweepFiles.contents(directory.resolve(out).resolve("phase.zarr")));
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNoFailure() throws IOException, InterruptedException {
    Path file = Files.createFile(directory.resolve("file"));
    String line = "point" + POINT;
    assertEquals(run("", line), run(file.resolve("cache").toString(), line));
    assertEquals(0, Files.size(file));
  }
}
