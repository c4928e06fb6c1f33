package org.deepmft.backend;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;

/** Runs parallel streams on a given number of threads. */
public final class Workers {

  private Workers() {}

  /**
   * Runs a task so that the parallel streams in it use a pool of their own.
   *
   * @param threads number of threads, at least 1
   * @param task the task
   */
  public static void run(int threads, Runnable task) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      pool.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while computing", e);
    } finally {
      pool.shutdown();
    }
  }
}
