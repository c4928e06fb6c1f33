package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deepmft.store.DamagedChunkException;
import org.deepmft.store.DurableFile;

/** The file that a command writes with {@code --out}, there whole or not at all. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Checks that a file may be written.
   *
   * @param file the file
   * @param overwrite whether it may be there already
   * @throws IllegalArgumentException with the rule that is broken
   */
  static void check(Path file, boolean overwrite) {
    if (file.toString().isEmpty()) {
      throw new IllegalArgumentException("out must name a file, got ''; give --out FILE");
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("out must be a file, got the directory " + file);
    }
    if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
      throw new IllegalArgumentException(
          "out must lie in a directory that is there, got " + file + "; make it first");
    }
    if (Files.exists(file) && !overwrite) {
      throw new IllegalArgumentException(
          file + " must not be there yet, but is; use --overwrite or another --out");
    }
  }

  /** Writes the file. */
  static void write(Path file, DurableFile.Content content) throws IOException {
    try {
      DurableFile.write(file, content);
    } catch (DamagedChunkException e) {
      throw e; // says what to do
    } catch (FileSystemException e) {
      String reason = String.valueOf(e.getReason());
      if (reason.startsWith("No space") || !beside(file, e)) {
        throw e; // names its file
      }
      throw new IllegalArgumentException(
          "out must be writable, got "
              + file
              + (e instanceof AccessDeniedException ? " (permission denied)" : "")
              + "; choose another");
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.MACHINE,
          "cannot write " + file + ": " + Main.describe(e) + "; make room or choose another --out");
    }
  }

  /** Whether the file that failed is the temporary one. */
  private static boolean beside(Path file, FileSystemException e) {
    Path parent = file.toAbsolutePath().getParent();
    return e.getFile() != null && parent.equals(Path.of(e.getFile()).getParent());
  }
}
