package org.deepmft.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.deepmft.store.Json;

/** Comma-separated values (RFC 4180), with line feeds, {@code nan}, {@code inf}, {@code -inf}. */
public final class Csv {

  private static final CsvWriter.CsvWriterBuilder WRITER =
      CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0);

  private Csv() {}

  /**
   * Returns a line, fields quoted where they must be, with a line feed at its end.
   *
   * @param fields its fields
   */
  public static String line(List<String> fields) {
    StringWriter text = new StringWriter();
    WRITER.build(text).writeRecord(fields);
    return text.toString();
  }

  /**
   * Returns a line.
   *
   * @param fields its fields
   */
  public static String line(String... fields) {
    return line(Arrays.asList(fields));
  }

  /**
   * Returns a number as in JSON, with 17 digits at most, but nan, inf and -inf too.
   *
   * @param x the number
   */
  public static String number(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    return Double.isInfinite(x) ? (x > 0 ? "inf" : "-inf") : Json.result(Json.number(x)).strip();
  }
}
