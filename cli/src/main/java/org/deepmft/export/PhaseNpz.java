package org.deepmft.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.store.ArraySpec;
import org.deepmft.store.DataType;
import org.deepmft.store.PhaseStore;
import org.deepmft.store.ZarrArray;

/**
 * Phase diagrams as NumPy's npz: a zip of npy files (NumPy Enhancement Proposal 1, version 1.0),
 * one an array, [σ_b², σ_w²] in C order.
 *
 * <p>Arrays have the names of the store's; where there are several activations, {@code
 * activation/name}. Entries are streamed and deflated; java.util.zip goes over to 64-bit sizes
 * where an entry or the file needs them.
 */
final class PhaseNpz {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The header's length is a multiple of this, so that values are aligned. */
  private static final int ALIGNMENT = 64;

  /** The zip format's first moment: no time of day gets into the file. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private PhaseNpz() {}

  /** Writes a store; as {@link ExportFormat#write}. */
  static void write(PhaseStore store, FileChannel out, LongConsumer progress) throws IOException {
    ZipOutputStream zip =
        new ZipOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(out)), StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    for (String activation : store.activations()) {
      String prefix = store.activations().size() == 1 ? "" : PhaseStore.groupName(activation) + "/";
      for (String name : List.of("sigma_w2", "sigma_b2")) {
        ZarrArray axis = store.array(activation, name);
        begin(zip, prefix + name, axis.spec().dtype(), axis.spec().shape());
        zip.write(bytes(axis.readAll(), DataType.FLOAT64));
        zip.closeEntry();
      }
      write(store.array(activation, PhaseStore.STATUS), prefix, zip, progress);
      write(store.array(activation, PhaseStore.PHASE), prefix, zip, progress);
      for (PhaseField field : PhaseField.values()) {
        write(store.array(activation, field.label()), prefix, zip, progress);
      }
    }
    zip.finish();
    zip.flush();
  }

  private static void write(
      ZarrArray array, String prefix, ZipOutputStream zip, LongConsumer progress)
      throws IOException {
    ArraySpec spec = array.spec();
    begin(zip, prefix + array.name(), spec.dtype(), spec.shape());
    RowBlocks.of(spec.shape(), spec.chunks(), 1)
        .forEach(
            (origin, extents) -> {
              zip.write(bytes(array.readBlock(origin, extents), spec.dtype()));
              progress.accept((long) extents[0] * extents[1]);
            });
    zip.closeEntry();
  }

  /** Begins an array; its values follow. */
  static void begin(ZipOutputStream zip, String name, DataType type, List<Integer> shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(header(type, shape));
  }

  /** The values as NumPy wants them: {@code <f8} or {@code |i1}. */
  private static byte[] bytes(double[] values, DataType type) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, type.itemSize())];
    if (type == DataType.INT8) {
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
    } else {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    }
    return bytes;
  }

  /** What stands before the values: magic, version, length, and a Python dictionary. */
  static byte[] header(DataType type, List<Integer> shape) {
    StringJoiner extents = new StringJoiner(", ", "(", shape.size() == 1 ? ",)" : ")");
    shape.forEach(extent -> extents.add(extent.toString()));
    String dictionary =
        "{'descr': '" + type.code() + "', 'fortran_order': False, 'shape': " + extents + ", }";
    int before = MAGIC.length + Short.BYTES;
    int length = (before + dictionary.length()) / ALIGNMENT * ALIGNMENT + ALIGNMENT - before;
    String padded = dictionary + " ".repeat(length - 1 - dictionary.length()) + "\n";
    return ByteBuffer.allocate(before + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
