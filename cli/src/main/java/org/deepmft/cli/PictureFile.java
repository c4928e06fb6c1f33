package org.deepmft.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that a picture is to be written to. */
final class PictureFile {

  /** File systems take 255 bytes, and the file has a longer name while it is written. */
  private static final int LONGEST_NAME = 200;

  private PictureFile() {}

  /**
   * Checks, before anything is computed, that a picture may be written.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(Path png, boolean overwrite) {
    if (png.toString().isEmpty() || Files.isDirectory(png)) {
      throw new IllegalArgumentException("plot must name a file, got '" + png + "'");
    }
    int length = png.getFileName().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "plot must have a name of at most " + LONGEST_NAME + " bytes, has " + length);
    }
    if (!Files.isDirectory(png.toAbsolutePath().getParent())) {
      throw new IllegalArgumentException(
          "plot must lie in a directory that is there, got " + png + "; make it first");
    }
    if (Files.exists(png) && !overwrite) {
      throw new IllegalArgumentException(
          png + " must not be there yet, but is; use --overwrite or another --plot");
    }
  }
}
