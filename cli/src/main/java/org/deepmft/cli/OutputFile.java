package org.deepmft.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deepmft.plot.PictureUnavailableException;
import org.deepmft.store.DamagedChunkException;
import org.deepmft.store.DurableFile;

/**
 * The file that a command is asked to write, there whole or not at all.
 *
 * @param option the option that names it, without dashes
 * @param path where it is to be
 */
record OutputFile(String option, Path path) {

  /** File systems take 255 bytes, and the file has a longer name while it is written. */
  private static final int LONGEST_NAME = 200;

  /** A picture, drawn when it is asked for. */
  interface Picture {
    byte[] png() throws IOException, PictureUnavailableException;
  }

  /**
   * Checks, before anything is computed, that it may be written.
   *
   * @param overwrite whether it may be there already
   * @throws IllegalArgumentException with the rule that is broken
   */
  void check(boolean overwrite) {
    if (path.toString().isEmpty()) {
      throw new IllegalArgumentException(
          option + " must name a file, got ''; give --" + option + " FILE");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(option + " must be a file, got the directory " + path);
    }
    int length = path.getFileName().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          option + " must have a name of at most " + LONGEST_NAME + " bytes, has " + length);
    }
    Path parent = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      throw new IllegalArgumentException(
          option + " must lie in a directory that is there, got " + path + "; make it first");
    }
    if (!Files.isWritable(parent)) {
      throw unwritable(" (permission denied)");
    }
    if (Files.exists(path) && !overwrite) {
      throw new IllegalArgumentException(
          path + " must not be there yet, but is; use --overwrite or another --" + option);
    }
  }

  private IllegalArgumentException unwritable(String why) {
    return new IllegalArgumentException(
        option + " must be writable, got " + path + why + "; choose another");
  }

  /** Writes it. */
  void write(DurableFile.Content content) throws IOException {
    try {
      DurableFile.write(path, content);
    } catch (DamagedChunkException e) {
      throw e; // says what to do
    } catch (FileSystemException e) {
      String reason = String.valueOf(e.getReason());
      if (reason.startsWith("No space") || !beside(e)) {
        throw e; // names its file
      }
      throw unwritable(e instanceof AccessDeniedException ? " (permission denied)" : "");
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.MACHINE,
          "cannot write "
              + path
              + ": "
              + Main.describe(e)
              + "; make room or choose another --"
              + option);
    }
  }

  /** Draws a picture and writes it. */
  void draw(Picture picture) throws IOException {
    ByteBuffer png;
    try {
      png = ByteBuffer.wrap(picture.png());
    } catch (PictureUnavailableException e) {
      throw new CommandFailure(CommandFailure.MACHINE, e.getMessage());
    }
    write(DurableFile.Content.of(png));
  }

  /** Whether the file that failed is the temporary one. */
  private boolean beside(FileSystemException e) {
    Path parent = path.toAbsolutePath().getParent();
    return e.getFile() != null && parent.equals(Path.of(e.getFile()).getParent());
  }
}
