package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedChunkTest {
  /** Bytes of the gzip header that hold time, level and system, of which no value depends. */
  private static final int HARMLESS_FROM = 4;

  private static final int HARMLESS_TO = 10;

  @TempDir Path directory;
  private ZarrArray array;
  private double[] values;
  private Path file;
  private byte[] good;

  @BeforeEach
  void writeAChunk() throws IOException {
    array =
        ZarrGroup.create(directory.resolve("store"), Map.of())
            .createArray("q", ArraySpec.float64(new int[] {30}, new int[] {32}, "i"));
    values = new Random(1).doubles(30).toArray();
    array.writeChunk(new int[] {0}, values);
    file = array.chunkFile(0);
    good = Files.readAllBytes(file);
  }

  @Test
  void aFileCutShortAnywhereIsDetected() throws IOException {
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertFalse(array.intact(0), "cut to " + length);
    }
  }

  @Test
  void aFlippedBitIsDetectedOrChangesNothing() throws IOException {
    int unnoticed = 0;
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      if (array.intact(0)) {
        assertArrayEquals(values, array.readAll(), "bit " + bit);
        unnoticed++;
      }
    }
    // Time, level and system in the header, and up to 7 bits that pad the last byte of the data.
    int harmless = 8 * (HARMLESS_TO - HARMLESS_FROM);
    assertTrue(unnoticed >= harmless && unnoticed <= harmless + 7, unnoticed + " bits");
  }

  @Test
  void bytesAfterTheEndAreDetected() throws IOException {
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertFalse(array.intact(0));
  }

  @Test
  void aSoundFileOfAnotherLengthIsDetected() throws IOException {
    for (int length : new int[] {0, 255, 257, 512}) {
      Files.write(file, gzip(new byte[length]));
      assertFalse(array.intact(0), length + " bytes");
    }
    Files.write(file, gzip(new byte[256]));
    assertTrue(array.intact(0), "256 bytes, 32 doubles");
  }

  @Test
  void theMessageNamesTheFileAndTheWayOut() throws IOException {
    good[good.length - 5] ^= 1;
    Files.write(file, good);
    DamagedChunkException e = assertThrows(DamagedChunkException.class, () -> array.readAll());
    assertEquals(
        "chunk "
            + file
            + " is damaged, its gzip CRC or length does not match; "
            + "delete the file or run with --resume to compute it again",
        e.getMessage());
    array.writeChunk(new int[] {0}, values);
    assertArrayEquals(values, array.readAll());
  }

  @Test
  void otherGzipReadersGetTheFullPaddedChunk() throws IOException {
    byte[] content;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      content = in.readAllBytes();
    }
    assertEquals(32 * Double.BYTES, content.length);
    byte[] littleEndianNaN = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x7f};
    assertArrayEquals(littleEndianNaN, Arrays.copyOfRange(content, 240, 248));
    assertArrayEquals(littleEndianNaN, Arrays.copyOfRange(content, 248, 256));
  }

  @Test
  void contentThatCannotBeCompressedComesBack() throws Exception {
    for (int n : new int[] {0, 1, 16383, 16384, 300_000}) {
      byte[] content = new byte[n];
      new Random(n).nextBytes(content);
      byte[] frame = new byte[GzipFrame.compress(content).remaining()];
      GzipFrame.compress(content).get(frame);
      assertArrayEquals(content, GzipFrame.decompress(frame, n));
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
