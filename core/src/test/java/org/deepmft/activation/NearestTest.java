package org.deepmft.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("tanh", "relu", "leaky-relu");

  @Test
  void aWordWithTwoLettersSwappedIsTheKnownOne() {
    assertEquals(Optional.of("tanh"), Nearest.of("tahn", KNOWN));
    assertEquals(Optional.empty(), Nearest.of("quite-another", KNOWN));
  }

  /** Comparing all of it would take a table of 2 GB. */
  @Test
  void ofALongWordOnlyTheFirstLettersCount() {
    String word = "leaky-relu" + "u".repeat(50_000_000);
    assertEquals("leaky-relu", Nearest.closest(word, KNOWN));
    assertEquals(Optional.empty(), Nearest.of(word, KNOWN));
  }
}
