package org.deepmft.activation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
public final class Nearest {

  /** What follows in longer words does not count. */
  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * Returns the word with the fewest letters changed, if not most of them are.
   *
   * @param typed the mistyped word
   * @param known the words that exist
   */
  public static Optional<String> of(String typed, Collection<String> known) {
    return known.isEmpty() || typed.length() > LONGEST
        ? Optional.empty()
        : Optional.of(closest(typed, known))
            .filter(word -> 2 * distance(typed, word) <= word.length());
  }

  /**
   * Returns the word with the fewest letters changed, of equals the one nearest in length. Of a
   * mistyped word the first {@value #LONGEST} letters count.
   *
   * @param typed the mistyped word
   * @param known the words that exist, at least one
   */
  public static String closest(String typed, Collection<String> known) {
    String start = typed.substring(0, Math.min(typed.length(), LONGEST));
    return known.stream()
        .min(
            Comparator.<String>comparingInt(word -> distance(start, word))
                .thenComparingInt(word -> Math.abs(word.length() - start.length())))
        .orElseThrow();
  }

  /** Letters to insert, delete, replace or swap with their neighbour (Damerau). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
