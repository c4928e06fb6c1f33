package org.deepmft.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Nearest;
import org.deepmft.activation.expression.Expression;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.InitialState;
import org.deepmft.network.Layer;
import org.deepmft.network.MisplacedLayerException;
import org.deepmft.network.Network;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A network in YAML; docs/networks.md has the schema. Whatever is wrong is told with its line.
 *
 * <p>Numbers may be expressions in x, the number of the repetition they stand in, counted from 1.
 */
final class NetworkFile {

  private static final long MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 50;
  private static final int MOST_LAYERS = 1_000_000;

  private static final Set<String> KINDS =
      new TreeSet<>(
          List.of("dense", "activation", "dropout", "noise", "norm", "residual", "repeat"));

  /** What nodes are without a tag. */
  private static final Set<Tag> TAGS =
      Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  private final Path file;
  private final Map<Layer, Node> places = new IdentityHashMap<>();
  private final Map<String, Activation> activations = new HashMap<>();
  private int layers;

  /** Whether a number that was read depends on the repetition it stands in. */
  private boolean scheduled;

  private NetworkFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a network.
   *
   * @param file the file
   * @throws IllegalArgumentException if it is no network, with the line
   * @throws IOException if it cannot be read
   */
  static Network read(Path file) throws IOException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "network must be a YAML file, got '"
              + file
              + "', which "
              + (Files.exists(file) ? "is a directory" : "does not exist"));
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(
          file + " must have at most " + MOST_BYTES + " bytes, has " + Files.size(file));
    }
    NetworkFile reader = new NetworkFile(file);
    try {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      Node root =
          new Compose(settings)
              .composeString(Files.readString(file))
              .orElseThrow(() -> new IllegalArgumentException(file + " must hold a network"));
      Map<String, Node> keys = reader.mapping(root, "a network", Set.of("layers", "about"));
      Node list = reader.required(keys, "layers", root);
      return reader.at(list, () -> new Network(reader.layers(list, 1, 0)));
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(file + where + ": " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " must be YAML: " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " must be YAML in UTF-8", e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException(
          file + " must be nested at most " + DEEPEST + " deep, is much deeper", e);
    }
  }

  private interface Made<T> {
    T make();
  }

  /** Makes something of a node; a broken rule gets the node's line. */
  private <T> T at(Node node, Made<T> made) {
    return at(node, "", made);
  }

  /** The same, with the repetition named where the node is an expression. */
  private <T> T at(Node node, String repetition, Made<T> made) {
    try {
      return made.make();
    } catch (PlacedException e) {
      throw e;
    } catch (MisplacedLayerException e) {
      throw wrong(places.getOrDefault(e.layer(), node), e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new PlacedException(where(node) + e.getMessage() + repetition);
    }
  }

  /** An error whose place is already told. */
  private static final class PlacedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    PlacedException(String message) {
      super(message);
    }
  }

  private String where(Node node) {
    return file
        + node.getStartMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("")
        + ": ";
  }

  private PlacedException wrong(Node node, String rule) {
    return new PlacedException(where(node) + rule);
  }

  private List<Layer> layers(Node node, double x, int depth) {
    if (!(plain(node) instanceof SequenceNode list)) {
      throw wrong(node, "layers must be a list");
    }
    if (depth > DEEPEST) {
      throw wrong(node, "blocks must be nested at most " + DEEPEST + " deep, and none in itself");
    }
    List<Layer> all = new ArrayList<>();
    for (Node item : list.getValue()) {
      int before = all.size();
      addLayer(item, x, depth, all);
      all.subList(before, all.size()).forEach(layer -> places.putIfAbsent(layer, item));
      layers++;
      if (layers > MOST_LAYERS) {
        throw wrong(item, "a network file must spell out at most " + MOST_LAYERS + " layers");
      }
    }
    return all;
  }

  private void addLayer(Node item, double x, int depth, List<Layer> all) {
    if (item instanceof ScalarNode scalar) {
      String word = scalar.getValue();
      throw wrong(item, "a layer must be written 'kind: ...', got '" + word + "'");
    }
    Map<String, Node> keys = mapping(item, "a layer", null);
    String kind = keys.keySet().stream().findFirst().orElse("");
    if (!KINDS.contains(kind)) {
      String near = Nearest.of(kind, KINDS).map(word -> "; did you mean " + word + "?").orElse("");
      throw wrong(
          item,
          "a layer must be one of " + String.join(", ", KINDS) + ", got '" + kind + "'" + near);
    }
    Node value = keys.get(kind);
    Set<String> allowed =
        switch (kind) {
          case "repeat" -> Set.of("repeat", "layers");
          default -> Set.of(kind);
        };
    mapping(item, kind, allowed);
    switch (kind) {
      case "dense" -> all.add(dense(value, x));
      case "activation" ->
          all.add(at(value, () -> new Layer.Activate(activation(text(value, kind)))));
      case "dropout" ->
          all.add(at(value, repetition(value, x), () -> new Layer.Dropout(number(value, kind, x))));
      case "noise" ->
          all.add(at(value, repetition(value, x), () -> new Layer.Noise(number(value, kind, x))));
      case "norm" -> all.add(norm(value));
      case "residual" -> all.add(residual(value, x, depth));
      default -> addRepeat(item, keys, x, depth, all);
    }
  }

  /** The activation of these words; its duals are made once to see whether they can be. */
  private Activation activation(String words) {
    return activations.computeIfAbsent(
        words,
        text -> {
          Activation activation = Activations.named(text);
          Duals.of(activation);
          return activation;
        });
  }

  private Layer dense(Node value, double x) {
    Map<String, Node> keys =
        mapping(value, "dense", Set.of("sigma_w2", "sigma_b2", "width", "weights"));
    required(keys, "sigma_w2", value);
    double sigmaW2 = variance(keys, "sigma_w2", x);
    double sigmaB2 = keys.containsKey("sigma_b2") ? variance(keys, "sigma_b2", x) : 0;
    int width = keys.containsKey("width") ? integer(keys, "width", x) : 0;
    Layer.Weights weights = Layer.Weights.GAUSSIAN;
    if (keys.containsKey("weights")) {
      Node node = keys.get("weights");
      weights =
          switch (text(node, "weights")) {
            case "gaussian" -> Layer.Weights.GAUSSIAN;
            case "orthogonal" -> Layer.Weights.ORTHOGONAL;
            default ->
                throw wrong(
                    node,
                    "weights must be gaussian or orthogonal, got '" + text(node, "weights") + "'");
          };
    }
    Layer.Weights drawn = weights;
    return at(value, () -> new Layer.Dense(sigmaW2, sigmaB2, width, drawn));
  }

  private Layer norm(Node value) {
    return switch (text(value, "norm")) {
      case "layer" -> new Layer.Norm(true);
      case "rms" -> new Layer.Norm(false);
      default -> throw wrong(value, "norm must be layer or rms, got '" + text(value, "norm") + "'");
    };
  }

  private Layer residual(Node value, double x, int depth) {
    Map<String, Node> keys = mapping(value, "residual", Set.of("skip", "branch", "layers"));
    double skip = keys.containsKey("skip") ? number(keys.get("skip"), "skip", x) : 1;
    double branch = keys.containsKey("branch") ? number(keys.get("branch"), "branch", x) : 1;
    List<Layer> body = layers(required(keys, "layers", value), x, depth + 1);
    return at(value, () -> new Layer.Residual(skip, branch, body));
  }

  /** Writes the repetitions out where something in them depends on x. */
  private void addRepeat(Node item, Map<String, Node> keys, double x, int depth, List<Layer> all) {
    int times = integer(keys, "repeat", x);
    Node body = required(keys, "layers", item);
    boolean outside = scheduled;
    scheduled = false;
    List<Layer> first = layers(body, 1, depth + 1);
    if (scheduled) {
      all.addAll(first);
      for (int k = 2; k <= times; k++) {
        all.addAll(layers(body, k, depth + 1));
      }
    } else {
      all.add(at(item, () -> new Layer.Repeat(times, first)));
    }
    scheduled = outside; // x in the body is its own
  }

  /** Refuses a node that asks by a tag to be read as something else. */
  private Node plain(Node node) {
    if (!TAGS.contains(node.getTag())) {
      throw wrong(node, "tags have no meaning here, got '" + node.getTag().getValue() + "'");
    }
    return node;
  }

  private Map<String, Node> mapping(Node node, String name, Set<String> allowed) {
    if (!(plain(node) instanceof MappingNode mapping)) {
      throw wrong(node, name + " must be a list of 'key: value'");
    }
    Map<String, Node> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key");
      if (allowed != null && !allowed.contains(key)) {
        String known = String.join(", ", new TreeSet<>(allowed));
        String square = allowed.contains(key + "2") ? "; " + key + "2 is its square" : "";
        throw wrong(tuple.getKeyNode(), "keys here are " + known + ", got '" + key + "'" + square);
      }
      if (keys.put(key, tuple.getValueNode()) != null) {
        throw wrong(tuple.getKeyNode(), key + " must be given once, is given twice");
      }
    }
    return keys;
  }

  private Node required(Map<String, Node> keys, String key, Node of) {
    if (!keys.containsKey(key)) {
      throw wrong(of, key + " must be given");
    }
    return keys.get(key);
  }

  private String text(Node node, String name) {
    if (!(plain(node) instanceof ScalarNode scalar)) {
      throw wrong(node, name + " must be a single word or number");
    }
    return scalar.getValue();
  }

  private int integer(Map<String, Node> keys, String key, double x) {
    Node node = keys.get(key);
    double value = number(node, key, x);
    if (!(value == Math.rint(value) && value >= 1 && value <= MOST_LAYERS)) {
      throw wrong(
          node,
          key
              + " must be a whole number from 1 to "
              + MOST_LAYERS
              + ", got "
              + text(node, key)
              + repetition(node, x));
    }
    return (int) value;
  }

  private double variance(Map<String, Node> keys, String key, double x) {
    double value = number(keys.get(key), key, x);
    return at(
        keys.get(key),
        repetition(keys.get(key), x),
        () -> {
          InitialState.requireVariance(key, value);
          return value;
        });
  }

  private double number(Node node, String name, double x) {
    String word = text(node, name);
    double value =
        isNumber(word) ? Double.parseDouble(word) : at(node, () -> formula(name, word, x));
    if (!Double.isFinite(value)) {
      throw wrong(node, name + " must be a finite number, got " + word + repetition(node, x));
    }
    return value;
  }

  private static boolean isNumber(String word) {
    try {
      Double.parseDouble(word);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Returns where an expression in x was looked at; nothing of a number. */
  private static String repetition(Node node, double x) {
    return node instanceof ScalarNode scalar && !isNumber(scalar.getValue())
        ? String.format(" at x = %.0f", x)
        : "";
  }

  private double formula(String name, String word, double x) {
    try {
      scheduled |= !Expression.constant(word);
      return Expression.value(word, x);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name
              + " must be a number or an expression in x, the number of the repetition, got '"
              + word
              + "'",
          e);
    }
  }
}
