package org.deepmft.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deepmft.store.GridStore;
import org.deepmft.store.PhaseStore;
import org.deepmft.store.TrajectoryStore;
import org.deepmft.store.ZarrGroup;

/**
 * The directory of results over a grid: its files, and the right to write them.
 *
 * <p>A whole run has the directory to itself; shards of one sweep share it. The right is a lock on
 * the file {@code .lock}, which the system takes back however the process ends; where the file
 * system knows no locks there is none.
 */
final class ResultDirectory implements AutoCloseable {

  /** Name of the store of a phase diagram. */
  static final String PHASES = "phase.zarr";

  /** Name of the store of trajectories. */
  static final String TRAJECTORIES = "trajectories.zarr";

  private static final String LOCK = ".lock";

  /** How long a shard waits for another that tidies up, in tenths of a second. */
  private static final int TIDYING_TENTHS = 20;

  /** What killed runs leave beside the store. */
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "\\.(phase\\.(zarr|png|h5|csv|npz)|trajectories\\.(zarr|png)|run\\..*json)\\.tmp-[0-9a-f]+");

  private final Path path;
  private final FileChannel channel;
  private FileLock lock;

  private ResultDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Returns the store's place in a directory of results. */
  static Path store(Path directory) {
    return directory.resolve(PHASES);
  }

  /**
   * Returns the place of a store's picture in a directory of results.
   *
   * @param store the name of the store
   */
  static Path picture(Path directory, String store) {
    return directory.resolve(store.replace(".zarr", ".png"));
  }

  /**
   * Returns the store of a directory that a user named as one of results.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PhaseStore openStore(Path directory) throws IOException {
    if (!Files.isDirectory(store(directory))) {
      throw new IllegalArgumentException(
          "DIR must be a directory written by deepmft sweep, got '"
              + directory
              + "', which holds no "
              + PHASES);
    }
    return PhaseStore.open(store(directory));
  }

  /**
   * Returns the store of a directory that a user named, of whichever kind.
   *
   * @throws IllegalArgumentException if there is none
   */
  static GridStore openAny(Path directory) throws IOException {
    Path trajectories = directory.resolve(TRAJECTORIES);
    return Files.isDirectory(trajectories)
        ? TrajectoryStore.open(trajectories)
        : openStore(directory);
  }

  /**
   * Makes the directory if it is missing and takes the right to write into it.
   *
   * @param path the directory
   * @param shared whether others of the same sweep may write too
   * @throws IllegalArgumentException if it cannot be written or others are writing
   * @throws IOException if the disk is full
   */
  static ResultDirectory claim(Path path, boolean shared) throws IOException {
    if (path.toString().isEmpty()) {
      throw new IllegalArgumentException("out must name a directory, got ''; give --out DIR");
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException("out must be a directory, got the file " + path);
    }
    FileChannel channel;
    try {
      if (!Files.isDirectory(path)) { // also one behind a link
        Files.createDirectories(path);
      }
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      String reason = e.getReason();
      if (reason != null && (reason.startsWith("No space") || reason.startsWith("Disk quota"))) {
        throw new IOException("cannot write to " + path + ": " + reason, e);
      }
      throw new IllegalArgumentException(
          "out must be writable, got " + path + " (" + why(e) + "); choose another");
    }
    ResultDirectory directory = new ResultDirectory(path, channel);
    try {
      directory.lock(shared);
    } catch (IllegalArgumentException e) {
      channel.close();
      throw e;
    }
    return directory;
  }

  private static String why(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e.getReason() != null) {
      return e.getReason();
    }
    return e instanceof NoSuchFileException ? "it cannot be made" : "a file is in the way";
  }

  private void lock(boolean shared) {
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      for (int k = 0; lock == null && shared && k < TIDYING_TENTHS; k++) {
        Thread.sleep(100);
        lock = channel.tryLock(0, Long.MAX_VALUE, true);
      }
    } catch (OverlappingFileLockException e) {
      lock = null; // this process itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      return; // a file system without locks
    }
    if (lock == null) {
      throw new IllegalArgumentException(
          "out must not be written by another sweep, but " + path + " is; wait or choose another");
    }
  }

  /** Returns the directory. */
  Path path() {
    return path;
  }

  /** Returns whether the directory holds anything but its lock and what killed runs left. */
  boolean taken() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).anyMatch(name -> !ours(name));
    }
  }

  /**
   * Checks that the directory holds no results of another kind, whose records would be lost.
   *
   * @param store the name of the store that may be there
   * @throws IllegalArgumentException if another is there
   */
  void requireNoOther(String store) {
    for (String other : List.of(PHASES, TRAJECTORIES)) {
      if (!other.equals(store) && Files.exists(path.resolve(other))) {
        throw new IllegalArgumentException(
            path + " must hold no " + other + ", but does; choose another --out");
      }
    }
  }

  private static boolean ours(String name) {
    return name.equals(LOCK) || TEMPORARY.matcher(name).matches();
  }

  /** Deletes what killed runs left half-written, unless others are writing now. */
  void removeTemporaries() throws IOException {
    if (lock != null && lock.isShared()) {
      return;
    }
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(path)) {
      leftovers =
          files.filter(f -> TEMPORARY.matcher(f.getFileName().toString()).matches()).toList();
    }
    for (Path leftover : leftovers) {
      GridStore.deleteTree(leftover);
    }
    for (String store : List.of(PHASES, TRAJECTORIES)) {
      if (Files.isDirectory(path.resolve(store))) {
        ZarrGroup.open(path.resolve(store)).removeTemporaries();
      }
    }
  }

  /** Gives the right back; the last one tidies up. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      if (lock != null && lock.isShared()) {
        lock.release();
        lock = channel.tryLock();
        if (lock == null) {
          return;
        }
        removeTemporaries();
      }
      Files.deleteIfExists(path.resolve(LOCK));
    }
  }
}
