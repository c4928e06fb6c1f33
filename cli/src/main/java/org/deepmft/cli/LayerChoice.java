package org.deepmft.cli;

import java.util.BitSet;
import org.deepmft.network.Trajectory;

/** Layers that are asked for: {@code 0,10,20} or {@code lo:hi:n}, or some of both. */
final class LayerChoice implements Trajectory.Choice {

  private final BitSet layers = new BitSet();

  private LayerChoice() {}

  /** Returns at most so many layers between 0 and the last, both among them. */
  static LayerChoice atMost(int count, int last) {
    LayerChoice choice = new LayerChoice();
    choice.spread(0, last, Math.min(count, last + 1));
    return choice;
  }

  /**
   * Reads a choice.
   *
   * @param text what was typed
   * @param first the first layer there is
   * @param last the last layer
   * @throws IllegalArgumentException if it is none
   */
  static LayerChoice parse(String text, int first, int last) {
    LayerChoice choice = new LayerChoice();
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split(":", -1);
      if (words.length == 1) {
        choice.layers.set(layer(words[0], first, last, text));
      } else if (words.length == 3) {
        int from = layer(words[0], first, last, text);
        int to = layer(words[1], first, last, text);
        int count = whole(words[2], text);
        if (count < 1 || to < from) {
          throw wrong(text);
        }
        choice.spread(from, to, count);
      } else {
        throw wrong(text);
      }
    }
    return choice;
  }

  private void spread(int from, int to, int count) {
    int steps = Math.min(count, to - from + 1) - 1;
    layers.set(from);
    for (int k = 1; k <= steps; k++) {
      layers.set(from + (int) Math.round((double) (to - from) * k / steps));
    }
  }

  private static int layer(String word, int first, int last, String text) {
    int layer = whole(word, text);
    if (layer < first || layer > last) {
      throw new IllegalArgumentException(
          "layers must lie in [" + first + ", " + last + "], got " + word.strip());
    }
    return layer;
  }

  private static int whole(String word, String text) {
    try {
      return Integer.parseInt(word.strip());
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "layers must be numbers and ranges lo:hi:n parted by commas, got '" + text + "'");
  }

  /** Returns the number of layers. */
  int size() {
    return layers.cardinality();
  }

  /** Returns the layers, ascending. */
  int[] layers() {
    return layers.stream().toArray();
  }

  @Override
  public boolean of(int layer) {
    return layers.get(layer);
  }
}
