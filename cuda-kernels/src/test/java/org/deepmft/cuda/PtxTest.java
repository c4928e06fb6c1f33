package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The PTX in the jar is what the kernel files say, and every GPU since 7.5 takes it. */
class PtxTest {

  private static final Path SOURCES = Path.of("src", "main", "cuda");
  private static final List<String> ARCHITECTURES =
      List.of("sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120");

  @TempDir private Path folder;

  @Test
  void everyKernelFileHasItsPtx() throws Exception {
    for (String name : kernels()) {
      String text = Ptx.read(name).text();
      String said = text.lines().filter(line -> line.contains("sources")).findFirst().orElse("");
      assertEquals(
          "// sources sha256 " + sourcesOf(name),
          said,
          name + ".ptx is older than its sources; run cuda-kernels/src/main/scripts/ptx.sh");
    }
  }

  @Test
  void compilingAgainGivesTheSameBytes() throws Exception {
    HostDriver.require("nvcc", "--version");
    String script = Path.of("src", "main", "scripts", "ptx.sh").toString();
    assertEquals("", HostDriver.run(List.of("sh", script, folder.toAbsolutePath().toString())));
    for (String name : kernels()) {
      String now = Files.readString(folder.resolve(name + ".ptx"));
      String kept = Ptx.read(name).text();
      Assumptions.assumeTrue(
          compiler(now).equals(compiler(kept)),
          "the PTX was made by " + compiler(kept) + ", here is " + compiler(now));
      assertEquals(kept, now, name);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyArchitectureAssemblesItWithoutSpills(String name) throws Exception {
    HostDriver.require("ptxas", "--version");
    Path file = folder.resolve(name + ".ptx");
    Files.writeString(file, Ptx.read(name).text());
    for (String architecture : ARCHITECTURES) {
      Process process =
          new ProcessBuilder(
                  "ptxas",
                  "-v",
                  "-arch=" + architecture,
                  file.toString(),
                  "-o",
                  folder.resolve("cubin").toString())
              .redirectErrorStream(true)
              .start();
      String report = new String(process.getInputStream().readAllBytes());
      assertEquals(0, process.waitFor(), report);
      Matcher spills = Pattern.compile("(\\d+) bytes spill stores").matcher(report);
      Matcher registers = Pattern.compile("Used (\\d+) registers").matcher(report);
      assertTrue(report.contains("registers"), report);
      while (spills.find() && registers.find()) {
        System.out.printf(
            "%s.ptx on %s: %s registers, %s bytes spilled%n",
            name, architecture, registers.group(1), spills.group(1));
        assertEquals("0", spills.group(1), report);
      }
    }
  }

  @Test
  void aDamagedFileIsToldFromARefusedOne() {
    String whole = Ptx.read("phases").text();
    String cut = whole.substring(0, whole.length() / 2);
    IllegalStateException said =
        assertThrows(IllegalStateException.class, () -> new Ptx("phases", cut));
    assertTrue(said.getMessage().contains("phases.ptx must have the checksum"), said.getMessage());
    assertThrows(
        IllegalStateException.class, () -> new Ptx("phases", whole.replace("fma.rn", "fma.rz")));
    assertThrows(IllegalStateException.class, () -> new Ptx("phases", ""));
  }

  static List<String> kernels() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".cu"))
          .map(name -> name.substring(0, name.length() - 3))
          .sorted()
          .toList();
    }
  }

  private static String sourcesOf(String name) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(SOURCES.resolve(name + ".cu")));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path header : files.filter(f -> f.toString().endsWith(".cuh")).sorted().toList()) {
        digest.update(Files.readAllBytes(header));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String compiler(String ptx) {
    return ptx.lines().filter(line -> line.contains("release")).findFirst().orElse("");
  }
}
