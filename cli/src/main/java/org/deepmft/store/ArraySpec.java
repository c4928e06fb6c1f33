package org.deepmft.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an array is before it holds a value.
 *
 * <p>Two specs are equal when they describe the same array, whether they were built in Java or read
 * from disk, so {@code array.spec().equals(spec)} asks whether a store belongs to a plan.
 *
 * @param dtype type of an element
 * @param shape extent of each dimension, slowest first, each at least 1
 * @param chunks extent of a chunk along each dimension, each at least 1; may exceed the shape
 * @param fill value of elements whose chunk was not written; NaN is usual for float64
 * @param dimensions name of each dimension ({@code _ARRAY_DIMENSIONS}), all different
 * @param attributes further attributes, such as {@code long_name}, {@code units} or {@code
 *     flag_values}: strings, booleans, finite numbers, and lists, arrays and maps of these
 */
public record ArraySpec(
    DataType dtype,
    List<Integer> shape,
    List<Integer> chunks,
    double fill,
    List<String> dimensions,
    Map<String, ?> attributes) {

  /** The attribute in which xarray looks for the names of dimensions. */
  static final String DIMENSIONS = "_ARRAY_DIMENSIONS";

  private static final long MAX_CHUNK_BYTES = 1L << 30;

  /**
   * Checks the parts against each other and copies them.
   *
   * @throws IllegalArgumentException if extents or names do not fit the rules above, a chunk takes
   *     more than 2^30 bytes, the fill value is not of the type, or an attribute cannot be JSON
   */
  public ArraySpec {
    shape = List.copyOf(shape);
    chunks = List.copyOf(chunks);
    dimensions = List.copyOf(dimensions);
    int rank = shape.size();
    if (rank == 0 || chunks.size() != rank || dimensions.size() != rank) {
      throw new IllegalArgumentException(
          "shape, chunks and dimensions must be as long as each other and not empty, got "
              + shape
              + ", "
              + chunks
              + ", "
              + dimensions);
    }
    if (dimensions.stream().distinct().count() != rank) {
      throw new IllegalArgumentException("dimension names must differ, got " + dimensions);
    }
    long bytes = dtype.itemSize();
    for (int d = 0; d < rank; d++) {
      if (shape.get(d) < 1 || chunks.get(d) < 1) {
        throw new IllegalArgumentException(
            "shape and chunks must be >= 1, got " + shape + " and " + chunks);
      }
      bytes = Math.min(bytes * chunks.get(d), MAX_CHUNK_BYTES + 1);
    }
    if (bytes > MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException("a chunk must take <= 2^30 bytes, got chunks " + chunks);
    }
    if (!dtype.holds(fill)) {
      throw new IllegalArgumentException("fill must be an integer in -128..127, got " + fill);
    }
    if (attributes.containsKey(DIMENSIONS)) {
      throw new IllegalArgumentException(DIMENSIONS + " must be given as dimensions");
    }
    attributes = Collections.unmodifiableMap(Json.object(attributes).asMap());
  }

  /** A float64 array with fill value NaN and no further attributes. */
  public static ArraySpec float64(int[] shape, int[] chunks, String... dimensions) {
    return new ArraySpec(
        DataType.FLOAT64, list(shape), list(chunks), Double.NaN, List.of(dimensions), Map.of());
  }

  /** An int8 array with the given fill value and no further attributes. */
  public static ArraySpec int8(int[] shape, int[] chunks, int fill, String... dimensions) {
    return new ArraySpec(
        DataType.INT8, list(shape), list(chunks), fill, List.of(dimensions), Map.of());
  }

  /** This spec with one attribute more, or another value of it. */
  public ArraySpec with(String attribute, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(attributes);
    all.put(attribute, value);
    return new ArraySpec(dtype, shape, chunks, fill, dimensions, all);
  }

  /** The content of {@code .zarray}. */
  JsonObject arrayJson() {
    JsonObject compressor = new JsonObject();
    compressor.addProperty("id", "gzip");
    compressor.addProperty("level", GzipFrame.LEVEL);
    JsonObject json = new JsonObject();
    json.addProperty("zarr_format", 2);
    json.add("shape", Json.tree(shape));
    json.add("chunks", Json.tree(chunks));
    json.addProperty("dtype", dtype.code());
    json.add("compressor", compressor);
    json.add("fill_value", dtype.fillToJson(fill));
    json.addProperty("order", "C");
    json.add("filters", JsonNull.INSTANCE);
    json.addProperty("dimension_separator", ".");
    return json;
  }

  /** The content of {@code .zattrs}: the attributes and the dimension names. */
  JsonObject attributesJson() {
    JsonObject json = Json.object(attributes);
    json.add(DIMENSIONS, Json.tree(dimensions));
    return json;
  }

  /**
   * The spec that {@code .zarray} and {@code .zattrs} hold.
   *
   * @throws IllegalArgumentException if the array is not of the kind written here; says why
   */
  static ArraySpec fromJson(JsonObject array, JsonObject attributes) {
    require(array, "zarr_format", new JsonPrimitive(2));
    require(array, "order", new JsonPrimitive("C"));
    require(array, "filters", JsonNull.INSTANCE);
    if (array.has("dimension_separator")) {
      require(array, "dimension_separator", new JsonPrimitive("."));
    }
    JsonElement compressor = array.get("compressor");
    if (compressor == null
        || !compressor.isJsonObject()
        || !new JsonPrimitive("gzip").equals(compressor.getAsJsonObject().get("id"))) {
      throw new IllegalArgumentException("compressor must be gzip, got " + compressor);
    }
    if (!(array.get("dtype") instanceof JsonPrimitive code)) {
      throw new IllegalArgumentException("dtype must be <f8 or |i1, got " + array.get("dtype"));
    }
    DataType dtype = DataType.of(code.getAsString());
    JsonObject rest = attributes.deepCopy();
    JsonElement names = rest.remove(DIMENSIONS);
    List<String> dimensions = new ArrayList<>();
    items(names, DIMENSIONS).forEach(name -> dimensions.add(name.getAsString()));
    JsonElement fill = array.get("fill_value");
    return new ArraySpec(
        dtype,
        extents(array, "shape"),
        extents(array, "chunks"),
        dtype.fillFromJson(fill == null ? JsonNull.INSTANCE : fill),
        dimensions,
        rest.asMap());
  }

  private static void require(JsonObject json, String key, JsonElement value) {
    if (!value.equals(json.get(key))) {
      throw new IllegalArgumentException(key + " must be " + value + ", got " + json.get(key));
    }
  }

  private static List<Integer> extents(JsonObject json, String key) {
    List<Integer> extents = new ArrayList<>();
    for (JsonElement item : items(json.get(key), key)) {
      extents.add(item.getAsInt());
    }
    return extents;
  }

  private static JsonArray items(JsonElement json, String key) {
    if (json == null || !json.isJsonArray()) {
      throw new IllegalArgumentException(key + " must be a list, got " + json);
    }
    return json.getAsJsonArray();
  }

  private static List<Integer> list(int[] extents) {
    return Arrays.stream(extents).boxed().toList();
  }
}
