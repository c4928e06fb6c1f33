package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A driver without a GPU: the kernels' own text, compiled by g++, behind the calls that JCuda makes
 * (see {@code host_driver.cpp}). Once loaded it stays for the life of the JVM.
 */
final class HostDriver {

  private static final Path SOURCES = Path.of("src", "test", "cuda");
  private static final Path KERNELS = Path.of("src", "main", "cuda");
  private static final Path FOLDER = Path.of("target", "host-driver").toAbsolutePath();
  private static boolean loaded;
  private static int mutants;

  private HostDriver() {}

  /** Compiles and loads the driver, with one device; skips the test where there is no g++. */
  static synchronized void install() {
    require("g++", "--version");
    if (!loaded) {
      try {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("machine"), "");
      } catch (IOException e) {
        fail(e);
      }
      compileKernels(KERNELS, FOLDER.resolve("libkernels.so"));
      Path driver = FOLDER.resolve("libcuda.so.1");
      compile(
          driver,
          List.of("-Wl,-soname,libcuda.so.1", SOURCES.resolve("host_driver.cpp").toString()));
      System.load(driver.toString());
      loaded = true;
    }
    machine("devices 1");
  }

  /** Returns a file beside the driver. */
  static Path beside(String file) {
    return FOLDER.resolve(file);
  }

  /** Compiles kernel files as they stand into a library. */
  static void compileKernels(Path sources, Path library) {
    compile(
        library,
        List.of(
            "-ffp-contract=off",
            "-Wno-unknown-pragmas",
            "-I" + sources,
            "-include",
            SOURCES.resolve("host_cuda.h").toString(),
            SOURCES.resolve("host_kernels.cpp").toString()));
  }

  /**
   * Runs a test on kernels one of whose files has a text changed.
   *
   * @param folder an empty one
   * @param file the file
   * @param text the text, which must be in it
   * @param changed what stands in its place
   * @param test the test
   */
  static void withChange(Path folder, String file, String text, String changed, Runnable test)
      throws IOException {
    try (var files = Files.list(KERNELS)) {
      for (Path source : files.toList()) {
        Files.copy(source, folder.resolve(source.getFileName()));
      }
    }
    String whole = Files.readString(folder.resolve(file));
    if (!whole.contains(text)) {
      fail(file + " must contain " + text);
    }
    Files.writeString(folder.resolve(file), whole.replace(text, changed));
    // A name of its own: of a file that was loaded before, the loader hands out the old text.
    mutants++;
    String library = "libmutant" + mutants + ".so";
    compileKernels(folder, beside(library));
    machine("kernels " + library);
    try {
      test.run();
    } finally {
      Files.delete(beside(library));
    }
  }

  /** Says what the machine is like from the next probe on, see {@code host_driver.cpp}. */
  static void machine(String... lines) {
    try {
      Files.write(FOLDER.resolve("machine"), List.of(lines));
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Skips the test where a tool is missing, or fails it where the tool is required. */
  static void require(String tool, String option) {
    boolean there;
    try {
      there = run(List.of(tool, option)).isEmpty();
    } catch (IOException e) {
      there = false;
    }
    if (!there && List.of(System.getProperty("require", "").split(",")).contains(tool)) {
      fail(tool + " must be on the PATH, and is not");
    }
    if (!there) {
      System.out.println("skipped: there is no " + tool);
    }
    Assumptions.assumeTrue(there, "there is no " + tool);
  }

  /** Compiles a library. */
  static void compile(Path library, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("g++", "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared"));
    command.addAll(arguments);
    command.addAll(List.of("-o", library.toString(), "-ldl"));
    try {
      String output = run(command);
      if (!output.isEmpty()) {
        fail(output);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Runs a command; returns its output if it failed, otherwise nothing. */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return "took more than 5 minutes: " + command;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return process.exitValue() == 0 ? "" : "failed: " + command + "\n" + output;
  }
}
