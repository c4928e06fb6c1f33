package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cite} names the works behind what was computed, word for word as the documents do. */
class CiteCommandTest {

  private static final Path SOURCE = Path.of("..", "docs", "references.bib");

  private static final String CORE =
      "poole2016 schoenholz2017 daniely2016 price1958 coppel1955 pennington2018";

  @TempDir Path directory;

  private static String keys(String... words) {
    List<JsonElement> list = Outcome.of(words).done().json().getAsJsonArray().asList();
    return String.join(
        " ", list.stream().map(i -> i.getAsJsonObject().get("key").getAsString()).toList());
  }

  @Test
  void theBibliographyOfTheDocumentsIsPacked() throws IOException {
    try (var packed = Bibliography.class.getResourceAsStream("references.bib")) {
      assertArrayEquals(Files.readAllBytes(SOURCE), packed.readAllBytes());
    }
  }

  @Test
  void everyMethodAndEveryEntryIsFound() throws IOException {
    Map<String, String> entries = Bibliography.entries();
    for (Method method : Method.values()) {
      assertTrue(entries.containsKey(method.key()), method.key());
    }
    long begun = Files.readAllLines(SOURCE).stream().filter(line -> line.startsWith("@")).count();
    assertEquals(begun, entries.size());
    for (String entry : entries.values()) {
      assertEquals(
          entry.chars().filter(c -> c == '{').count(),
          entry.chars().filter(c -> c == '}').count(),
          entry);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "--activation tanh,trefethen2014 mehler1866",
    "--activation erf,williams1998",
    "--activation relu,cho2009",
    "--activation linear,''",
    "--activation x/(1+x^2) --activation relu,cho2009 trefethen2014 mehler1866",
  })
  void aPointRestsOnCoreAndOnTheAveragesOfItsActivations(String options, String more) {
    String line = ("cite --format json " + options).strip();
    assertEquals((CORE + " " + more).strip(), keys(line.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "init,poole2016 schoenholz2017 daniely2016 price1958 coppel1955 glorot2010 hayou2019 he2015",
    "init --activation relu,"
        + "poole2016 schoenholz2017 daniely2016 price1958 coppel1955 glorot2010 hayou2019 he2015 cho2009",
    "propagate,poole2016 schoenholz2017 daniely2016 price1958",
    "propagate --activation erf,poole2016 schoenholz2017 daniely2016 price1958 williams1998",
    "propagate --network ../examples/networks/pre-norm-residual.yaml,"
        + "poole2016 schoenholz2017 daniely2016 price1958 yang2017 yang2018 cho2009",
    "propagate --network ../examples/networks/he-relu.yaml,"
        + "poole2016 schoenholz2017 daniely2016 price1958 cho2009",
    "kernel,lee2018 matthews2018 jacot2018 lee2019 rasmussen2006 xiao2020",
    "kernel --network ../examples/networks/he-relu.yaml,"
        + "lee2018 matthews2018 jacot2018 lee2019 rasmussen2006 xiao2020 cho2009",
    "kernel --activation tanh,"
        + "lee2018 matthews2018 jacot2018 lee2019 rasmussen2006 xiao2020 trefethen2014 mehler1866"
  })
  void aCommandRestsOnItsOwnMethodsAndThoseOfItsNetwork(String options, String expected) {
    assertEquals(expected, keys(("cite --format json " + options).split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu,trefethen2014 mehler1866 abramowitz1964",
    "reference,trefethen2014 abramowitz1964"
  })
  void aSweepRestsOnWhatItsBackendDid(String backend, String more) {
    SweepFiles.sweep(
            directory.resolve("out"),
            "--activation erf --sigma-w2 1:2:3 --sigma-b2 0.1 --backend " + backend)
        .done();
    assertEquals(
        CORE + " " + more, keys("cite", directory.resolve("out").toString(), "--format", "json"));
  }

  @Test
  void textIsBibtexWithACommentAboveEachEntry() throws IOException {
    String text = Outcome.ofLine("cite --activation relu").done().out();
    Map<String, String> entries = Bibliography.entries();
    StringBuilder expected = new StringBuilder();
    for (JsonElement item :
        Outcome.ofLine("cite --activation relu --format json").done().json().getAsJsonArray()) {
      JsonObject json = item.getAsJsonObject();
      String key = json.get("key").getAsString();
      assertEquals(entries.get(key), json.get("bibtex").getAsString());
      String comment = "% " + json.get("used_for").getAsString();
      expected.append(comment).append('\n').append(entries.get(key)).append("\n\n");
    }
    assertEquals(expected.toString(), text);
    assertTrue(text.contains("% averages of piecewise linear activations in closed form\n@inproc"));
  }

  @Test
  void csvQuotesEntriesOfSeveralLines() {
    String csv = Outcome.ofLine("cite --format csv").done().out();
    assertTrue(csv.startsWith("key,used_for,bibtex\npoole2016,"), csv);
    assertEquals(
        6, StreamSupport.stream(List.of(csv.split("\"@")).spliterator(), false).skip(1).count());
  }

  @Test
  void wrongWordsAreRefused() {
    Outcome.of("cite", directory.toString()).refused(2, "which holds no phase.zarr");
    Outcome.of("cite", directory.toString(), "--activation", "tanh")
        .refused(2, "must not be given together");
    Outcome.ofLine("cite --network ../examples/networks/he-relu.yaml")
        .refused(2, "must come with propagate or kernel");
    Outcome.ofLine("cite init --network ../examples/networks/he-relu.yaml")
        .refused(2, "must come with propagate or kernel");
    Outcome.ofLine("cite kernel --activation erf --network ../examples/networks/he-relu.yaml")
        .refused(2, "names its own");
    Outcome.ofLine("cite --activation tahn").refused(2, "did you mean tanh?");
  }
}
