package org.deepmft.export;

import io.jhdf.ObjectHeader.ObjectHeaderV2;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableAttributeImpl;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.GroupInfoMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.Message;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An HDF5 file (format 2.0, superblock version 2) that is written front to back.
 *
 * <p>The parts of the format are jHDF's. Its own way to put them together, {@code WritableHdfFile},
 * holds every array in memory until the end, knows no dimension scales, and writes the machine's
 * operating system into each file; here values are streamed, and the same content gives the same
 * bytes. Layout: superblock; then each group's header, its datasets, each a header followed by its
 * values, and the groups in it.
 */
final class Hdf5File {

  /** Every part starts at a multiple of this. */
  private static final int ALIGNMENT = 8;

  private final FileChannel channel;
  private long end = WritableHdfFile.ROOT_GROUP_ADDRESS;

  /** Starts a file; its first group must be the root. */
  Hdf5File(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes what belongs into a group and returns where each thing lies, by its name. */
  @FunctionalInterface
  interface Children {

    /**
     * Writes the children.
     *
     * @param addresses receives the address of each
     */
    void write(Map<String, Long> addresses) throws IOException;
  }

  /** Writes the values of a dataset, by {@link #append}. */
  @FunctionalInterface
  interface Values {
    void write() throws IOException;
  }

  /**
   * Writes a group.
   *
   * @param attributes strings, numbers, and arrays of these
   * @param names the names of its children
   * @param children writes them
   * @return its address
   */
  long group(Map<String, ?> attributes, List<String> names, Children children) throws IOException {
    Map<String, Long> addresses = new LinkedHashMap<>();
    names.forEach(name -> addresses.put(name, 0L));
    long address = end;
    end += size(group(attributes, addresses)); // as large as it will be
    children.write(addresses);
    write(group(attributes, addresses), address);
    return address;
  }

  private static List<Message> group(Map<String, ?> attributes, Map<String, Long> addresses) {
    List<Message> messages = new ArrayList<>();
    messages.add(GroupInfoMessage.createBasic());
    messages.add(LinkInfoMessage.createBasic());
    addresses.forEach((name, address) -> messages.add(LinkMessage.create(name, address)));
    return with(attributes, messages);
  }

  /**
   * Writes a dataset with contiguous values.
   *
   * @param type type of a value
   * @param shape its extents
   * @param attributes strings, numbers, arrays of these, and attributes of jHDF
   * @param values appends as many bytes as shape and type say
   * @return its address
   */
  long dataset(DataType type, int[] shape, Map<String, ?> attributes, Values values)
      throws IOException {
    long bytes = type.getSize();
    for (int extent : shape) {
      bytes *= extent;
    }
    Object small = Array.newInstance(byte.class, IntStream.of(shape).map(extent -> 1).toArray());
    DataSpace space =
        DataSpace.modifyDimensions(
            DataSpace.fromObject(small), IntStream.of(shape).asLongStream().toArray());
    long address = end;
    long at = address + size(dataset(type, space, 0, bytes, attributes));
    end = at;
    write(dataset(type, space, at, bytes, attributes), address);
    values.write();
    if (end != at + bytes) {
      throw new IllegalStateException("a dataset must have " + bytes + " bytes, got " + (end - at));
    }
    align();
    return address;
  }

  private static List<Message> dataset(
      DataType type, DataSpace space, long at, long bytes, Map<String, ?> attributes) {
    List<Message> messages = new ArrayList<>();
    messages.add(DataTypeMessage.create(type));
    messages.add(DataSpaceMessage.create(space));
    messages.add(FillValueMessage.NO_FILL);
    messages.add(ContiguousDataLayoutMessage.create(at, bytes));
    return with(attributes, messages);
  }

  private static List<Message> with(Map<String, ?> attributes, List<Message> messages) {
    if (!attributes.isEmpty()) {
      messages.add(AttributeInfoMessage.create());
    }
    attributes.forEach(
        (name, value) ->
            messages.add(
                AttributeMessage.create(
                    name,
                    value instanceof WritableAttributeImpl attribute
                        ? attribute
                        : new WritableAttributeImpl(name, null, value))));
    return messages;
  }

  /** Appends bytes, from the buffer's position to its limit, and returns where they start. */
  long append(ByteBuffer bytes) throws IOException {
    long address = end;
    end += bytes.remaining();
    write(bytes, address);
    return address;
  }

  private void align() {
    end = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Writes the superblock, with which the file becomes one. */
  void finish() throws IOException {
    if (channel.size() < end) {
      write(ByteBuffer.allocate(1), end - 1);
    }
    write(new SuperblockV2V3().toBuffer(end), 0);
  }

  private static int size(List<Message> messages) {
    int size = new ObjectHeaderV2(0, messages).toBuffer().capacity();
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void write(List<Message> messages, long address) throws IOException {
    write(new ObjectHeaderV2(address, messages).toBuffer(), address);
  }

  private void write(ByteBuffer bytes, long address) throws IOException {
    long at = address;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}
