package org.deepmft.cli;

/** Measures the time during which at least one of several threads is at work. */
final class BusyClock {

  private int working;
  private long since;
  private long nanos;

  /** Says that a thread begins. */
  synchronized void start() {
    if (working++ == 0) {
      since = System.nanoTime();
    }
  }

  /** Says that a thread that began has ended. */
  synchronized void stop() {
    if (--working == 0) {
      nanos += System.nanoTime() - since;
    }
  }

  /** Returns the time measured while nobody is at work, in seconds. */
  synchronized double seconds() {
    return nanos * 1e-9;
  }
}
