package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one run of the command line came to.
 *
 * @param code its exit code
 * @param out all of standard output
 * @param err all of standard error
 */
record Outcome(int code, String out, String err) {

  /** What auto says of backends that cannot run on this machine. */
  private static final String SKIPPED = "(?m)^skipped backend cuda: .*\\R";

  /** Runs the command line in this process. */
  static synchronized Outcome of(String... arguments) {
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(arguments);
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
  }

  /** Runs the command line in this process; words are parted by single spaces. */
  static Outcome ofLine(String line) {
    return of(line.split(" "));
  }

  /** Checks that the run succeeded in silence. */
  Outcome done() {
    assertEquals("", talk());
    assertEquals(0, code);
    return this;
  }

  /** Checks that the run ended with a code, one line of reason holding the words, and no data. */
  Outcome refused(int expected, String... words) {
    assertEquals("", out);
    return failed(expected, words);
  }

  /** Checks that the run ended with a code and one line of reason holding the words. */
  Outcome failed(int expected, String... words) {
    // An expression that is refused adds its text and a caret below it.
    String talk = talk();
    int lines = talk.startsWith("deepmft: activation expression: ") ? 3 : 1;
    assertEquals(lines, talk.lines().count(), err);
    assertTrue(talk.endsWith(System.lineSeparator()), err);
    assertTrue(talk.startsWith("deepmft: "), err);
    assertTrue(!err.contains("Exception") && !err.contains("internal error"), err);
    for (String word : words) {
      assertTrue(err.contains(word), () -> "'" + word + "' must be in: " + err);
    }
    assertEquals(expected, code, err);
    return this;
  }

  /** Returns standard error without what depends on the machine. */
  String talk() {
    return err.replaceAll(SKIPPED, "");
  }

  JsonElement json() {
    return JsonParser.parseString(out);
  }

  JsonObject object() {
    return json().getAsJsonObject();
  }

  /** Returns the lines of standard output, split at commas; no field here holds one. */
  List<List<String>> csv() {
    return out.lines().map(line -> List.of(line.split(",", -1))).toList();
  }
}
