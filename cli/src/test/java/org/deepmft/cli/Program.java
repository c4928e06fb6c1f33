package org.deepmft.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, on the class path of the tests. */
final class Program implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path out = Files.createTempFile("deepmft-out", ".txt");
  private final Path err = Files.createTempFile("deepmft-err", ".txt");

  /**
   * Starts the program.
   *
   * @param javaOptions options of the Java runtime
   * @param environment variables to add
   * @param stdout where standard output goes; null to keep it
   * @param words its words
   */
  Program(
      List<String> javaOptions, Map<String, String> environment, Path stdout, List<String> words)
      throws IOException {
    this(List.of(), javaOptions, environment, stdout, words);
  }

  private Program(
      List<String> prefix,
      List<String> javaOptions,
      Map<String, String> environment,
      Path stdout,
      List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx512m"));
    // What the launcher gives, too: newer runtimes warn of what ND4J does otherwise.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("DEEPMFT_TERMINAL");
    builder.environment().putAll(environment);
    builder.redirectOutput(
        stdout == null ? Redirect.to(out.toFile()) : Redirect.to(stdout.toFile()));
    builder.redirectError(err.toFile());
    process = builder.start();
  }

  Program(String... words) throws IOException {
    this(List.of(), Map.of(), null, List.of(words));
  }

  /** Starts the program through other programs. */
  static Program through(List<String> prefix, String... words) throws IOException {
    return new Program(prefix, List.of(), Map.of(), null, List.of(words));
  }

  /** Returns the started process. */
  Process process() {
    return process;
  }

  /** Sends a signal by its name, such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for the end. */
  Outcome end() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + PATIENCE_SECONDS + " s");
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
