package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A cuBLAS without a GPU on the driver without a GPU (see {@code host_cublas.cpp}). Once loaded it
 * stays for the life of the JVM.
 */
final class HostCublas {

  private static boolean loaded;

  private HostCublas() {}

  /** Compiles and loads both, with one device; skips the test where there is no g++. */
  static synchronized void install() {
    HostDriver.install();
    if (!loaded) {
      Path library = HostDriver.beside("libcublas.so.12");
      compile(library, 120604);
      System.load(library.toString());
      loaded = true;
    }
    assertEquals(Optional.empty(), CudaBlas.whyNot(), "JCublas2 was loaded before its library");
  }

  /** Compiles the library under a name, which is also the version of its symbols. */
  static void compile(Path library, int version) {
    HostDriver.compile(
        library,
        List.of(
            "-DVERSION=" + version,
            "-Wl,-soname," + library.getFileName(),
            "-Wl,--default-symver",
            Path.of("src", "test", "cuda", "host_cublas.cpp").toString()));
  }
}
