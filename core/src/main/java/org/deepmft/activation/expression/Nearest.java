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
        .min(Comparator.comparingInt(candidate -> distance(candidate, wanted)))
        .orElseThrow();
  }

  /** Levenshtein distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
