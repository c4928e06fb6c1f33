package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;
import org.deepmft.plot.PictureUnavailableException;

/** A picture's file, which is there whole or not at all. */
final class PictureFile {

  private PictureFile() {}

  /** Draws into a file that is not there yet. */
  interface Drawing {
    void into(Path png) throws IOException, PictureUnavailableException;
  }

  /**
   * Checks, before anything is computed, that a picture may be written.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(Path png, boolean overwrite) {
    if (png.toString().isEmpty() || Files.isDirectory(png)) {
      throw new IllegalArgumentException("plot must name a file, got '" + png + "'");
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

  /** Draws beside the file and puts the picture into its place. */
  static void write(Path png, Drawing drawing) throws IOException, PictureUnavailableException {
    String random = String.format("%016x", ThreadLocalRandom.current().nextLong());
    Path temporary = png.resolveSibling("." + png.getFileName() + ".tmp-" + random);
    try {
      drawing.into(temporary);
      Files.move(
          temporary, png, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
