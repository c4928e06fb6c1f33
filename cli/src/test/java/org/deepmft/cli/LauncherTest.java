package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, with a script in place of Java that says what it was given. */
class LauncherTest {

  private static final String ASCII = "ANSI_X3.4-1968";

  @TempDir Path directory;

  @BeforeEach
  void install() throws IOException, InterruptedException {
    Assumptions.assumeTrue(ASCII.equals(charmap("C")), "the C library is not the GNU one");
    Files.copy(Path.of("..", "deepmft"), directory.resolve("deepmft"));
    Path bin = Files.createDirectories(directory.resolve("java").resolve("bin"));
    Files.createDirectories(directory.resolve("cli").resolve("target"));
    Files.createFile(directory.resolve("cli/target/.built"));
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
    java.toFile().setExecutable(true);
  }

  private static String charmap(String locale) throws IOException, InterruptedException {
    try {
      return said(Map.of("LC_ALL", locale), "locale", "charmap");
    } catch (IOException e) {
      return "";
    }
  }

  private static String said(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of(words));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.matches("LC_.*|LANG|LANGUAGE"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", words));
    return out.strip();
  }

  /** Java could not name a file with an umlaut otherwise. */
  @ParameterizedTest
  @CsvSource({
    "LC_ALL, C, C.UTF-8",
    "LANG, POSIX, C.UTF-8",
    "LC_CTYPE, zz_ZZ.UTF-8, C.UTF-8",
    "LANG, C.UTF-8, ''"
  })
  void namesOfFilesAreUtf8WhereTheLocaleKnowsAsciiAlone(String name, String locale, String given)
      throws IOException, InterruptedException {
    String home = directory.resolve("java").toString();
    Map<String, String> environment = Map.of("JAVA_HOME", home, name, locale);
    assertEquals(given, said(environment, directory.resolve("deepmft").toString(), "--version"));
  }
}
