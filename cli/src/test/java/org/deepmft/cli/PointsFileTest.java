package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code point --points}: each line of a file is answered as {@code point} answers it. */
class PointsFileTest {

  private static final String POINTS =
      """
      activation,sigma_w2,sigma_b2,q0,c0
      tanh,1.7,0.05,,
      relu,3,1,2,0.25
      "x/(1+x^2)",2.5,0,0.3,
      TANH,1e-3,0,,0.9
      relu,2,0,7,1
      """;

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("points.csv"), text);
  }

  private Outcome points(String text, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("point", "--points", file(text).toString()));
    words.addAll(List.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  private static Outcome point(String line) {
    return Outcome.ofLine("point " + line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --backend cpu", " --backend reference"})
  void everyLineIsAnsweredAsThePointIs(String backend) throws IOException {
    String csv = backend + " --format csv";
    String expected =
        point("--activation tanh --sigma-w2 1.7 --sigma-b2 0.05" + csv).done().out()
            + second("--activation relu --sigma-w2 3 --sigma-b2 1 --q0 2 --c0 0.25" + csv)
            + second("--activation x/(1+x^2) --sigma-w2 2.5 --sigma-b2 0 --q0 0.3" + csv)
            + second("--activation tanh --sigma-w2 1e-3 --sigma-b2 0 --c0 0.9" + csv)
            + second("--activation relu --sigma-w2 2 --sigma-b2 0 --q0 7 --c0 1" + csv);
    assertEquals(expected, points(POINTS, csv.strip().split(" ")).done().out());
  }

  private static String second(String line) {
    return point(line).done().out().lines().toList().get(1) + "\n";
  }

  @Test
  void jsonIsAnArrayInTheSameSpellingAsOfSeveralActivations() throws IOException {
    String several =
        point("--activation tanh --activation relu --sigma-w2 2 --sigma-b2 0.1 --format json --all")
            .done()
            .out();
    String text = "activation,sigma_w2,sigma_b2\ntanh,2,0.1\nrelu,2,0.1\n";
    assertEquals(several, points(text, "--format", "json", "--all").done().out());
    JsonArray one =
        points("activation,sigma_w2,sigma_b2\ntanh,2,0.1", "--format", "json")
            .done()
            .json()
            .getAsJsonArray();
    assertEquals(1, one.size());
  }

  @Test
  void aHeaderAloneIsAnEmptyAnswer() throws IOException {
    String header = "activation,sigma_w2,sigma_b2\n";
    assertEquals("[]\n", points(header, "--format", "json").done().out());
    assertEquals(1, points(header, "--format", "csv").done().csv().size());
    assertEquals(1, points(header).done().out().lines().count());
  }

  @Test
  void textIsATableWithALineForEachPoint() throws IOException {
    List<String> lines = points(POINTS).done().out().lines().toList();
    assertEquals(6, lines.size());
    assertTrue(lines.get(0).startsWith("activation "), lines.get(0));
    assertTrue(lines.get(1).matches("tanh +1\\.7 +0\\.05 +converged +ordered +0\\.\\d+ .*"));
    assertTrue(lines.get(2).matches("relu +3\\.0 +1\\.0 +diverges +- +- .*"), lines.get(2));
  }

  @Test
  void byteOrderMarkLineEndsBlankLinesOrderAndQuotesChangeNothing() throws IOException {
    String plain = points("activation,sigma_w2,sigma_b2\ntanh,2,0.1\nerf,1,0\n").done().out();
    for (String text :
        new String[] {
          "\ufeffactivation,sigma_w2,sigma_b2\ntanh,2,0.1\nerf,1,0\n",
          "activation,sigma_w2,sigma_b2\r\ntanh,2,0.1\r\nerf,1,0\r\n",
          "\n\nactivation,sigma_w2,sigma_b2\n\n  \ntanh,2,0.1\n\nerf,1,0",
          "sigma_b2, activation ,sigma_w2\n 0.1 , \"tanh\" ,\"2\"\n0,erf, 1\n",
          "c0,activation,sigma_w2,q0,sigma_b2\n0.5,tanh,2,,0.1\n,erf,1,1,0\n",
        }) {
      assertEquals(plain, points(text).done().out(), text);
    }
  }

  @Test
  void whatALineLeavesOutIsThatOfTheCommandLine() throws IOException {
    assertEquals(
        second("--activation relu --sigma-w2 2 --sigma-b2 0 --q0 3 --c0 0.1 --format csv"),
        points(
                    "activation,sigma_w2,sigma_b2\nrelu,2,0",
                    "--q0",
                    "3",
                    "--c0",
                    "0.1",
                    "--format",
                    "csv")
                .done()
                .out()
                .lines()
                .toList()
                .get(1)
            + "\n");
  }

  @Test
  void standardInputIsAFileToo() throws IOException {
    String expected = points(POINTS, "--format", "csv").done().out();
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(POINTS.getBytes(StandardCharsets.UTF_8)));
      assertEquals(expected, point("--points - --format csv").done().out());
      System.setIn(new ByteArrayInputStream(new byte[0]));
      point("--points - --format json")
          .failed(2, "standard input must have a header with activation, sigma_w2, sigma_b2");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void manyLinesKeepTheirOrderOverBlocksAndActivations() throws IOException {
    StringBuilder text = new StringBuilder("activation,sigma_w2,sigma_b2\n");
    int n = 10_001;
    for (int i = 0; i < n; i++) {
      text.append(i % 3 == 0 ? "relu" : i % 3 == 1 ? "linear" : "erf").append(',');
      text.append(0.5 + i * 1e-5).append(",0.1\n");
    }
    List<List<String>> csv = points(text.toString(), "--format", "csv").done().csv();
    assertEquals(n + 1, csv.size());
    for (int i = 0; i < n; i++) {
      assertEquals(0.5 + i * 1e-5, Double.parseDouble(csv.get(i + 1).get(1)));
      assertEquals(i % 3 == 0 ? "relu" : i % 3 == 1 ? "linear" : "erf", csv.get(i + 1).get(0));
    }
  }

  @Test
  void pointsThatDoNotConvergeAreCountedAndEndWithZero() throws IOException {
    Outcome outcome =
        points("activation,sigma_w2,sigma_b2\ntanh,1e300,1\ntanh,1,1\ntanh,1e301,1\n")
            .failed(0, "q_star did not converge at 2 points");
    assertEquals(4, outcome.out().lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tanh,1,0/tanh,-1,0        | line 3: sigma_w2 must be finite and >= 0, got -1
          tanh,1,NaN                | line 2: sigma_b2 must be finite and >= 0, got NaN
          tanh,,0                   | line 2: sigma_w2 must be a number, got ''
          tanh,1:2:3,0              | line 2: sigma_w2 must be one value for a point, got '1:2:3'
          //tanh,1,x                | line 4: sigma_b2 must be a number, got 'x'
          tahn,1,0                  | line 2: activation must be an expression in x or one of
          tanh,1                    | line 2: must have 3 fields as the header has, got 2
          where(x>0,x,0),1,0        | line 2: must have 3 fields as the header has, got 5; quote
          0*x,1,0                   | line 2: activation 0*x must vary with x, but is constant
          """)
  void anErrorNamesLineColumnRuleAndValue(String lines, String words) throws IOException {
    String text = "activation,sigma_w2,sigma_b2\n" + lines.replace("/", "\n");
    points(text).refused(2, directory.resolve("points.csv") + " " + words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          activation,sigma_w,sigma_b2       | line 1: columns must be activation, sigma_w2, sigma_b2, q0, c0, got 'sigma_w'; did you mean sigma_w2?
          activation,sigma_w2               | line 1: columns must include activation, sigma_w2, sigma_b2, but sigma_b2 is missing
          activation,sigma_w2,sigma_w2      | line 1: column sigma_w2 must be there once, is twice
          tanh,1,0                          | line 1: columns must be
          ` `                               | must have a header
          """)
  void aHeaderThatDoesNotFitIsRefused(String header, String words) throws IOException {
    points(header).refused(2, directory.resolve("points.csv") + " " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "q0,0,q0 must be finite and > 0",
    "c0,2,'c0 must lie in [0, 1]'",
    "c0,a,'c0 must be'"
  })
  void aStateOfLayerZeroThatIsNoneIsRefused(String column, String value, String words)
      throws IOException {
    points("activation,sigma_w2,sigma_b2," + column + "\ntanh,1,0," + value)
        .refused(2, "points.csv line 2: " + words);
  }

  @Test
  void aWrongExpressionHasItsCaret() throws IOException {
    Outcome outcome = points("activation,sigma_w2,sigma_b2\n\"2*sni(x)\",1,0\n");
    List<String> lines = outcome.err().lines().toList();
    assertEquals(2, outcome.code());
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("points.csv line 2: activation expression: "), lines.get(0));
    assertEquals(List.of("2*sni(x)", "  ^"), lines.subList(1, 3));
  }

  @Test
  void quotesThatDoNotFitAreSaidWithTheirLine() throws IOException {
    String header = "activation,sigma_w2,sigma_b2\n";
    points(header + "erf,1,1\n\"tanh\"x,1,0\n").refused(2, "comma-separated values", "line 3");
    points(header + "\"tanh,1,0\nerf,1,1\n").refused(2, "line 2: must have 3 fields", "got 1");
  }

  @Test
  void quotedCommasBelongToTheExpression() throws IOException {
    points("activation,sigma_w2,sigma_b2\n\"where(x>0,tanh(x),tanh(x))\",1.5,0.1\n").done();
  }

  @Test
  void aFileAndAPointExcludeEachOther() throws IOException {
    for (String[] more :
        new String[][] {{"--activation", "tanh"}, {"--sigma-w2", "1"}, {"--sigma-b", "1"}}) {
      points(POINTS, more).refused(2, "--points must be given without --activation and variances");
    }
    points(POINTS, "--all").refused(2, "--all with --points must be printed as JSON");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    Map<Path, String> wrong =
        Map.of(
            directory,
            "which is a directory",
            directory.resolve("none.csv"),
            "which does not exist");
    wrong.forEach(
        (file, why) ->
            Outcome.of("point", "--points", file.toString()).refused(2, "points must", why));
  }
}
