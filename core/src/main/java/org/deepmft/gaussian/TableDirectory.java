package org.deepmft.gaussian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A cache of tables in a directory, one file a part, which any number of processes may share.
 *
 * <p>A file's name is the SHA-256 of the table's text and the part's name. Its content, big-endian:
 *
 * <pre>
 * "DeepMFT table\n"  length of the text and part, and both in UTF-8  count  count doubles  CRC-32C
 * </pre>
 *
 * A file whose beginning, length or checksum is not as it must be counts as absent and is replaced.
 * Files are written under another name and renamed, so that a reader sees a whole one or none. When
 * all together exceed {@link #MOST_BYTES}, those used least recently go. The directory may be
 * deleted at any time.
 */
public final class TableDirectory implements TableCache {

  /** Bytes of all files together; a table over its whole range takes about one million. */
  public static final long MOST_BYTES = 256L << 20;

  private static final byte[] MAGIC = "DeepMFT table\n".getBytes(StandardCharsets.US_ASCII);

  /** No part is larger. */
  private static final int LARGEST_FILE = 1 << 20;

  private static final Pattern OURS =
      Pattern.compile("[0-9a-f]{64}-[0-9a-z-]+\\.table(\\.tmp-[0-9a-f]+)?");

  /** When a file was last used is known to within this. */
  private static final Duration USE = Duration.ofHours(12);

  private final Path directory;
  private final long mostBytes;
  private final AtomicLong unchecked;
  private final AtomicBoolean complained = new AtomicBoolean();

  /** One of our files. */
  private record Known(Path path, long size, FileTime used) {}

  /**
   * Creates a cache; nothing is read or written yet.
   *
   * @param directory where the files lie; it is made when the first is written
   */
  public TableDirectory(Path directory) {
    this(directory, MOST_BYTES);
  }

  TableDirectory(Path directory, long mostBytes) {
    this.directory = directory;
    this.mostBytes = mostBytes;
    this.unchecked = new AtomicLong(mostBytes); // so that the first file written checks the size
  }

  @Override
  public Optional<double[]> find(String table, String part) {
    Path file = file(table, part);
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      if (!now.isRegularFile() || now.size() > LARGEST_FILE) {
        return Optional.empty();
      }
      Optional<double[]> numbers = decode(Files.readAllBytes(file), table, part);
      if (numbers.isPresent()) {
        markUsed(file, now.lastModifiedTime());
      }
      return numbers;
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | SecurityException e) {
      complain("read", e);
      return Optional.empty();
    }
  }

  @Override
  public void keep(String table, String part, double[] numbers) {
    byte[] content = encode(table, part, numbers);
    if (content.length > LARGEST_FILE) {
      return;
    }
    Path file = file(table, part);
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = directory.resolve(file.getFileName() + ".tmp-" + random);
    try {
      Files.createDirectories(directory);
      if (unchecked.addAndGet(content.length) >= mostBytes / 16) {
        unchecked.set(0);
        makeRoom();
      }
      Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UncheckedIOException | SecurityException e) {
      complain("written", e);
      remove(temporary);
    }
  }

  /** Returns the file of a part. */
  Path file(String table, String part) {
    return directory.resolve(TableKey.sha256(table) + "-" + part + ".table");
  }

  private static byte[] head(String table, String part) {
    byte[] text = (table + "\npart " + part).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + text.length)
        .put(MAGIC)
        .putInt(text.length)
        .put(text)
        .array();
  }

  private static byte[] encode(String table, String part, double[] numbers) {
    byte[] head = head(table, part);
    int length = head.length + Integer.BYTES + Double.BYTES * numbers.length;
    ByteBuffer content = ByteBuffer.allocate(length + Integer.BYTES);
    content.put(head).putInt(numbers.length);
    content.asDoubleBuffer().put(numbers);
    return content.putInt(length, checksum(content.array(), length)).array();
  }

  private static Optional<double[]> decode(byte[] bytes, String table, String part) {
    byte[] head = head(table, part);
    int ends = head.length + 2 * Integer.BYTES;
    if (bytes.length < ends || !Arrays.equals(bytes, 0, head.length, head, 0, head.length)) {
      return Optional.empty();
    }
    ByteBuffer content = ByteBuffer.wrap(bytes).position(head.length);
    int count = content.getInt();
    int length = bytes.length - Integer.BYTES;
    if (bytes.length != ends + (long) Double.BYTES * count
        || content.getInt(length) != checksum(bytes, length)) {
      return Optional.empty();
    }
    double[] numbers = new double[count];
    content.asDoubleBuffer().get(numbers);
    return Optional.of(numbers);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Leaves the time of use, where the directory may be written. */
  private static void markUsed(Path file, FileTime before) {
    Instant now = Instant.now();
    if (before.toInstant().isBefore(now.minus(USE))) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(now));
      } catch (IOException | SecurityException e) {
        // Then it merely looks older than it is.
      }
    }
  }

  /** Deletes the files used least recently until a quarter of the room is free. */
  private void makeRoom() throws IOException {
    List<Known> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(path -> OURS.matcher(path.getFileName().toString()).matches())
              .flatMap(path -> known(path).stream())
              .sorted(Comparator.comparing(Known::used))
              .toList();
    }
    long total = files.stream().mapToLong(Known::size).sum();
    if (total <= mostBytes - mostBytes / 16) { // what may come before the next look
      return;
    }
    for (Known file : files) {
      if (total <= mostBytes - mostBytes / 4) {
        return;
      }
      remove(file.path);
      total -= file.size;
    }
  }

  /** Nothing where another process deleted the file meanwhile. */
  private static Optional<Known> known(Path path) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(new Known(path, now.size(), now.lastModifiedTime()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException | SecurityException e) {
      // It goes when room is made, or with the directory.
    }
  }

  /** Says once, to who debugs, that the cache is of no use; the numbers do not need it. */
  private void complain(String done, Exception e) {
    if (complained.compareAndSet(false, true)) {
      System.getLogger(TableDirectory.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              () -> "tables cannot be " + done + " in " + directory + ": " + e);
    }
  }
}
