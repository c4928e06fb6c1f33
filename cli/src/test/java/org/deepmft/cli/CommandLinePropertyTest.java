package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever words are typed, the answer is a result or one line of reason, within a second of
 * processor time.
 *
 * <p>A sweep whose words happen to be right is refused by the directory, which holds a file;
 * nothing here builds a table, which takes as long as its activation asks.
 */
class CommandLinePropertyTest {

  private static Path taken;

  @BeforeContainer
  static void takeADirectoryAndWarmUp() throws IOException {
    taken = Files.createTempDirectory("deepmft-taken");
    taken.toFile().deleteOnExit();
    Files.writeString(taken.resolve("file"), "kept").toFile().deleteOnExit();
    Outcome.ofLine("point --activation tanh --sigma-w2 1.5 --sigma-b2 0.1 --backend cpu");
  }

  /** Any text, text made of the characters of numbers and ranges, and almost right ranges. */
  @Provide
  Arbitrary<String> words() {
    Arbitrary<String> number =
        Arbitraries.oneOf(
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.integers().between(-3, 9).map(String::valueOf),
            Arbitraries.of("", "NaN", "-0", "1e999", "Infinity", "0x1p-3", "1e-320", "1e308", "٣"));
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings().withChars("0123456789.:-+eElogNaInf /%$").ofMaxLength(24),
        number.list().ofMinSize(1).ofMaxSize(5).map(list -> String.join(":", list)),
        number.list().ofSize(3).map(list -> String.join(":", list) + ":log"));
  }

  private static Outcome timed(String... words) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Outcome outcome = Outcome.of(words);
    long millis = TimeUnit.NANOSECONDS.toMillis(threads.getCurrentThreadCpuTime() - start);
    assertTrue(millis < 1000, () -> millis + " ms");
    return outcome;
  }

  /** Codes 0 and 2, and 4 where q* may lie beyond the table. */
  private static void answersOrRefuses(Outcome outcome) {
    switch (outcome.code()) {
      case 0 -> assertEquals("", outcome.err());
      case 4 -> outcome.failed(4, "did not converge");
      default -> outcome.refused(2);
    }
  }

  @Property(tries = 150)
  void anyWeightVarianceIsAnsweredOrRefused(@ForAll("words") String word) {
    answersOrRefuses(
        timed("point", "--activation", "relu", "--sigma-w2=" + word, "--sigma-b2", "1"));
    answersOrRefuses(
        timed("point", "--activation", "erf", "--sigma-w=" + word, "--sigma-b2", "0.1"));
  }

  @Property(tries = 100)
  void anyBiasVarianceAndStartIsAnsweredOrRefused(
      @ForAll("words") String bias, @ForAll("words") String q0, @ForAll("words") String c0) {
    String[] plain = {"point", "--activation", "erf", "--sigma-w2", "1.5"};
    answersOrRefuses(timed(join(plain, "--sigma-b2=" + bias)));
    answersOrRefuses(timed(join(plain, "--sigma-b2=0.1", "--q0=" + q0)));
    answersOrRefuses(timed(join(plain, "--sigma-b2=0.1", "--c0=" + c0, "--all")));
  }

  @Property(tries = 100)
  void anyActivationNameIsAnsweredOrRefused(@ForAll("words") String name) {
    Assume.that(!FuzzTest.needsTable(name));
    answersOrRefuses(
        timed("point", "--activation=" + name, "--sigma-w2", "1.5", "--sigma-b2", "0.1"));
  }

  @Property(tries = 60)
  void anyDepthDropoutAndTargetIsAnsweredOrRefused(
      @ForAll("words") String depth, @ForAll("words") String drop, @ForAll("words") String q) {
    String[] plain = {"init", "--activation", "relu"};
    answersOrRefuses(timed(join(plain, "--depth=" + depth)));
    answersOrRefuses(timed(join(plain, "--depth=9", "--dropout=" + drop, "--norm=" + q)));
    String[] erf = {"init", "--activation", "erf", "--depth", "9"};
    answersOrRefuses(timed(join(erf, "--target-q=" + q)));
    answersOrRefuses(timed(join(erf, "--dropout=" + drop, "--target-q=" + q)));
  }

  @Property(tries = 100)
  void anyFormatBackendThreadsAndSeedIsAnsweredOrRefused(@ForAll("words") String word) {
    String[] plain = {"point", "--activation", "erf", "--sigma-w2", "1.5", "--sigma-b2", "0.1"};
    for (String option : new String[] {"--format=", "--backend=", "--threads=", "--seed="}) {
      answersOrRefuses(timed(join(plain, option + word)));
    }
  }

  @Property(tries = 100)
  void anyRangeTileAndShareOfASweepIsRefusedHere(@ForAll("words") String word) throws IOException {
    String[] plain = {"sweep", "--activation", "tanh", "--out", taken.toString()};
    timed(join(plain, "--sigma-w2=" + word, "--sigma-b2=1")).refused(2);
    timed(join(plain, "--sigma-w2=1", "--sigma-b=" + word)).refused(2);
    timed(join(plain, "--sigma-w2=1", "--sigma-b2=1", "--tile=" + word)).refused(2);
    Outcome share = timed(join(plain, "--sigma-w2=1", "--sigma-b2=NaN", "--shard=" + word));
    share.refused(2);
    assertEquals("kept", Files.readString(taken.resolve("file")));
    assertFalse(Files.exists(taken.resolve("phase.zarr")));
  }

  @Property(tries = 100)
  void anyFileOfPointsIsAnsweredOrRefused(
      @ForAll("words") String a, @ForAll("words") String b, @ForAll("words") String c)
      throws IOException {
    Assume.that(!FuzzTest.needsTable(c));
    Path file = taken.resolve("points.csv");
    file.toFile().deleteOnExit();
    String header = "activation,sigma_w2,sigma_b2\n";
    for (String text :
        new String[] {a, header + "erf," + a + "," + b, header + c + ",1,1\nerf,1," + a}) {
      Files.writeString(file, text);
      Outcome outcome = timed("point", "--points", file.toString(), "--format", "csv");
      if (outcome.code() == 2) {
        assertEquals("", outcome.out());
        assertTrue(outcome.err().startsWith("deepmft: " + file), outcome.err());
      } else {
        assertEquals(0, outcome.code(), outcome.err());
      }
    }
  }

  @Property(tries = 100)
  void anyOtherWordsAreAnsweredOrRefused(@ForAll("words") String a, @ForAll("words") String b) {
    Outcome outcome = timed(a, b);
    if (outcome.code() != 0) {
      outcome.refused(2);
    }
  }

  private static String[] join(String[] first, String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(first), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }
}
