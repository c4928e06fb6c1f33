package org.deepmft.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.store.ArraySpec;
import org.deepmft.store.DataType;
import org.deepmft.store.PhaseStore;
import org.deepmft.store.ZarrArray;

/**
 * Phase diagrams as HDF5: a dataset an array, [σ_b², σ_w²], of float64 or, for {@code status} and
 * {@code phase}, int8 with {@code flag_values} and {@code flag_meanings}.
 *
 * <p>The coordinates are dimension scales, so netCDF-4 and xarray know them. Groups, names and
 * attributes are those of the store. Values are contiguous and not compressed.
 */
final class PhaseHdf5 {

  private static final List<String> AXES = List.of("sigma_b2", "sigma_w2");

  private static final List<String> ARRAYS = new ArrayList<>();

  static {
    ARRAYS.add(PhaseStore.STATUS);
    ARRAYS.add(PhaseStore.PHASE);
    for (PhaseField field : PhaseField.values()) {
      ARRAYS.add(field.label());
    }
  }

  private final PhaseStore store;
  private final Hdf5File file;
  private final LongConsumer progress;

  private PhaseHdf5(PhaseStore store, Hdf5File file, LongConsumer progress) {
    this.store = store;
    this.file = file;
    this.progress = progress;
  }

  /** Writes a store; as {@link ExportFormat#write}. */
  static void write(PhaseStore store, FileChannel out, LongConsumer progress) throws IOException {
    Hdf5File file = new Hdf5File(out);
    new PhaseHdf5(store, file, progress).root();
    file.finish();
  }

  private void root() throws IOException {
    Map<String, Object> attributes = attributes(store.attributes().asMap());
    List<String> activations = store.activations();
    if (activations.size() == 1) {
      diagram(activations.get(0), attributes);
      return;
    }
    file.group(
        attributes,
        activations.stream().map(PhaseStore::groupName).toList(),
        addresses -> {
          for (String activation : activations) {
            addresses.put(
                PhaseStore.groupName(activation),
                diagram(activation, Map.of("activation", activation)));
          }
        });
  }

  private long diagram(String activation, Map<String, Object> attributes) throws IOException {
    List<String> names = new ArrayList<>(AXES);
    names.addAll(ARRAYS);
    return file.group(
        attributes,
        names,
        addresses -> {
          for (String name : AXES) {
            addresses.put(name, axis(store.array(activation, name)));
          }
          Hdf5References references =
              new Hdf5References(file, AXES.stream().map(addresses::get).toList(), ARRAYS.size());
          for (int k = 0; k < ARRAYS.size(); k++) {
            addresses.put(
                ARRAYS.get(k), field(store.array(activation, ARRAYS.get(k)), references, k));
          }
        });
  }

  private long axis(ZarrArray array) throws IOException {
    Map<String, Object> attributes = attributes(array.spec().attributes());
    attributes.put("CLASS", "DIMENSION_SCALE");
    attributes.put("NAME", array.name());
    attributes.put("_Netcdf4Dimid", AXES.indexOf(array.name()));
    double[] values = array.readAll();
    return file.dataset(
        FloatingPoint.DOUBLE,
        new int[] {values.length},
        attributes,
        () -> file.append(bytes(values, DataType.FLOAT64)));
  }

  private long field(ZarrArray array, Hdf5References references, int k) throws IOException {
    ArraySpec spec = array.spec();
    boolean codes = spec.dtype() == DataType.INT8;
    Map<String, Object> attributes = attributes(spec.attributes());
    if (codes) {
      attributes.put("_FillValue", (byte) spec.fill());
    }
    attributes.put("DIMENSION_LIST", references.dimensionList(k, AXES.size()));
    return file.dataset(
        codes ? new FixedPoint(1) : FloatingPoint.DOUBLE,
        spec.shape().stream().mapToInt(Integer::intValue).toArray(),
        attributes,
        () ->
            RowBlocks.of(spec.shape(), spec.chunks(), 1)
                .forEach(
                    (origin, extents) -> {
                      file.append(bytes(array.readBlock(origin, extents), spec.dtype()));
                      progress.accept((long) extents[0] * extents[1]);
                    }));
  }

  private static ByteBuffer bytes(double[] values, DataType type) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, type.itemSize()));
    if (type == DataType.INT8) {
      for (double value : values) {
        bytes.put((byte) value);
      }
      return bytes.flip();
    }
    bytes.order(FloatingPoint.DOUBLE.getByteOrder()).asDoubleBuffer().put(values);
    return bytes;
  }

  /** The store's attributes as jHDF takes them. */
  private static Map<String, Object> attributes(Map<String, ?> stored) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    stored.forEach((name, value) -> attributes.put(name, value((JsonElement) value)));
    return attributes;
  }

  private static Object value(JsonElement json) {
    if (json instanceof JsonArray list) {
      return list.get(0).getAsJsonPrimitive().isNumber()
          ? flags(list)
          : list.asList().stream().map(JsonElement::getAsString).toArray(String[]::new);
    }
    JsonPrimitive value = json.getAsJsonPrimitive();
    if (!value.isNumber()) {
      return value.getAsString();
    }
    boolean whole = value.getAsString().matches("-?\\d+");
    return whole ? (Object) value.getAsInt() : (Object) value.getAsDouble();
  }

  /** {@code flag_values}, which have the type of the array that they explain. */
  private static byte[] flags(JsonArray list) {
    byte[] flags = new byte[list.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = list.get(i).getAsByte();
    }
    return flags;
  }
}
