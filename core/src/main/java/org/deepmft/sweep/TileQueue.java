package org.deepmft.sweep;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * Tiles to be computed, handed out to several threads. Whoever takes a tile says that it is done or
 * gives it back for another.
 */
public final class TileQueue {

  private final PrimitiveIterator.OfLong fresh;
  private final Deque<Long> returned = new ArrayDeque<>();
  private long inHand;
  private boolean stopped;

  /**
   * Creates a queue.
   *
   * @param tiles the tiles in the order in which they are handed out
   */
  public TileQueue(LongStream tiles) {
    fresh = tiles.iterator();
  }

  /** Returns whether no tile waits to be taken. */
  public synchronized boolean isEmpty() {
    return returned.isEmpty() && !fresh.hasNext();
  }

  /**
   * Takes a tile. Where the last tiles are in other hands it waits, for one may be given back.
   *
   * @return the tile, or nothing if all are done or the queue is stopped
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public synchronized OptionalLong take() throws InterruptedException {
    while (isEmpty() && inHand > 0 && !stopped) {
      wait();
    }
    if (stopped || isEmpty()) {
      return OptionalLong.empty();
    }
    inHand++;
    return OptionalLong.of(returned.isEmpty() ? fresh.nextLong() : returned.remove());
  }

  /** Says that a tile that was taken is done. */
  public synchronized void done() {
    inHand--;
    notifyAll();
  }

  /** Gives back a tile that was taken and could not be computed; it is the next to be taken. */
  public synchronized void giveBack(long tile) {
    inHand--;
    returned.addFirst(tile);
    notifyAll();
  }

  /** Hands out no more tiles. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
