package org.deepmft.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random networks, arrays and options of {@code kernel}: right ones, almost right ones and noise.
 */
final class FuzzKernels extends FuzzTexts {

  /** Sides of arrays. */
  private static final int MOST = 5;

  /** In whose networks pairs of unequal norms take little time. */
  private static final List<String> ACTIVATIONS =
      List.of("relu", "erf", "linear", "sin", "sign", "leaky-relu(0.1)", "where(x<0,-x,x)");

  /** Whether all is right. */
  private final boolean clean;

  FuzzKernels(SplittableRandom random) {
    super(random);
    clean = oneIn(3);
  }

  private boolean damage(int n) {
    return !clean && oneIn(n);
  }

  private String variance() {
    return damage(8) ? number() : damage(3) ? plain() : Double.toString(random.nextDouble(3));
  }

  /** A network file. */
  String network() {
    StringBuilder text = new StringBuilder(oneIn(8) ? "about: any\nlayers:\n" : "layers:\n");
    text.append("  - ").append(damage(12) ? layer() : dense()).append('\n');
    for (int k = below(4); k > 0; k--) {
      if (oneIn(3)) {
        text.append("  - repeat: ").append(1 + below(4)).append("\n    layers:\n");
        for (int l = below(3); l >= 0; l--) {
          text.append("      - ").append(layer()).append('\n');
        }
        text.append("      - ").append(dense()).append('\n');
      } else {
        text.append("  - ").append(layer()).append("\n  - ").append(dense()).append('\n');
      }
    }
    return damage(6) ? damaged(text.toString()) : text.toString();
  }

  private String dense() {
    return "dense: {sigma_w2: " + variance() + (oneIn(2) ? ", sigma_b2: " + variance() : "") + "}";
  }

  private String layer() {
    return switch (below(8)) {
      case 0 -> "norm: " + (damage(4) ? any("layer", noise(5)) : "rms");
      case 1 -> "noise: " + variance();
      case 2 -> "dropout: " + (damage(2) ? any("0.9999", "0", "1", number()) : "0.1");
      case 3 ->
          "residual: {skip: "
              + plain()
              + ", branch: "
              + plain()
              + ", layers: [{activation: relu}, {"
              + dense()
              + "}]}";
      default -> "activation: " + any(ACTIVATIONS);
    };
  }

  /** A file of an array that should have some rows and columns. */
  byte[] array(int rows, int columns) {
    if (damage(20)) {
      byte[] bytes = new byte[below(200)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) below(256);
      }
      return bytes;
    }
    int m = damage(10) ? below(MOST) : rows;
    int d = damage(10) ? below(MOST) : columns;
    String type = damage(12) ? any("<i8", "|O", "<f2", "<c16", noise(4)) : any("<f8", "<f4", ">f8");
    String shape = "(" + m + ", " + d + ")";
    if (damage(12)) {
      shape = any("()", "(" + m + ",)", "(2, 3, 4)", "(-1, 2)", "(" + number() + ", 1)", noise(9));
    }
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(type, oneIn(8) ? "True" : "False", shape);
    byte[] head = (damage(12) ? damaged(header) : header).getBytes(StandardCharsets.ISO_8859_1);
    double[] values = values(m, d);
    int size = type.endsWith("4") ? Float.BYTES : Double.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(10 + head.length + size * values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    bytes.put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) head.length);
    bytes.put(head).order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (size == Float.BYTES) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    byte[] all = bytes.array();
    if (damage(20)) {
      all[below(all.length)] = (byte) below(256);
    }
    return damage(20) ? Arrays.copyOf(all, below(all.length + 9)) : all;
  }

  private double[] values(int m, int d) {
    double[] values = new double[m * d];
    double scale = damage(6) ? Math.exp(random.nextDouble(-700, 700)) : 1;
    for (int k = 0; k < values.length; k++) {
      values[k] = scale * random.nextDouble(-1, 1);
    }
    if (values.length > 0 && damage(8)) {
      values[below(values.length)] =
          any(Double.NaN, Double.POSITIVE_INFINITY, 0.0, -0.0, Double.MIN_VALUE, 1e308);
    }
    if (m > 1 && damage(4)) {
      double factor = any(1.0, 1.0, -1.0, 2.0, 1 + 0x1p-52, 0.0);
      int from = below(m);
      int to = below(m);
      for (int i = 0; i < d; i++) {
        values[to * d + i] = factor * values[from * d + i];
      }
    }
    return values;
  }

  /** Number of rows or columns. */
  int side() {
    return 1 + below(MOST);
  }

  /** Options beside those that name files. */
  List<String> options(boolean regression) {
    List<String> words = new ArrayList<>();
    if (oneIn(3)) {
      words.add("--layers=" + (damage(2) ? any("1,2", "2,1,2", number()) : "1"));
    }
    if (oneIn(regression ? 3 : 20)) {
      words.add("--noise=" + variance());
    }
    if (damage(12)) {
      words.add(any("--threads=1", "--format=json", "--format=csv", "--seed=1", noise(8)));
    }
    return words;
  }
}
