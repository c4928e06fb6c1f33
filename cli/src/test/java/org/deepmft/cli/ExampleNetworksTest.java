package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deepmft.finite.FiniteCheck;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of examples/networks as a dense network of width 2,000 against the theory. Those
 * deeper than 20 layers repeat their block 10 times. {@link FiniteCheck} says within what they
 * agree, and with which probability of a false alarm.
 */
class ExampleNetworksTest {

  private static final Path EXAMPLES = Path.of("../examples/networks");
  private static final int DEEPEST = 20;
  private static final int REPETITIONS = 10;

  private static final Map<String, Network> NETWORKS = networks();

  private static FiniteCheck check;

  @BeforeAll
  static void measure() {
    check = new FiniteCheck(NETWORKS);
  }

  private static Map<String, Network> networks() {
    Map<String, Network> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.toList()) {
        Network network = NetworkFile.read(file);
        all.put(
            file.getFileName().toString(),
            network.depth() > DEEPEST ? new Network(shortened(network.layers())) : network);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  private static List<Layer> shortened(List<Layer> layers) {
    return layers.stream()
        .map(
            layer ->
                layer instanceof Repeat repeat
                    ? new Repeat(Math.min(repeat.times(), REPETITIONS), shortened(repeat.layers()))
                    : layer)
        .toList();
  }

  static Stream<String> names() {
    return NETWORKS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theTheoryOfAnExampleIsThatOfFiniteNetworks(String name) {
    assertTrue(NETWORKS.get(name).depth() <= DEEPEST, "shortened enough");
    assertEquals(List.of(), check.disagreements(name));
  }
}
