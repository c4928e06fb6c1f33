package org.deepmft.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.activation.Activation;
import org.junit.jupiter.api.Test;

/** Auto takes one backend after another and says what it skips; a named one stands alone. */
class BackendLadderTest {

  private final List<String> said = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  private final BackendProvider first = provider("first", List.of());
  private final BackendProvider broken = provider("broken", List.of("no driver", "no device"));
  private final BackendProvider last = provider("last", List.of());

  private BackendLadder ladder(String name, BackendProvider... providers) {
    return new BackendLadder(List.of(providers), name, Resources.ofThreads(1), said::add);
  }

  @Test
  void autoGoesDownTheLadderAndSaysWhatItSkips() {
    try (BackendLadder ladder = ladder(Backends.AUTO, first, broken, last)) {
      assertTrue(ladder.auto());
      assertEquals("first", ladder.current().name());
      assertEquals(List.of(), said);
      assertTrue(ladder.openNext());
      assertEquals("last", ladder.current().name());
      assertEquals(List.of("skipped backend broken: no driver; no device"), said);
      assertFalse(ladder.openNext());
      assertEquals("last", ladder.current().name());
      assertEquals(List.of("first", "last"), ladder.opened().stream().map(Backend::name).toList());
    }
    assertEquals(List.of("last", "first"), closed);
  }

  @Test
  void aNamedBackendHasNoOtherToGoOn() {
    try (BackendLadder ladder = ladder("first", first, last)) {
      assertFalse(ladder.auto());
      assertEquals("first", ladder.current().name());
      assertFalse(ladder.openNext());
    }
  }

  @Test
  void aNamedBackendThatCannotRunIsRefusedWithEveryReason() {
    String message =
        assertThrows(BackendUnavailableException.class, () -> ladder("broken", broken, last))
            .getMessage();
    assertEquals(
        "backend broken cannot run here: no driver; no device; use --backend auto", message);
    assertEquals(List.of(), said);
  }

  @Test
  void aBackendThatFailsToOpenIsSkippedByAutoAlone() {
    BackendProvider lost =
        new Fake("lost", List.of()) {
          @Override
          public Backend open(Resources resources) {
            throw new BackendUnavailableException("lost", List.of("device 0 fell off the bus"));
          }
        };
    try (BackendLadder ladder = ladder(Backends.AUTO, lost, last)) {
      assertEquals("last", ladder.current().name());
    }
    assertEquals(List.of("skipped backend lost: device 0 fell off the bus"), said);
    assertThrows(BackendUnavailableException.class, () -> ladder("lost", lost, last));
    assertThrows(BackendUnavailableException.class, () -> ladder(Backends.AUTO, lost, broken));
  }

  private BackendProvider provider(String name, List<String> reasons) {
    return new Fake(name, reasons);
  }

  private class Fake implements BackendProvider {

    private final String name;
    private final List<String> reasons;

    Fake(String name, List<String> reasons) {
      this.name = name;
      this.reasons = reasons;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public Probe probe() {
      return reasons.isEmpty()
          ? Probe.available(name, "nothing", "")
          : Probe.unavailable(name, reasons);
    }

    @Override
    public Backend open(Resources resources) {
      if (!reasons.isEmpty()) {
        throw new BackendUnavailableException(name, reasons);
      }
      return new Backend() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public String device() {
          return "nothing";
        }

        @Override
        public String precision() {
          return "none";
        }

        @Override
        public PhaseTileSolver phases(Activation activation) {
          throw new UnsupportedOperationException();
        }

        @Override
        public TrajectoryTileSolver trajectories(Activation activation) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
          closed.add(name);
        }
      };
    }
  }
}
