package org.deepmft.cli;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.backend.Backends;
import org.deepmft.sweep.Shard;
import picocli.CommandLine.Option;

/** The options of a run over a grid: its tiles, who computes them, and what is there already. */
final class GridOptions {

  private static final int TILE = 512;

  @Option(
      names = "--tile",
      paramLabel = "N",
      description = "Rows and columns of a tile, the unit of work and of files (default: 512).")
  private Integer tile;

  @Option(names = "--resume", description = "Go on with a run that was stopped.")
  boolean resume;

  @Option(names = "--overwrite", description = "Replace the results that are there.")
  boolean overwrite;

  @Option(
      names = "--shard",
      paramLabel = "i/n",
      description = "Compute only the i-th of n equal shares of the tiles, 1 <= i <= n.")
  private String shard;

  @Option(
      names = "--devices",
      paramLabel = "N,N...",
      description = "Numbers of the GPUs that compute, such as 0,1 (default: all).")
  private String devices;

  /**
   * Checks that no option is there that only a grid has.
   *
   * @throws IllegalArgumentException if one is
   */
  void requireNone() {
    if (tile != null || resume || shard != null || devices != null) {
      throw new IllegalArgumentException(
          "--tile, --resume, --shard and --devices must come with --out DIR; add it or leave them"
              + " out");
    }
  }

  /**
   * Checks what the others do not.
   *
   * @throws IllegalArgumentException if both resume and overwrite are asked for
   */
  void check() {
    if (resume && overwrite) {
      throw new IllegalArgumentException(
          "--resume and --overwrite must not be given together; choose one");
    }
  }

  /** Returns the rows and columns of a tile. */
  int tile() {
    return tile == null ? TILE : tile;
  }

  /** Returns the share of the tiles. */
  Shard share() {
    return shard == null ? Shard.WHOLE : Shard.parse(shard);
  }

  /**
   * Returns the numbers of the devices; none stands for all.
   *
   * @param backend the name of the backend, or null
   */
  List<Integer> devices(String backend) {
    if (devices == null) {
      return List.of();
    }
    if (backend != null && !backend.equals(Backends.AUTO) && !backend.equals("cuda")) {
      throw new IllegalArgumentException(
          "--devices must go with --backend cuda or auto, got '" + backend + "'; leave one out");
    }
    List<Integer> numbers = new ArrayList<>();
    for (String word : devices.split(",", -1)) {
      int number = word.matches("[0-9]{1,9}") ? Integer.parseInt(word) : -1;
      if (number < 0 || numbers.contains(number)) {
        throw new IllegalArgumentException(
            "--devices must be different numbers >= 0 such as 0,1, got '" + devices + "'");
      }
      numbers.add(number);
    }
    return numbers;
  }
}
