package org.deepmft.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;

/** What one element of an array is on disk. */
public enum DataType {
  /** IEEE 754 double, little-endian; every NaN is written as the one canonical NaN. */
  FLOAT64("<f8", 8),
  /** Signed byte, -128 to 127. */
  INT8("|i1", 1);

  private final String code;
  private final int itemSize;

  DataType(String code, int itemSize) {
    this.code = code;
    this.itemSize = itemSize;
  }

  /** NumPy's name of the type, as it stands in {@code .zarray}. */
  public String code() {
    return code;
  }

  /** Bytes an element takes before compression. */
  public int itemSize() {
    return itemSize;
  }

  /**
   * The type with NumPy's name {@code code}.
   *
   * @throws IllegalArgumentException if it is none of these types
   */
  static DataType of(String code) {
    for (DataType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    throw new IllegalArgumentException("dtype must be <f8 or |i1, got " + code);
  }

  /** Whether {@code value} is an element of this type without rounding. */
  boolean holds(double value) {
    return this == FLOAT64 || value == (byte) value;
  }

  /** {@code fill_value} as Zarr writes it: an integer, a double, or one of three strings. */
  JsonElement fillToJson(double fill) {
    if (this == INT8) {
      return new JsonPrimitive((int) fill);
    }
    if (Double.isFinite(fill)) {
      return new JsonPrimitive(fill);
    }
    return new JsonPrimitive(Double.toString(fill));
  }

  /**
   * The fill value that {@code json} stands for.
   *
   * @throws IllegalArgumentException if it is null or not a number of this type
   */
  double fillFromJson(JsonElement json) {
    double fill;
    try {
      // Java and Zarr agree on the words NaN, Infinity and -Infinity.
      fill = Double.parseDouble(json.getAsString());
    } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
      throw new IllegalArgumentException("fill_value must be a number, got " + json, e);
    }
    if (!holds(fill)) {
      throw new IllegalArgumentException("fill_value of " + code + " cannot be " + json);
    }
    return fill;
  }
}
