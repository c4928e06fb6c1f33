package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deepmft.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of docs/kernels.md with 300 of its 1000 training images, from its files to its
 * claims.
 */
class DigitsTest {

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final List<String> NETWORKS = List.of("ordered", "critical", "chaotic");

  private static final String EXPORT =
      """
      import runpy, sys
      script, *sys.argv = sys.argv[1:]
      runpy.run_path(script)
      """;

  private static final String EVALUATE =
      """
      import json, sys
      sys.path.insert(0, sys.argv[1])
      import digits_accuracy as digits
      result = {name: digits.by_depth(sys.argv[2], name) for name in sys.argv[3:]}
      print(json.dumps({"linear": max(digits.linear(sys.argv[2]).values()), **result}))
      """;

  @TempDir Path directory;

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void kernel(String network) throws IOException {
    String net = EXAMPLES.resolve("digits").resolve(network + ".yaml").toString();
    Outcome outcome =
        Outcome.of(
            "kernel",
            "--network=" + net,
            "--inputs=" + file("X.npy"),
            "--targets=" + file("y.npy"),
            "--test=" + file("T.npy"),
            "--noise=0.01",
            "--layers=5,50",
            "--out=" + file(network + ".npz"),
            "--format=json");
    outcome.done();
    Files.writeString(directory.resolve(network + ".json"), outcome.out());
  }

  private static double at(JsonObject result, String network, int depth, String field) {
    JsonArray rows = result.getAsJsonArray(network);
    for (JsonElement row : rows) {
      if (row.getAsJsonObject().get("depth").getAsInt() == depth) {
        return row.getAsJsonObject().get(field).getAsDouble();
      }
    }
    throw new AssertionError("no depth " + depth + " in " + rows);
  }

  /** The depth over which the posterior's mean falls by a factor e, from layers 50 and 60. */
  private static double scale(JsonObject result, String network) {
    double fall = at(result, network, 50, "mean") / at(result, network, 60, "mean");
    return 10 / Math.log(fall);
  }

  private static double xiC(String sigmaW2) {
    String words = "point --activation tanh --sigma-b2 0.05 --format json --sigma-w2 " + sigmaW2;
    return Outcome.ofLine(words).done().object().get("xi_c").getAsDouble();
  }

  @Test
  void posteriorsBeatLinearModelsUntilTheDepthThatXiCAllows() throws Exception {
    Python.require("numpy, sklearn");
    String script = EXAMPLES.resolve("digits.py").toString();
    assertEquals("", Python.run(EXPORT, script, "digits.py", directory.toString(), "300"));
    for (String network : NETWORKS) {
      kernel(network);
    }
    String printed =
        Python.run(
            EVALUATE, EXAMPLES.toString(), directory.toString(), "ordered", "critical", "chaotic");
    JsonObject result = JsonParser.parseString(printed).getAsJsonObject();
    double linear = result.get("linear").getAsDouble();
    for (String network : NETWORKS) {
      assertTrue(at(result, network, 5, "nngp") > linear, printed);
    }
    assertTrue(at(result, "critical", 60, "nngp") > linear, printed);
    assertTrue(at(result, "ordered", 60, "nngp") < linear, printed);
    assertTrue(at(result, "chaotic", 60, "nngp") < at(result, "chaotic", 5, "nngp"), printed);
    assertEquals(xiC("1"), scale(result, "ordered"), 0.03 * xiC("1"));
    assertEquals(xiC("5"), scale(result, "chaotic"), 0.05 * xiC("5"));
  }
}
