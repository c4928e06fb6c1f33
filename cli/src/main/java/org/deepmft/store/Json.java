package org.deepmft.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON whose bytes depend on its content only: ASCII, one spelling of a number, keys sorted in
 * metadata and in the order of their making in results.
 *
 * <p>A double takes as many digits as it needs to be read back unchanged, 17 at most. They are not
 * those of {@link Double#toString(double)}, which differ between JDK 17 and JDK 19 (JDK-4511638).
 */
public final class Json {
  private static final int ENOUGH_DIGITS = 17;
  private static final int ALWAYS_KEPT_DIGITS = 15;

  private Json() {}

  /** The map as an object whose numbers are as if read from a file. */
  static JsonObject object(Map<String, ?> map) {
    return JsonParser.parseString(text(tree(map))).getAsJsonObject();
  }

  /**
   * The value as JSON.
   *
   * @param value null, string, boolean, finite number, enum, JSON, or a list, array or map of these
   * @throws IllegalArgumentException if it is anything else
   */
  public static JsonElement tree(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof JsonElement json) {
      return json;
    } else if (value instanceof CharSequence || value instanceof Enum<?>) {
      return new JsonPrimitive(value.toString());
    } else if (value instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    } else if (value instanceof Number number) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException(
            "a number in attributes must be finite, got " + number + "; write it as a string");
      }
      return new JsonPrimitive(number);
    } else if (value instanceof Map<?, ?> map) {
      JsonObject json = new JsonObject();
      map.forEach((key, item) -> json.add(key.toString(), tree(item)));
      return json;
    } else if (value instanceof Iterable<?> items) {
      JsonArray json = new JsonArray();
      items.forEach(item -> json.add(tree(item)));
      return json;
    } else if (value.getClass().isArray()) {
      JsonArray json = new JsonArray();
      for (int i = 0; i < Array.getLength(value); i++) {
        json.add(tree(Array.get(value, i)));
      }
      return json;
    }
    throw new IllegalArgumentException(
        "an attribute must be a string, boolean, number, list, array or map, got "
            + value.getClass().getName());
  }

  /** The JSON's only spelling, with a line feed at its end. */
  static String text(JsonElement json) {
    StringBuilder out = new StringBuilder();
    append(out, json, "\n", true);
    return out.append('\n').toString();
  }

  /**
   * The JSON of a result, its keys in their own order, with a line feed at its end.
   *
   * @param json the result
   */
  public static String result(JsonElement json) {
    StringBuilder out = new StringBuilder();
    append(out, json, "\n", false);
    return out.append('\n').toString();
  }

  /**
   * A number of a result: null if it is not finite.
   *
   * @param value the number
   */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /**
   * The object in a file.
   *
   * @throws IOException if the file cannot be read or holds anything but a JSON object
   */
  public static JsonObject read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " must hold a JSON object in UTF-8", e);
    }
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file + " must hold a JSON object: " + e.getMessage(), e);
    }
  }

  private static void append(StringBuilder out, JsonElement json, String lineFeed, boolean sorted) {
    String inner = lineFeed + "  ";
    if (json.isJsonObject()) {
      String separator = inner;
      out.append('{');
      Map<String, JsonElement> map = json.getAsJsonObject().asMap();
      for (Map.Entry<String, JsonElement> entry : (sorted ? new TreeMap<>(map) : map).entrySet()) {
        out.append(separator);
        appendString(out, entry.getKey());
        append(out.append(": "), entry.getValue(), inner, sorted);
        separator = "," + inner;
      }
      out.append(json.getAsJsonObject().isEmpty() ? "}" : lineFeed + "}");
    } else if (json.isJsonArray()) {
      out.append('[');
      for (Iterator<JsonElement> items = json.getAsJsonArray().iterator(); items.hasNext(); ) {
        append(out, items.next(), inner, sorted);
        out.append(items.hasNext() ? ", " : "");
      }
      out.append(']');
    } else if (json instanceof JsonPrimitive value && value.isString()) {
      appendString(out, value.getAsString());
    } else if (json instanceof JsonPrimitive value && value.isNumber()) {
      out.append(spell(value.getAsNumber()));
    } else {
      out.append(json);
    }
  }

  private static String spell(Number value) {
    if (!(value instanceof Double || value instanceof Float)) {
      return value.toString();
    }
    double x = value.doubleValue();
    if (x == 0) {
      return 1 / x < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(x);
    int digits = ALWAYS_KEPT_DIGITS;
    BigDecimal rounded = exact.round(new MathContext(digits));
    while (digits < ENOUGH_DIGITS && rounded.doubleValue() != x) {
      digits++;
      rounded = exact.round(new MathContext(digits));
    }
    rounded = rounded.stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -5 || exponent > 15) {
      BigDecimal leading = rounded.movePointLeft(exponent).stripTrailingZeros();
      return (leading.scale() > 0 ? leading : leading.setScale(1))
          + (exponent > 0 ? "E+" : "E")
          + exponent;
    }
    return rounded.scale() > 0 ? rounded.toPlainString() : rounded.toPlainString() + ".0";
  }

  private static void appendString(StringBuilder out, String text) {
    // zarr-python reads its metadata as ASCII.
    out.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 127) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    out.append('"');
  }
}
