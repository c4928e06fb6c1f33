package org.deepmft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deepmft.initialisation.UniformLayer;

/** Code that gives the layers of a framework's network their variances. */
final class Snippets {

  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("pytorch", "pytorch.py");
    FILES.put("jax", "jax.py");
    FILES.put("keras", "keras.py");
    FILES.put("dl4j", "dl4j.java");
  }

  private static final MathContext DIGITS = new MathContext(12);

  private Snippets() {}

  /** Returns the code of each framework, in the contract's order. */
  static Map<String, String> of(UniformLayer layer) {
    Map<String, String> snippets = new LinkedHashMap<>();
    FILES.forEach((framework, file) -> snippets.put(framework, filled(file, layer)));
    return snippets;
  }

  /** Returns the frameworks, in the contract's order. */
  static Iterable<String> frameworks() {
    return FILES.keySet();
  }

  private static String filled(String file, UniformLayer layer) {
    String layers =
        "dense, "
            + (layer.norm() ? "norm, " : "")
            + "activation"
            + (layer.drop() > 0 ? ", dropout " + dropout(file, layer.drop()) : "");
    return template(file)
        .replace("<layers>", layers)
        .replace("<sigma_w2>", number(layer.sigmaW2()))
        .replace("<sigma_b2>", number(layer.sigmaB2()))
        .replace("<sigma_w>", number(Math.sqrt(layer.sigmaW2())))
        .replace("<sigma_b>", number(Math.sqrt(layer.sigmaB2())));
  }

  /** DL4J's dropOut takes the probability of keeping. */
  private static String dropout(String file, double drop) {
    return number(drop) + (file.startsWith("dl4j") ? ": dropOut(" + number(1 - drop) + ")" : "");
  }

  private static String number(double x) {
    String digits = new BigDecimal(x).round(DIGITS).stripTrailingZeros().toPlainString();
    return digits.contains(".") ? digits : digits + ".0";
  }

  private static String template(String file) {
    try (InputStream in = Snippets.class.getResourceAsStream("init/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
