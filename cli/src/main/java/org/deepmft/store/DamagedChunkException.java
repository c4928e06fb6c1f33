package org.deepmft.store;

import java.io.IOException;
import java.nio.file.Path;

/** A chunk's file is there but its content is not what was written. */
public final class DamagedChunkException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedChunkException(Path file, Throwable cause) {
    super(
        "chunk "
            + file
            + " is damaged, "
            + cause.getMessage()
            + "; delete the file or run with --resume to compute it again",
        cause);
  }
}
