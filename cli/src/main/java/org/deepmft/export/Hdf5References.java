package org.deepmft.export;

import io.jhdf.api.WritableAttributeImpl;
import io.jhdf.object.datatype.DataType;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes by which a dataset's dimensions are known: {@code DIMENSION_LIST}, for each
 * dimension a list of references to the datasets that are its scales, here one.
 *
 * <p>The lists' type is variable-length, so their content lies in a global heap (HDF5 file format,
 * section III.E), one for all datasets of a group. The back references that the dimension-scale
 * specification has on the scales ({@code REFERENCE_LIST}) are left out; readers do without.
 */
final class Hdf5References {

  private static final int HEAP_HEADER = 16;
  private static final int ITEM_HEADER = 16;
  private static final int SMALLEST_HEAP = 4096;

  private final List<Long> items = new ArrayList<>();
  private final long heap;

  /**
   * Writes the heap.
   *
   * @param file the file
   * @param scales address of each dimension's scale
   * @param users number of datasets that have these dimensions
   */
  Hdf5References(Hdf5File file, List<Long> scales, int users) throws IOException {
    for (int user = 0; user < users; user++) {
      items.addAll(scales);
    }
    int used = HEAP_HEADER + items.size() * (ITEM_HEADER + Long.BYTES);
    int size = Math.max(SMALLEST_HEAP, used + ITEM_HEADER);
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("GCOL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putLong(size);
    for (int i = 0; i < items.size(); i++) {
      bytes.putLong(i + 1).putLong(Long.BYTES).putLong(items.get(i));
    }
    bytes.putLong(0).putLong(size - used); // item 0 is the room that is left
    heap = file.append(bytes.rewind());
  }

  /**
   * Returns the attribute of a dataset.
   *
   * @param user which of the datasets, from 0
   * @param rank number of its dimensions
   */
  WritableAttributeImpl dimensionList(int user, int rank) {
    long[] first = new long[rank];
    for (int d = 0; d < rank; d++) {
      first[d] = (long) user * rank + d + 1;
    }
    return new WritableAttributeImpl("DIMENSION_LIST", null, first) {
      @Override
      public DataType getDataType() {
        return new ListOfReferences(heap);
      }
    };
  }

  /** Variable-length lists of object references; a value is the heap's item that is the list. */
  private static final class ListOfReferences extends DataType {

    private static final int VARIABLE_LENGTH = 9;
    private static final int REFERENCE = 7;

    /** A list on disk: its length, the heap's address, the item. */
    private static final int BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private final long heap;

    ListOfReferences(long heap) {
      super(VARIABLE_LENGTH, BYTES);
      this.heap = heap;
    }

    @Override
    public ByteBuffer toBuffer() {
      return toBufferBuilder()
          .writeByte(1 << 4 | REFERENCE)
          .writeBytes(new byte[3])
          .writeInt(Long.BYTES)
          .build();
    }

    @Override
    public ByteBuffer encodeData(Object data) {
      long[] items = (long[]) data;
      ByteBuffer bytes = ByteBuffer.allocate(items.length * BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long item : items) {
        bytes.putInt(1).putLong(heap).putInt((int) item);
      }
      return bytes;
    }

    @Override
    public Class<?> getJavaType() {
      return long[].class;
    }

    @Override
    public Object fillData(ByteBuffer buffer, int[] dimensions, HdfBackingStorage storage) {
      throw new UnsupportedOperationException("only written here");
    }
  }
}
