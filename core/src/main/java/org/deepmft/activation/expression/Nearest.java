package org.deepmft.activation.expression;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The name that a mistyped one most likely meant. */
final class Nearest {

  private Nearest() {}

  static String to(String name, List<String> names) {
    String wanted = name.substring(0, Math.min(20, name.length())).toLowerCase(Locale.ROOT);
    return names.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance(candidate, wanted))
                .thenComparingInt(candidate -> Math.abs(candidate.length() - wanted.length())))
        .orElseThrow();
  }

  /** Letters to insert, delete, replace or swap with the next. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
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
