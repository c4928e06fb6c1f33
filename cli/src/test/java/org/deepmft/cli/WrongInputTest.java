package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deepmft.backend.Backends;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong input ends with code 2 and one line that names parameter, rule and value. */
class WrongInputTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --sigma-w2 NaN --sigma-b2 1              | sigma_w2 must be finite and >= 0, got NaN
          --sigma-w2 nan --sigma-b2 1              | sigma_w2 must be a number, got 'nan'
          --sigma-w2 Infinity --sigma-b2 1         | sigma_w2 must be finite and >= 0, got Infinity
          --sigma-w2 -Infinity --sigma-b2 1        | sigma_w2 must be finite and >= 0, got -Infinity
          --sigma-w2 1e999 --sigma-b2 1            | sigma_w2 must be finite and >= 0, got 1e999
          --sigma-w2 -1 --sigma-b2 1               | sigma_w2 must be finite and >= 0, got -1
          --sigma-w2 1 --sigma-b2 -1e-300          | sigma_b2 must be finite and >= 0, got -1e-300
          --sigma-w2 1,5 --sigma-b2 1              | sigma_w2 must be a number, got '1,5'
          --sigma-w2 1 --sigma-b2 two              | sigma_b2 must be a number, got 'two'
          --sigma-w -2 --sigma-b2 1                | sigma_w must be finite and >= 0, got -2
          --sigma-w 1e200 --sigma-b2 1             | sigma_w must have finite and distinct squares
          --sigma-w2 1:2:3 --sigma-b2 1            | sigma_w2 must be one value for a point
          --sigma-w2 1 --sigma-b 1:2:99999999      | sigma_b must be one value for a point
          --sigma-w2 1 --sigma-b2 1 --q0 0         | q0 must be finite and > 0, got 0.0
          --sigma-w2 1 --sigma-b2 1 --q0 NaN       | q0 must be finite and > 0, got NaN
          --sigma-w2 1 --sigma-b2 1 --q0 big       | '--q0': 'big' is not a double
          --sigma-w2 1 --sigma-b2 1 --c0 -0.1      | c0 must lie in [0, 1], got -0.1
          --sigma-w2 1 --sigma-b2 1 --c0 1.0001    | c0 must lie in [0, 1], got 1.0001
          --sigma-w2 1 --sigma-b2 1 --c0 NaN       | c0 must lie in [0, 1], got NaN
          --sigma-w2 1 --sigma-b2 1 --threads 0    | threads must lie between 1 and 1024, got 0
          --sigma-w2 1 --sigma-b2 1 --threads -1   | threads must lie between 1 and 1024, got -1
          --sigma-w2 1 --sigma-b2 1 --threads 9999 | threads must lie between 1 and 1024, got 9999
          --sigma-w2 1 --sigma-b2 1 --threads x    | '--threads': 'x' is not an int
          --sigma-w2 1 --sigma-b2 1 --seed 1.5     | '--seed': '1.5' is not a long
          --sigma-w2 1 --sigma-b2 1 --format xml   | '--format': expected one of
          --sigma-w2 1 --sigma-b2 1 --backend foo  | backend must be auto or one of
          --sigma-w2 1 --sigma-w 1 --sigma-b2 1    | --sigma-w2=X, --sigma-w=X are mutually exclusive
          --sigma-w2 1 --sigma-b2 1 --sigma-b 1    | --sigma-b2=X, --sigma-b=X are mutually exclusive
          --sigma-w2 1                             | --sigma-b2
          --sigma-b2 1                             | --sigma-w2
          --sigma-w2 1 --sigma-b2 1 --depht=4      | Unknown option: '--depht=4'
          --sigma-w2 1 --sigma-b2 1 more           | Unmatched argument at index 7: 'more'
          --sigma-w2 1 --sigma-b2                  | Missing required parameter for option '--sigma-b2'
          """)
  void aPointNamesTheParameterAndTheRuleItBreaks(String options, String rule) {
    Outcome.ofLine("point --activation tanh " + options).refused(2, rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          2:1:5        | sigma_w2 range must rise from lo to hi, got '2:1:5'
          1:1:2        | sigma_w2 range must rise from lo to hi, got '1:1:2'
          1:2:0        | sigma_w2 range must have a whole number n of values, 1 <= n <= 100000000, got '0'
          1:2:-3       | whole number n of values
          1:2:2.5      | whole number n of values
          1:2:1e3      | whole number n of values
          1:2:99999999999999999999 | whole number n of values
          1:2:1        | sigma_w2 range must have n >= 2 to hold both ends, got '1:2:1'
          0:2:5:log    | sigma_w2 range must start above 0 to be logarithmic, got '0:2:5:log'
          1:2:5:lin    | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got '1:2:5:lin'
          1:2          | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got '1:2'
          1:2:3:log:5  | sigma_w2 must be x, lo:hi:n or lo:hi:n:log
          :            | sigma_w2 must be x, lo:hi:n or lo:hi:n:log, got ':'
          ::           | sigma_w2 must be a number, got ''
          NaN:2:3      | sigma_w2 must be finite and >= 0, got NaN
          1:Infinity:3 | sigma_w2 must be finite and >= 0, got Infinity
          -1:2:3       | sigma_w2 must be finite and >= 0, got -1
          1:1.0000000000000004:9 | more values than doubles exist between lo and hi
          """)
  void aSweepNamesTheRuleThatARangeBreaks(String range, String rule) {
    sweep("--sigma-w2", range, "--sigma-b2", "1").refused(2, rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --tile 0        | tile must lie between 1 and 4096, got 0
          --tile -5       | tile must lie between 1 and 4096, got -5
          --tile 5000     | tile must lie between 1 and 4096, got 5000
          --tile 1e9      | '--tile': '1e9' is not an int
          --shard 0/3     | shard must be i/n with 1 <= i <= n, got 0/3
          --shard 4/3     | shard must be i/n with 1 <= i <= n, got 4/3
          --shard 1/0     | shard must be i/n with 1 <= i <= n, got 1/0
          --shard -1/-1   | shard must be i/n with 1 <= i <= n, got -1/-1
          --shard 2       | shard must be i/n with 1 <= i <= n, got '2'
          --shard 1/2/3   | shard must be i/n with 1 <= i <= n, got '1/2/3'
          --resume --overwrite | --resume and --overwrite must not be given together
          """)
  void aSweepNamesTheRuleThatAnOptionBreaks(String options, String rule) {
    String[] more = options.split(" ");
    String[] all = Stream.concat(Stream.of(PLAIN), Stream.of(more)).toArray(String[]::new);
    sweep(all).refused(2, rule);
  }

  @ParameterizedTest
  @CsvSource({
    "--sigma-w,1e160:1e200:3,must have finite and distinct squares",
    "--sigma-w,1e-200:1e-190:3,must have finite and distinct squares",
    "--sigma-w2,1:2:100000,must fit on the disk"
  })
  void whatIsRefusedLeavesNoDirectory(String option, String range, String rule) {
    sweep(option, range, "--sigma-b2", option.endsWith("2") ? "1:2:99999999" : "1")
        .refused(2, rule);
  }

  private static final String[] PLAIN = {"--sigma-w2", "1:2:3", "--sigma-b2", "0.1"};

  /** Runs a sweep that must leave no trace. */
  private Outcome sweep(String... options) {
    Path out = directory.resolve("out");
    String[] first = {"sweep", "--activation", "tanh", "--out", out.toString()};
    Outcome outcome =
        Outcome.of(Stream.concat(Stream.of(first), Stream.of(options)).toArray(String[]::new));
    assertFalse(Files.exists(out.resolve("phase.zarr")), "a refused sweep must make no store");
    return outcome;
  }

  @ParameterizedTest
  @CsvSource({"tahn,tanh", "rleu,relu", "TANHH,tanh", "erff,erf", "liner,linear", "'',erf"})
  void anUnknownActivationSuggestsTheNearest(String wrong, String right) {
    Outcome.of("point", "--activation", wrong, "--sigma-w2", "1", "--sigma-b2", "1")
        .refused(2, "got '" + wrong + "'", "did you mean " + right + "?");
  }

  @ParameterizedTest
  @CsvSource({"swep,sweep", "piont,point", "plto,plot", "stats,status", "backend,backends"})
  void anUnknownCommandSuggestsTheNearest(String wrong, String right) {
    Outcome.of(wrong).refused(2, "'" + wrong + "'", "did you mean " + right + "?");
  }

  @Test
  void anUnknownOptionSuggestsTheNearest() {
    Outcome.ofLine("point --activation tanh --sgima-w2 1 --sigma-b2 1")
        .refused(2, "Unknown options: '--sgima-w2'", "did you mean --sigma-w2?");
  }

  @Test
  void anOptionThatIsMissingIsNamed() {
    Outcome.ofLine("point --sigma-w2 1 --sigma-b2 1").refused(2, "'--activation=A'");
    Outcome.ofLine("sweep --activation tanh --sigma-w2 1 --sigma-b2 1").refused(2, "'--out=DIR'");
    Outcome.of("plot").refused(2, "'DIR'");
    Outcome.of("status").refused(2, "'DIR'");
  }

  @Test
  void aBackendThatCannotRunHereEndsWithThree() {
    boolean lacking =
        Backends.providers().stream()
            .anyMatch(backend -> backend.name().equals("cuda") && !backend.probe().available());
    if (!lacking) {
      System.out.println("skipped: cuda can run here, or there is none");
    }
    Assumptions.assumeTrue(lacking, "cuda can run here, or there is none");
    Outcome.ofLine("point --activation tanh --sigma-w2 1 --sigma-b2 1 --backend cuda")
        .refused(3, "backend cuda cannot run here: ", "; use --backend auto");
    sweep("--sigma-w2", "1:2:3", "--sigma-b2", "1", "--backend", "cuda")
        .refused(3, "backend cuda cannot run here: ");
    assertFalse(Files.exists(directory.resolve("out")), "nothing to write, nothing to make");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0,", "-1", "0,0", "1,01", "a", "0 1", "99999999999", "0;1", "all"})
  void devicesAreDifferentNumbers(String devices) {
    sweep("--sigma-w2", "1:2:3", "--sigma-b2", "1", "--devices", devices)
        .refused(2, "--devices must be different numbers >= 0 such as 0,1, got '" + devices + "'");
  }

  @Test
  void devicesAreThoseOfCuda() {
    sweep("--sigma-w2", "1:2:3", "--sigma-b2", "1", "--devices", "0", "--backend", "cpu")
        .refused(2, "--devices must go with --backend cuda or auto, got 'cpu'");
    assertFalse(Files.exists(directory.resolve("out")), "nothing to write, nothing to make");
  }

  @Test
  void aLengthBeyondTheTableEndsWithFourAndStillAnswers() {
    Outcome outcome =
        Outcome.ofLine("point --activation tanh --sigma-w2 1e300 --sigma-b2 1 --format json")
            .failed(4, "q_star did not converge", "lower sigma_w2 or sigma_b2");
    assertEquals("not_converged", outcome.object().get("status").getAsString());
    assertTrue(outcome.object().get("q_star").isJsonNull());
  }

  /** V is at most 1: q stays below 10, which the table of so fast an oscillation does not reach. */
  @Test
  void aBoundedOscillationDoesNotDiverge() {
    Outcome outcome =
        Outcome.of(
                "point",
                "--activation",
                "cos(30*x)",
                "--sigma-w2",
                "10",
                "--sigma-b2",
                "0",
                "--format",
                "json")
            .failed(4, "q_star did not converge");
    assertEquals("not_converged", outcome.object().get("status").getAsString());
  }

  @Test
  void anUnwritableDirectoryIsWrongInput() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "kept");
    out(file).refused(2, "out must be a directory, got the file " + file);
    out(file.resolve("below")).refused(2, "out must be writable, got " + file);
    out(Path.of("/proc/deepmft")).refused(2, "out must be writable, got /proc/deepmft");
    out(Path.of("/proc/self")).refused(2, "out must be writable, got /proc/self");
    out(Path.of("")).refused(2, "out must name a directory, got ''");
    Path dangling = directory.resolve("dangling");
    Files.createSymbolicLink(dangling, directory.resolve("nowhere"));
    out(dangling).refused(2, "out must be writable, got " + dangling);
    assertEquals("kept", Files.readString(file));
  }

  private static Outcome out(Path out) {
    return Outcome.of(
        Stream.concat(
                Stream.of("sweep", "--activation", "tanh", "--out", out.toString()),
                Stream.of(PLAIN))
            .toArray(String[]::new));
  }

  @Test
  void aDirectoryWithoutAStoreHasNoStatusAndNoPicture() {
    for (String command : new String[] {"status", "plot"}) {
      Outcome.of(command, directory.toString()).refused(2, "which holds no phase.zarr");
      Outcome.of(command, directory.resolve("missing").toString()).refused(2, "missing");
    }
  }

  @Test
  void controlCharactersOfTheInputDoNotReachTheTerminal() {
    Outcome outcome =
        Outcome.of("point", "--activation", "a\u001b[2J\r\nb", "--sigma-w2", "1", "--sigma-b2", "1")
            .refused(2, "activation expression: ");
    assertTrue(
        outcome.err().replace("\n", "").chars().noneMatch(Character::isISOControl),
        () -> outcome.err());
  }

  @Test
  void charactersThatCouldSteerATerminalAreNotPrinted() {
    for (String unseen : new String[] {"\u009b", "\u0085", "\u202e", "\u2028", "\u200b"}) {
      Outcome outcome = Outcome.of("status", "x", "--fo" + unseen + "rmat").refused(2, "--fo?rmat");
      assertFalse(outcome.err().contains(unseen), outcome.err());
    }
  }

  @Test
  void aPathThatTheSystemCannotHaveIsRefusedWithoutTheNameOfAClass() {
    Outcome.of("status", "a\0b").refused(2, "cannot convert 'a?b'");
  }

  /** Long words overflow no stack and do not fill the screen. */
  @ParameterizedTest
  @ValueSource(strings = {"a.", "a", " ", "9", ".", "\n", " \n", "Exception", "a:"})
  void aLongWordIsRefusedInOneBearableLine(String part) {
    String word = part.repeat(50_000);
    for (String[] words :
        new String[][] {
          {"--activation=erf", "--sigma-b2=1", "--sigma-w2=" + word},
          {"--activation=erf", "--sigma-b2=1", "--sigma-w2=1", "--threads=" + word},
          {"--activation=" + word, "--sigma-b2=1", "--sigma-w2=1"}
        }) {
      Outcome outcome =
          Outcome.of(Stream.concat(Stream.of("point"), Stream.of(words)).toArray(String[]::new));
      assertEquals(2, outcome.code(), outcome.err());
      assertTrue(outcome.err().startsWith("deepmft: "), outcome.err());
      assertTrue(outcome.err().length() < 1400, outcome.err());
    }
  }

  @Test
  void aWordWithAnAtSignIsNoFileOfArguments() throws IOException {
    Path file = Files.writeString(directory.resolve("words"), "--version");
    Outcome.of("point", "@" + file).refused(2, "Unmatched argument at index 1: '@" + file);
  }
}
