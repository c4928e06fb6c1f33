package org.deepmft.cli;

import org.deepmft.store.Json;

/** Fields of comma-separated values (RFC 4180). */
final class Csv {

  private Csv() {}

  /** Returns a text as a field, quoted if it must be. */
  static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Returns a number as a field: as in JSON, but nan, inf and -inf too. */
  static String field(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    return Double.isInfinite(x) ? (x > 0 ? "inf" : "-inf") : Json.result(Json.number(x)).strip();
  }
}
