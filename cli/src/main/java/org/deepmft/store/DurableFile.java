package org.deepmft.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files that are there whole or not at all, also after a crash or a power cut.
 *
 * <p>The content goes to {@code .NAME.tmp-RANDOM} beside the file, is synced, and takes the file's
 * name in one step; then the directory is synced. Readers see the old file or the new one.
 */
public final class DurableFile {
  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.tmp-[0-9a-f]{16}");

  private DurableFile() {}

  /**
   * Writes a file, replacing one of that name.
   *
   * @param content from the buffer's position to its limit
   * @throws IOException if it cannot be written; no temporary file stays and the old file is intact
   */
  public static void write(Path file, ByteBuffer content) throws IOException {
    write(file, Content.of(content), false);
  }

  /** Writes the content of a file, from its start. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it all.
     *
     * @param channel the empty file, open for writing
     * @throws IOException if it cannot be written
     */
    void writeTo(FileChannel channel) throws IOException;

    /** Returns what stands from a buffer's position to its limit. */
    static Content of(ByteBuffer bytes) {
      return channel -> {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      };
    }
  }

  /**
   * Writes a file that is too large for memory, replacing one of that name. What was written by
   * then is deleted also when the process is told to stop.
   *
   * @param content writes the content
   * @throws IOException if it cannot be written; no temporary file stays and the old file is intact
   */
  public static void write(Path file, Content content) throws IOException {
    write(file, content, true);
  }

  private static void write(Path file, Content content, boolean slow) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    long random = ThreadLocalRandom.current().nextLong();
    Path temporary = directory.resolve(String.format(".%s.tmp-%016x", file.getFileName(), random));
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        if (slow) {
          temporary.toFile().deleteOnExit();
        }
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
    sync(directory);
  }

  /**
   * Writes a text file in UTF-8, replacing one of that name.
   *
   * @throws IOException as {@link #write(Path, ByteBuffer)}
   */
  public static void write(Path file, String text) throws IOException {
    write(file, StandardCharsets.UTF_8.encode(text));
  }

  /** Creates a directory and those above it, and syncs the entry in the one above. */
  static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  /**
   * Deletes what killed writers left behind, here and in all directories below; nobody may be
   * writing there meanwhile.
   *
   * @return the number of files deleted
   * @throws IOException if a directory cannot be listed or a file not deleted
   */
  static int removeTemporaries(Path directory) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.walk(directory)) {
      leftovers =
          files.filter(f -> TEMPORARY.matcher(f.getFileName().toString()).matches()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
    return leftovers.size();
  }

  private static void sync(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      return; // Windows cannot open a directory; its renames are journaled.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
