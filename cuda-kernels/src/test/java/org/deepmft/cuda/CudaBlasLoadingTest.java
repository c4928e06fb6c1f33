package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on machines with and without cuBLAS, each in a JVM of its own. */
class CudaBlasLoadingTest {

  private static final Path SCRIPT =
      Path.of("src", "main", "scripts", "cublas-shim.sh").toAbsolutePath();

  /** 2 A b + 1: 2 (1 + 20 + 300) + 1 and so on. */
  private static final String PRODUCT = ": 643.0 1309.0 11.0 5.0";

  @TempDir private Path folder;

  @BeforeEach
  void install() {
    HostDriver.install();
  }

  @Test
  void withoutCublasTheReasonIsSaidAndNothingIsThrown() throws Exception {
    String said = program(Map.of());
    boolean missing = said.startsWith("no cuBLAS");
    if (!missing) {
      System.out.println("skipped: this machine has a libcublas.so.12");
    }
    Assumptions.assumeTrue(missing, "this machine has a libcublas.so.12");
    assertEquals(
        "no cuBLAS: libcublas.so.12 cannot be loaded: cannot open shared object file: No such file"
            + " or directory; on a machine with CUDA 13 only, run cublas-shim.sh",
        said);
  }

  @Test
  void theLibraryOfCuda12MultipliesAsItIs() throws Exception {
    HostCublas.compile(folder.resolve("libcublas.so.12"), 120604);
    String said = program(Map.of("LD_LIBRARY_PATH", folder.toString()));
    assertEquals("cuBLAS 12.6.4" + PRODUCT + "\ncuBLAS 12.6.4" + PRODUCT, said);
  }

  @Test
  void theShimMultipliesWithTheLibraryOfCuda13() throws Exception {
    Path cuda13 = Files.createDirectory(folder.resolve("cuda 13")).resolve("libcublas.so.13");
    HostCublas.compile(cuda13, 130001);
    Path shim = folder.resolve("shim");
    Result built = run(Map.of(), "sh", SCRIPT.toString(), shim.toString(), cuda13.toString());
    assertEquals(new Result(0, "LD_LIBRARY_PATH=" + shim.toRealPath()), built);
    String said = program(Map.of("LD_LIBRARY_PATH", shim.toString()));
    assertEquals("cuBLAS 13.0.1" + PRODUCT + "\ncuBLAS 13.0.1" + PRODUCT, said);

    said = program(Map.of("LD_LIBRARY_PATH", shim.toString(), "LD_BIND_NOW", "1"));
    assertTrue(
        said.startsWith("no cuBLAS: libcublas.so.12 cannot be loaded: undefined symbol: cublas"),
        said);

    Files.delete(cuda13);
    said = program(Map.of("LD_LIBRARY_PATH", shim.toString()));
    assertTrue(
        said.startsWith(
            "no cuBLAS: libcublas.so.12 cannot be loaded: libcublas.so.13: cannot open shared"
                + " object file"),
        said);
  }

  @Test
  void theShimIsBuiltFromALibraryOfCublasOnly() throws Exception {
    Path other = Files.writeString(folder.resolve("libcublas.so.13"), "cublasDestroy_v2");
    Result refused =
        run(Map.of(), "sh", SCRIPT.toString(), folder.resolve("shim").toString(), other.toString());
    assertEquals(
        new Result(
            2,
            "cublas-shim.sh: LIBCUBLAS_SO_13 must be a libcublas.so.13, but "
                + other
                + " has no cublasCreate_v2"),
        refused);
  }

  @Test
  void withoutACompilerTheShimSaysWhatToDo() throws Exception {
    Path library = Files.writeString(folder.resolve("libcublas.so.13"), "");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Result refused =
        run(
            Map.of("PATH", bin.toString()),
            "/bin/sh",
            SCRIPT.toString(),
            folder.resolve("shim").toString(),
            library.toString());
    assertEquals(1, refused.code(), refused.output());
    assertTrue(
        refused.output().startsWith("cublas-shim.sh: there is no C compiler"), refused.output());
  }

  private record Result(int code, String output) {}

  /** Runs the program on the host driver; returns what it said. */
  private static String program(Map<String, String> environment) throws Exception {
    Result result =
        run(
            environment,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "--enable-native-access=ALL-UNNAMED",
            CudaBlasProgram.class.getName(),
            HostDriver.beside("libcuda.so.1").toString());
    assertEquals(0, result.code(), result.output());
    return result.output();
  }

  private static Result run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().remove("LD_LIBRARY_PATH");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "took more than a minute");
    return new Result(process.exitValue(), output);
  }
}
