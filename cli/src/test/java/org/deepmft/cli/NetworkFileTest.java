package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a YAML file says is the network; what is wrong in it is told with its line. */
class NetworkFileTest {

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("net.yaml"), text);
  }

  private List<Layer> read(String text) throws IOException {
    return NetworkFile.read(file(text)).layers();
  }

  private void refused(String text, String message) throws IOException {
    Path file = file(text);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> NetworkFile.read(file));
    assertTrue(e.getMessage().startsWith(file + message), e::getMessage);
  }

  @Test
  void everyKindOfLayerIsRead() throws IOException {
    List<Layer> layers =
        read(
            """
            about: one of each
            layers:
              - dense: {sigma_w2: 2, sigma_b2: 0.1, width: 64, weights: orthogonal}
              - noise: 0.25
              - norm: rms
              - repeat: 3
                layers:
                  - residual:
                      skip: 0.5
                      branch: -2
                      layers:
                        - norm: layer
                        - dense:
                            sigma_w2: 1e0
              - dropout: 0.1
            """);
    assertEquals(
        List.of(
            new Dense(2, 0.1, 64, Weights.ORTHOGONAL),
            new Noise(0.25),
            new Norm(false),
            new Repeat(
                3,
                List.of(
                    new Residual(
                        0.5, -2, List.of(new Norm(true), new Dense(1, 0, 0, Weights.GAUSSIAN))))),
            new Dropout(0.1)),
        layers);
  }

  @Test
  void numbersMayDependOnTheRepetition() throws IOException {
    String text =
        """
        layers:
          - repeat: 3
            layers:
              - dense: {sigma_w2: 1 + 1/x, sigma_b2: "x^2", width: 8*x}
        """;
    assertEquals(
        List.of(
            new Dense(2, 1, 8, Weights.GAUSSIAN),
            new Dense(1.5, 4, 16, Weights.GAUSSIAN),
            new Dense(1 + 1 / 3.0, 9, 24, Weights.GAUSSIAN)),
        read(text));
  }

  /** The first two repetitions are alike. */
  @Test
  void aScheduleMayBeginLate() throws IOException {
    List<Layer> layers =
        read("layers:\n  - repeat: 4\n    layers: [{noise: 'where(x < 3, 1, x)'}]\n");
    assertEquals(List.of(new Noise(1), new Noise(1), new Noise(3), new Noise(4)), layers);
  }

  @Test
  void repetitionsThatDoNotDependOnTheirNumberAreOneBlock() throws IOException {
    List<Layer> block = List.of(new Noise(0.25));
    String inner = "{repeat: x, layers: [{noise: 1/4}]}";
    assertEquals(
        List.of(new Repeat(7, block)),
        read("layers:\n  - repeat: 7\n    layers: [{noise: 1/4}]\n"));
    assertEquals(
        List.of(new Repeat(1, block), new Repeat(2, block)),
        read("layers:\n  - repeat: 2\n    layers: [" + inner + "]\n"));
    String scheduled = "{repeat: 2, layers: [{noise: x}]}";
    assertEquals(
        List.of(new Repeat(3, List.of(new Noise(1), new Noise(2)))),
        read("layers:\n  - repeat: 3\n    layers: [" + scheduled + "]\n"));
  }

  @Test
  void anAliasIsWhatItStandsFor() throws IOException {
    List<Layer> layers = read("layers:\n  - &a\n    dense: {sigma_w2: 1}\n  - *a\n");
    assertEquals(2, layers.size());
    assertEquals(layers.get(0), layers.get(1));
  }

  /** A slash is a new line here. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          layer: []                                                | , line 1: keys here are about, layers, got 'layer'
          layers:/  - dense:/      sigma_w2: 1/      sigma_b: 1    | , line 4: keys here are sigma_b2, sigma_w2, weights, width, got 'sigma_b'; sigma_b2 is its square
          layers:/  - dense:/      sigma_w2: 1/      sigma_b2: -1   | , line 4: sigma_b2 must be finite and >= 0, got -1.0
          layers:/  - dens: {sigma_w2: 1}                          | , line 2: a layer must be one of activation, dense, dropout, noise, norm, repeat, residual, got 'dens'; did you mean dense?
          layers:/  - dense: {sigma_w2: 1}/    norm: rms           | , line 3: keys here are dense, got 'norm'
          layers:/  - dense:/      sigma_w2: 1/      sigma_w2: 2   | , line 4: sigma_w2 must be given once, is given twice
          layers: []/layers: []                                    | , line 2: layers must be given once
          layers: &a/  - repeat: 2/    layers: *a                  | , line 1: blocks must be nested at most 50 deep
          layers:/  - dense:/      sigma_w2: -1                    | , line 3: sigma_w2 must be finite and >= 0, got -1
          layers:/  - dense: {sigma_w2: two}                       | , line 2: sigma_w2 must be a number or an expression in x, the number of the repetition, got 'two'
          layers:/  - dense: {sigma_w2: 1e400}                     | , line 2: sigma_w2 must be a finite number, got 1e400
          layers:/  - dense: {sigma_b2: 1}                         | , line 2: sigma_w2 must be given
          layers:/  - dense: {sigma_w2: 1, width: 0.5}             | , line 2: width must be a whole number from 1 to 1000000, got 0.5
          layers:/  - dense: {sigma_w2: 1, weights: uniform}       | , line 2: weights must be gaussian or orthogonal, got 'uniform'
          layers:/  - noise: -1                                    | , line 2: noise must be finite and >= 0, got -1
          layers:/  - dropout: 1                                   | , line 2: dropout must lie in [0, 1), got 1
          layers:/  - norm: batch                                  | , line 2: norm must be layer or rms, got 'batch'
          layers:/  - activation: tahn                             | , line 2: activation must be an expression in x or one of
          layers:/  - activation: 2*sni(x)                         | , line 2: activation expression: unknown name 'sni'
          layers:/  - activation: 0*x                              | , line 2: activation 0*x must vary with x, but is constant
          layers: []                                               | , line 1: a network must have layers
          layers:/  - repeat: 2/    layers: []                     | , line 2: repeat must have layers
          layers:/  - repeat: 2                                    | , line 2: layers must be given
          layers:/  - repeat: 0/    layers: []                     | , line 2: repeat must be a whole number from 1 to 1000000, got 0
          layers:/  - residual:/      layers:/        - norm: rms  | , line 3: a residual branch must have a dense layer
          layers:/  - !x {norm: rms}                               | , line 2: tags have no meaning here, got '!x'
          layers:/  - dense: !!set {sigma_w2: 1}                   | , line 2: tags have no meaning here, got 'tag:yaml.org,2002:set'
          layers:/  - tanh                                         | , line 2: a layer must be written 'kind: ...', got 'tanh'
          layers:/  - dense:                                       | , line 2: dense must be a list of 'key: value'
          layers: 3                                                | , line 1: layers must be a list
          hello                                                    | , line 1: a network must be a list of 'key: value'
          layers: [                                                | , line 1: expected the node content
          layers: []/---/layers: []                                | , line 2: but found another document
          `#`                                                      | ` must hold a network`
          """)
  void anErrorNamesItsLineRuleAndValue(String text, String message) throws IOException {
    refused(text.replace("/", "\n").replace("1\nx", "1/x"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          dense: {sigma_w2: 1, width: 10/x} | width must be a whole number from 1 to 1000000, got 10/x at x = 3
          dense: {sigma_w2: 2 - x}          | sigma_w2 must be finite and >= 0, got -1.0 at x = 3
          dense: {sigma_w2: 1/(x - 2)}      | sigma_w2 must be finite and >= 0, got -1.0 at x = 1
          dropout: x/3                      | dropout must lie in [0, 1), got 1.0 at x = 3
          dense: {sigma_w2: [1]}            | sigma_w2 must be a single word or number
          dense: 2                          | dense must be a list of 'key: value'
          dense: {sigma_w: 1.5}             | keys here are sigma_b2, sigma_w2, weights, width, got 'sigma_w'; sigma_w2 is its square
          """)
  void aScheduleThatGoesWrongIsToldWithKeyAndRepetition(String layer, String message)
      throws IOException {
    refused("layers:\n  - repeat: 4\n    layers:\n      - " + layer, ", line 4: " + message);
  }

  @Test
  void layersThatStandInAWrongPlaceAreToldWithTheirLine() throws IOException {
    refused(
        """
        layers:
          - repeat: 3
            layers:
              - activation: relu
              - dense: {sigma_w2: 2}
              - dropout: 0.1
        """,
        ", line 4: activation relu must act on a Gaussian vector");
    refused(
        """
        layers:
          - dense: {sigma_w2: 1, width: 10}
          - residual:
              layers:
                - dense: {sigma_w2: 1, width: 20}
        """,
        ", line 3: residual must end with the width it begins with, 10, got 20");
    refused(
        """
        layers:
          - repeat: 2
            layers:
              - residual:
                  layers:
                    - dense: {sigma_w2: x}
                    - activation: relu
        """,
        ", line 4: residual must not add two vectors that both have a mean");
  }

  @Test
  void blocksAreFiftyDeepAtMost() throws IOException {
    for (int deep : new int[] {50, 51}) {
      StringBuilder text = new StringBuilder("layers:\n");
      String indent = "  ";
      for (int k = 0; k < deep; k++) {
        text.append(indent).append("- repeat: 1\n").append(indent).append("  layers:\n");
        indent += "    ";
      }
      text.append(indent).append("- dense: {sigma_w2: 1}\n");
      if (deep == 50) {
        assertEquals(1, new Network(read(text.toString())).depth());
      } else {
        refused(text.toString(), ", line 104: blocks must be nested at most 50 deep");
      }
    }
    refused("[".repeat(100_000), " must be nested at most 50 deep, is much deeper");
  }

  @Test
  void whatGrowsByRepetitionIsBounded() throws IOException {
    refused(
        """
        layers:
          - repeat: 1000000
            layers:
              - repeat: 1000000
                layers:
                  - dense: {sigma_w2: 1}
        """,
        ", line 2: a network must have at most 100000000 layers, repetitions counted");
    StringBuilder laughs = new StringBuilder("layers:\n  - &a0\n    dense: {sigma_w2: 1}\n");
    for (int k = 1; k < 40; k++) {
      laughs.append(
          "  - &a%d\n    repeat: 2\n    layers: [*a%d, *a%d]\n".formatted(k, k - 1, k - 1));
    }
    refused(laughs.toString(), " must be YAML: Number of aliases");
    refused(
        "layers:\n" + "  - dense: {sigma_w2: 1}\n".repeat(50_000), " must have at most 1048576");
  }

  @Test
  void aFileThatIsNoTextOrNotThereIsRefused() throws IOException {
    Path binary = directory.resolve("net.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    Outcome.of("propagate", "--network", binary.toString()).refused(2, "must be YAML in UTF-8");
    Outcome.of("propagate", "--network", directory.toString()).refused(2, "which is a directory");
    Outcome.of("propagate", "--network", directory.resolve("none").toString())
        .refused(2, "which does not exist");
  }
}
