package org.deepmft.cli;

import java.nio.file.Path;

/**
 * Where the results of a run over a grid go, and what becomes of what is there.
 *
 * @param directory the directory
 * @param resume whether to go on with it
 * @param overwrite whether to replace it
 */
record GridOptions(Path directory, boolean resume, boolean overwrite) {

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if both resume and overwrite are asked for
   */
  GridOptions {
    if (resume && overwrite) {
      throw new IllegalArgumentException(
          "--resume and --overwrite must not be given together; choose one");
    }
  }
}
