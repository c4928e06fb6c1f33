package org.deepmft.cli;

import static org.deepmft.cli.SweepFiles.contents;
import static org.deepmft.cli.SweepFiles.sweep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program in surroundings it did not choose. */
class ProcessTest {

  private static final String POINT = "point --activation TANH --sigma-w2 1.7 --sigma-b2 0.05";
  private static final String GRID =
      "--activation tanh --sigma-w2 0.5:3:13 --sigma-b2 0:0.4:9 --backend cpu";

  @TempDir Path directory;

  /** German writes a decimal comma, Turkish an i without a dot, Arabic other digits. */
  @ParameterizedTest
  @CsvSource({"de,DE", "tr,TR", "ar,EG"})
  void noLocaleChangesAByte(String language, String country)
      throws IOException, InterruptedException {
    List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
    for (String format : new String[] {"TEXT", "json", "CSV"}) {
      String line = POINT + " --format " + format;
      try (Program program = new Program(locale, Map.of(), null, List.of(line.split(" ")))) {
        assertEquals(Outcome.ofLine(line).done(), program.end());
      }
    }
    Path here = directory.resolve("here");
    Path there = directory.resolve("there");
    sweep(here, GRID).done();
    String line = "sweep --out " + there + " " + GRID;
    try (Program program = new Program(locale, Map.of(), null, List.of(line.split(" ")))) {
      Outcome outcome = program.end().done();
      assertTrue(outcome.out().matches("117 points in \\d+\\.\\d\\d s .*\\R"), outcome.out());
    }
    assertEquals(contents(here.resolve("phase.zarr")), contents(there.resolve("phase.zarr")));
    assertEquals(-1, Files.mismatch(here.resolve("phase.png"), there.resolve("phase.png")));
  }

  @Test
  void anAnswerThatCannotBePrintedIsAFailure() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
    for (String line : new String[] {POINT, "--help", "backends"}) {
      try (Program program = new Program(List.of(), Map.of(), full, List.of(line.split(" ")))) {
        program.end().failed(1, "standard output must take the answer");
      }
    }
  }

  /** The reader of the pipe has ended long before the program prints. */
  @Test
  void nobodyWhoReadsEndsTheProgramInSilence() throws IOException, InterruptedException {
    Path points = directory.resolve("points.csv");
    Files.writeString(points, "sigma_w2,sigma_b2,activation\n" + "1.5,0.1,erf\n".repeat(20_000));
    Path code = directory.resolve("code");
    List<String> intoAPipe =
        List.of("sh", "-c", "{ \"$@\"; echo $? >\"$0\"; } | true", code.toString());
    for (String line : new String[] {POINT, "--help", "point --points " + points}) {
      Files.deleteIfExists(code);
      try (Program program = Program.through(intoAPipe, line.split(" "))) {
        program.end().done();
      }
      assertEquals("141", Files.readString(code).strip(), line);
    }
  }

  @Test
  void anExportThatIsTerminatedLeavesNothing() throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    sweep(out, "--activation relu --sigma-w2 0.5:3:400 --sigma-b2 0:0.4:400 --backend cpu").done();
    List<String> before = SweepFiles.names(out);
    try (Program program = new Program("export", out.toString(), "--to", "csv")) {
      while (SweepFiles.leftovers(out).isEmpty() && program.process().isAlive()) {
        Thread.sleep(5);
      }
      program.signal("TERM");
      assertEquals(143, program.end().code());
    }
    assertEquals(before, SweepFiles.names(out));
  }

  @Test
  void aTerminalSeesProgressAndEndsTheLine() throws IOException, InterruptedException {
    String line = "sweep --out " + directory.resolve("out") + " --tile 4 " + GRID;
    try (Program program =
        new Program(List.of(), Map.of("DEEPMFT_TERMINAL", "1"), null, List.of(line.split(" ")))) {
      Outcome outcome = program.end();
      assertEquals(0, outcome.code());
      assertTrue(outcome.err().startsWith("\r[......"), outcome.err());
      assertTrue(outcome.err().contains("] 100 %  "), outcome.err());
      assertTrue(outcome.err().contains(" points/s, 0:00 left"), outcome.err());
      assertTrue(outcome.err().endsWith(System.lineSeparator()), outcome.err());
    }
  }

  @Test
  void tooLittleMemoryIsOneLine() throws IOException, InterruptedException {
    String line =
        "sweep --activation tanh --sigma-b2 1 --sigma-w2 1:2:99999999 --out "
            + directory.resolve("out");
    try (Program program =
        new Program(List.of("-Xmx64m"), Map.of(), null, List.of(line.split(" ")))) {
      program.end().refused(1, "memory must hold");
    }
  }

  /** The fonts are hidden behind an empty file system that only this process sees. */
  @Test
  void withoutFontsTheNumbersAreThereAndOneLineSaysThatThePictureIsNot()
      throws IOException, InterruptedException {
    List<String> hide =
        List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs none /usr/share/fonts && \"$@\"", "-");
    List<String> trial = new ArrayList<>(hide);
    trial.add("true");
    boolean hidden = false;
    try {
      hidden = new ProcessBuilder(trial).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
    boolean own = Files.exists(Path.of(System.getProperty("java.home"), "lib", "fonts"));
    if (!hidden || own) {
      System.out.println("skipped: fonts cannot be hidden from a process here");
    }
    Assumptions.assumeTrue(hidden && !own, "fonts cannot be hidden from a process here");
    Path out = directory.resolve("out");
    try (Program program = Program.through(hide, ("sweep --out " + out + " " + GRID).split(" "))) {
      Outcome outcome = program.end().failed(0, "no picture: ", "run deepmft plot " + out);
      assertTrue(outcome.out().startsWith("117 points in "), outcome.out());
    }
    assertEquals(List.of("phase.zarr", "run.json"), SweepFiles.names(out));
    try (Program program = Program.through(hide, "plot", out.toString())) {
      program.end().refused(1, "pictures cannot be drawn here");
    }
    Outcome.of("plot", out.toString());
    assertTrue(Files.exists(out.resolve("phase.png")));
  }

  @Test
  void ofTwoSweepsIntoOneDirectoryOneIsRefused() throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    String line =
        "sweep --out "
            + out
            + " --resume --activation tanh --sigma-w2 0.5:3:96 --sigma-b2 0:0.4:96 --tile 8";
    try (Program first = new Program(line.split(" "));
        Program second = new Program(line.split(" "))) {
      List<Outcome> outcomes = List.of(first.end(), second.end());
      for (Outcome outcome : outcomes) {
        if (outcome.code() != 0) {
          outcome.refused(2, "out must not be written by another sweep");
        }
      }
      assertTrue(outcomes.stream().anyMatch(outcome -> outcome.code() == 0), outcomes::toString);
    }
    assertTrue(SweepFiles.leftovers(out).isEmpty());
  }

  @Test
  void sharesOfOneSweepRunAtTheSameTime() throws IOException, InterruptedException {
    String plan = " --activation tanh --sigma-w2 0.5:3:96 --sigma-b2 0:0.4:96 --tile 8";
    Path out = directory.resolve("shares");
    try (Program a = new Program(("sweep --shard 1/3 --out " + out + plan).split(" "));
        Program b = new Program(("sweep --shard 2/3 --out " + out + plan).split(" "));
        Program c = new Program(("sweep --shard 3/3 --out " + out + plan).split(" "))) {
      a.end().done();
      b.end().done();
      c.end().done();
    }
    Path whole = directory.resolve("whole");
    sweep(whole, plan.strip()).done();
    assertEquals(contents(whole.resolve("phase.zarr")), contents(out.resolve("phase.zarr")));
    assertTrue(SweepFiles.leftovers(out).isEmpty());
  }
}
