package org.deepmft.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendLadder;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.store.GridStore;
import org.deepmft.sweep.SweepPlan;
import org.deepmft.sweep.TileQueue;

/**
 * Computes tiles and writes them: one thread a device, all on one queue.
 *
 * <p>Each thread holds the columns of one tile, and writes while the others compute; only one
 * writes at a time. A device that fails gives its tile back for another; when the last has failed,
 * the next backend of the ladder goes on with what is left.
 *
 * @param <S> the store
 */
final class TileRun<S extends GridStore> {

  private final GridTask<S> task;
  private final S store;
  private final BackendLadder backends;
  private final ReentrantLock writing;
  private final Progress progress;
  private final Consumer<String> talk;

  private final Map<Backend, BusyClock> clocks = new HashMap<>();
  private long points;

  /**
   * Creates a run that has computed nothing yet.
   *
   * @param task what is computed
   * @param store where tiles are written
   * @param backends what computes
   * @param writing held while anything is written or said
   * @param progress counts the points written
   * @param talk receives one line for each device that fails
   */
  TileRun(
      GridTask<S> task,
      S store,
      BackendLadder backends,
      ReentrantLock writing,
      Progress progress,
      Consumer<String> talk) {
    this.task = task;
    this.store = store;
    this.backends = backends;
    this.writing = writing;
    this.progress = progress;
    this.talk = talk;
  }

  /**
   * Computes and writes the tiles of a queue.
   *
   * @throws CommandFailure if every device has failed and no other backend may go on
   */
  void compute(Activation activation, TileQueue tiles) throws IOException {
    while (!tiles.isEmpty()) {
      try {
        useDevices(activation, tiles);
      } catch (DeviceFailedException e) {
        goOnWithout(e);
      }
    }
  }

  /** Returns the number of points computed and written. */
  long points() {
    return points;
  }

  /** Returns the time during which any device of a backend was computing a tile. */
  double seconds(Backend backend) {
    BusyClock clock = clocks.get(backend);
    return clock == null ? 0 : clock.seconds();
  }

  private void useDevices(Activation activation, TileQueue tiles) throws IOException {
    Backend backend = backends.current();
    List<GridTask.Lane<S>> lanes = task.lanes(backend, activation);
    if (lanes.isEmpty()) {
      throw new DeviceFailedException("backend " + backend.name() + " has no device left", null);
    }
    clocks.putIfAbsent(backend, new BusyClock());
    AtomicInteger alive = new AtomicInteger(lanes.size());
    ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (GridTask.Lane<S> lane : lanes) {
        ends.add(
            threads.submit(
                () -> {
                  useDevice(lane, activation, tiles, alive);
                  return null;
                }));
      }
      await(ends);
    } finally {
      threads.shutdown();
    }
  }

  /** Waits for all threads; throws what the first that failed threw. */
  private static void await(List<Future<?>> ends) throws IOException {
    Throwable failure = null;
    for (Future<?> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while computing", e);
      }
    }
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private void useDevice(
      GridTask.Lane<S> lane, Activation activation, TileQueue tiles, AtomicInteger alive)
      throws IOException, InterruptedException {
    try {
      computeTiles(lane, activation, tiles);
    } catch (DeviceFailedException e) {
      if (alive.decrementAndGet() == 0) {
        throw e; // nobody is left to take its tile
      }
      say(e.getMessage() + "; its tile is computed elsewhere");
    } catch (IOException | RuntimeException | Error e) {
      tiles.stop();
      throw e;
    }
  }

  private void computeTiles(GridTask.Lane<S> lane, Activation activation, TileQueue tiles)
      throws IOException, InterruptedException {
    Backend backend = backends.current();
    boolean prepared = false;
    for (OptionalLong t = tiles.take(); t.isPresent(); t = tiles.take()) {
      SweepPlan.Place place = task.plan().place(t.getAsLong());
      try {
        if (!prepared) {
          lane.prepare();
          prepared = true;
        }
        lane.take(place);
        BusyClock clock = clocks.get(backend);
        clock.start();
        try {
          lane.solve();
        } finally {
          clock.stop();
        }
      } catch (DeviceFailedException e) {
        tiles.giveBack(t.getAsLong());
        throw e;
      }
      writing.lock();
      try {
        lane.write(store, activation.name(), backend.name());
        points += task.plan().points(place);
        progress.add(task.plan().points(place));
      } finally {
        writing.unlock();
      }
      tiles.done();
    }
  }

  private void goOnWithout(DeviceFailedException e) {
    if (!backends.openNext()) {
      throw new CommandFailure(
          CommandFailure.MACHINE,
          e.getMessage() + "; finished tiles are kept, go on with --resume");
    }
    say(e.getMessage() + "; backend " + backends.current().name() + " goes on");
  }

  private void say(String line) {
    writing.lock();
    try {
      talk.accept(line);
    } finally {
      writing.unlock();
    }
  }
}
