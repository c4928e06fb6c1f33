package org.deepmft.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every tile is done once, whoever drops it on the way. */
@Timeout(60)
class TileQueueTest {

  @Test
  void tilesComeInOrderAndAReturnedOneIsNext() throws InterruptedException {
    TileQueue queue = new TileQueue(LongStream.of(3, 5, 8));
    assertEquals(3, queue.take().getAsLong());
    assertEquals(5, queue.take().getAsLong());
    queue.giveBack(3);
    assertEquals(3, queue.take().getAsLong());
    assertEquals(8, queue.take().getAsLong());
    assertTrue(queue.isEmpty());
    queue.done();
    queue.done();
    queue.done();
    assertEquals(OptionalLong.empty(), queue.take());
  }

  @Test
  void whoFindsNothingWaitsForTheTilesInOtherHands() throws Exception {
    TileQueue queue = new TileQueue(LongStream.of(7));
    assertEquals(7, queue.take().getAsLong());
    CompletableFuture<OptionalLong> other = take(queue);
    TimeUnit.MILLISECONDS.sleep(50);
    assertFalse(other.isDone(), "the tile may come back");
    queue.giveBack(7);
    assertEquals(OptionalLong.of(7), other.get());
    CompletableFuture<OptionalLong> third = take(queue);
    queue.done();
    assertEquals(OptionalLong.empty(), third.get());
  }

  @Test
  void aStoppedQueueHandsOutNothingAndWakesWhoWaits() throws Exception {
    TileQueue queue = new TileQueue(LongStream.of(1));
    queue.take();
    CompletableFuture<OptionalLong> other = take(queue);
    queue.stop();
    assertEquals(OptionalLong.empty(), other.get());
    queue.giveBack(1);
    assertEquals(OptionalLong.empty(), queue.take());
    assertFalse(queue.isEmpty());
  }

  /** Each thread drops every third tile that it takes; 10,000 tiles, 8 threads. */
  @Test
  void manyThreadsThatDropTilesDoEachOnce() throws Exception {
    TileQueue queue = new TileQueue(LongStream.range(0, 10_000));
    Set<Long> done = ConcurrentHashMap.newKeySet();
    CompletableFuture<?>[] threads = new CompletableFuture<?>[8];
    for (int k = 0; k < threads.length; k++) {
      threads[k] =
          CompletableFuture.runAsync(() -> drain(queue, done), task -> new Thread(task).start());
    }
    CompletableFuture.allOf(threads).get();
    assertEquals(10_000, done.size());
    assertTrue(queue.isEmpty());
  }

  private static void drain(TileQueue queue, Set<Long> done) {
    try {
      long taken = 0;
      for (OptionalLong t = queue.take(); t.isPresent(); t = queue.take()) {
        if (++taken % 3 == 0) {
          queue.giveBack(t.getAsLong());
        } else {
          assertTrue(done.add(t.getAsLong()), "done twice: " + t);
          queue.done();
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<OptionalLong> take(TileQueue queue) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return queue.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }
}
