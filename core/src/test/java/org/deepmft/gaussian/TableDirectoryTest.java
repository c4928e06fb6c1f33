package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory returns is what it was given, or nothing. */
class TableDirectoryTest {

  private static final String TABLE = "layout 1\nformula exp(-x²)";
  private static final String PART = "7-upper";
  private static final double[] NUMBERS = {
    1, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Math.nextUp(1.0)
  };

  @TempDir Path directory;

  private static void requireNothing(TableCache cache, String what) {
    assertTrue(cache.find(TABLE, PART).isEmpty(), what);
  }

  private static void requireAll(TableCache cache) {
    assertArrayEquals(bits(NUMBERS), bits(cache.find(TABLE, PART).orElseThrow()));
  }

  private static long[] bits(double[] numbers) {
    return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }

  @Test
  void everyBitComesBackToAnotherCacheOfTheDirectory() throws IOException {
    Path deep = directory.resolve("a/b");
    TableDirectory cache = new TableDirectory(deep);
    requireNothing(cache, "not yet kept");
    cache.keep(TABLE, PART, NUMBERS);
    requireAll(new TableDirectory(deep));
    assertTrue(cache.find(TABLE, "7-lower").isEmpty());
    assertTrue(cache.find(TABLE + "²", PART).isEmpty());
    assertEquals(List.of(cache.file(TABLE, PART)), files(deep));
  }

  @Test
  void oneWrongByteAnywhereMakesAFileAbsentAndItIsReplaced() throws IOException {
    TableDirectory cache = new TableDirectory(directory);
    cache.keep(TABLE, PART, NUMBERS);
    Path file = cache.file(TABLE, PART);
    byte[] sound = Files.readAllBytes(file);
    for (int i = 0; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      Files.write(file, damaged);
      requireNothing(cache, "byte " + i);
    }
    cache.keep(TABLE, PART, NUMBERS);
    requireAll(cache);
  }

  @Test
  void filesOfAnotherLengthAreAbsent() throws IOException {
    TableDirectory cache = new TableDirectory(directory);
    cache.keep(TABLE, PART, NUMBERS);
    Path file = cache.file(TABLE, PART);
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      requireNothing(cache, "cut to " + length);
    }
    for (int more : new int[] {1, 8, 4096, 2 << 20}) {
      Files.write(file, Arrays.copyOf(sound, sound.length + more));
      requireNothing(cache, more + " more");
    }
    byte[] noise = new byte[sound.length];
    new Random(1).nextBytes(noise);
    Files.write(file, noise);
    requireNothing(cache, "noise");
  }

  @Test
  void theFileOfAnotherTableIsAbsentUnderThisName() throws IOException {
    TableDirectory cache = new TableDirectory(directory);
    String stale = TABLE.replace("layout 1", "layout 0");
    cache.keep(stale, PART, new double[NUMBERS.length]);
    Files.move(cache.file(stale, PART), cache.file(TABLE, PART));
    requireNothing(cache, "stale");
  }

  @Test
  void whatCannotBeReadOrWrittenIsSilentlyNotKept() throws IOException {
    TableDirectory cache = new TableDirectory(directory);
    Path file = cache.file(TABLE, PART);
    Files.createDirectories(file.resolve("inside"));
    requireNothing(cache, "a directory");
    cache.keep(TABLE, PART, NUMBERS);
    requireNothing(cache, "still a directory");
    assertEquals(List.of(file), files(directory));
    Path text = Files.createFile(directory.resolve("text"));
    TableDirectory inAFile = new TableDirectory(text.resolve("cache"));
    inAFile.keep(TABLE, PART, NUMBERS);
    requireNothing(inAFile, "below a file");
    Path nobodys = Path.of("/proc");
    Assumptions.assumeTrue(Files.isDirectory(nobodys), "no /proc here, which nobody can write to");
    TableDirectory readOnly = new TableDirectory(nobodys);
    readOnly.keep(TABLE, PART, NUMBERS);
    requireNothing(readOnly, "read-only");
  }

  @Test
  void theFilesUsedLeastRecentlyMakeRoomAndOthersFilesStay() throws IOException {
    long most = 64 << 10;
    TableDirectory cache = new TableDirectory(directory, most);
    Path other = Files.write(directory.resolve("thesis.tex"), new byte[1 << 20]);
    Path leftover = Path.of(cache.file("table 1", PART) + ".tmp-1f");
    Files.write(leftover, new byte[100]);
    Files.setLastModifiedTime(leftover, FileTime.from(Instant.EPOCH));
    double[] numbers = new double[128];
    List<Path> written = new ArrayList<>();
    Instant before = Instant.now().minusSeconds(10_000_000);
    for (int k = 0; k < 200; k++) {
      String table = "table " + k;
      cache.keep(table, PART, numbers);
      Path file = cache.file(table, PART);
      Files.setLastModifiedTime(file, FileTime.from(before.plusSeconds(k)));
      written.add(file);
      cache.find("table 0", PART); // is used time and again
      long total = 0;
      for (Path left : files(directory)) {
        total += left.equals(other) ? 0 : Files.size(left);
      }
      long all = total;
      assertTrue(all <= most, () -> all + " bytes");
    }
    assertTrue(Files.exists(other));
    assertFalse(Files.exists(leftover), "of a killed process");
    assertTrue(Files.exists(written.get(0)), "used a moment ago");
    assertFalse(Files.exists(written.get(1)), "used long ago");
    assertTrue(Files.exists(written.get(199)), "the last one written");
  }
}
