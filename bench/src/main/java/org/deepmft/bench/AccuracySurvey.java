package org.deepmft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deepmft.store.Json;

/**
 * Two questions put to random points, with answers for {@code bench/results}:
 *
 * <pre>
 * bounds FILE THREADS FROM TO PAIRS   are the error bounds true, and not idle?
 * basins FILE THREADS                 is q* the limit of the plain iteration?
 * </pre>
 *
 * <p>The first takes points FROM to TO - 1 and judges 1 - c* and χ_c, which is slow, at the first
 * PAIRS of them. {@code bench/store.py FILE} adds the machine and stores it.
 */
public final class AccuracySurvey {

  private AccuracySurvey() {}

  /**
   * Runs a survey.
   *
   * @param arguments as above
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    long started = System.nanoTime();
    int threads = Integer.parseInt(arguments[2]);
    Map<String, Object> survey =
        arguments[0].equals("bounds")
            ? new BoundSurvey(threads)
                .run(
                    Integer.parseInt(arguments[3]),
                    Integer.parseInt(arguments[4]),
                    Integer.parseInt(arguments[5]))
            : new BasinSurvey(threads).run();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("survey", arguments[0]);
    String command = "org.deepmft.bench.AccuracySurvey " + String.join(" ", arguments);
    document.put("command", command.replace(arguments[1], "FILE") + "; bench/store.py FILE");
    document.put(
        "jdk", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
    document.put("minutes", Math.round((System.nanoTime() - started) / 6e9) / 10.0);
    document.putAll(survey);
    Files.writeString(Path.of(arguments[1]), Json.result(Json.tree(document)));
  }
}
