package org.deepmft;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's Python as a judge of our files.
 *
 * <p>Where it lacks a module a test skips; with {@code -Drequire=xarray} it fails.
 */
public final class Python {

  private static final String PYTHON = "/usr/bin/python3";
  private static final int PATIENCE_SECONDS = 120;

  private Python() {}

  /**
   * Skips the test, or fails it if it must run, unless Python has all modules.
   *
   * @param modules their names, such as {@code xarray, zarr}
   */
  public static void require(String modules) throws Exception {
    String missing = modules + " for " + PYTHON + " are missing: ";
    String reason = Files.isExecutable(Path.of(PYTHON)) ? run("import " + modules) : "no " + PYTHON;
    if (!reason.isEmpty()) {
      if (List.of(System.getProperty("require", "").split(",")).contains("xarray")) {
        fail(missing + reason);
      }
      System.out.println("skipped, " + missing + reason);
      Assumptions.abort(missing + reason);
    }
  }

  /** Returns all that a script prints, and how it ended if not well. */
  public static String run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON, "-c", script));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("python", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String end =
          ended
              ? " (exit status " + process.exitValue() + ")"
              : " (killed after " + PATIENCE_SECONDS + " s)";
      return Files.readString(output) + (ended && process.exitValue() == 0 ? "" : end);
    } finally {
      Files.delete(output);
    }
  }
}
