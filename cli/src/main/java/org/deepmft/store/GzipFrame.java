package org.deepmft.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * One block of bytes as a gzip file of a single member (RFC 1952), without time or name.
 *
 * <p>The same block gives the same bytes under the same zlib; another zlib may find another
 * encoding of the same block. Reading checks more than {@link java.util.zip.GZIPInputStream} does:
 * the length is known beforehand and nothing may follow the member.
 */
final class GzipFrame {
  /**
   * zlib's fastest level; results are mostly noise in the low bits, where higher ones gain little.
   */
  static final int LEVEL = 1;

  /** Magic, method deflate, no flags, no time, "fastest", unknown operating system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 255};

  /** Magic, method and flags; what follows them up to the data says nothing about the content. */
  private static final int CHECKED_HEADER = 4;

  private static final int TRAILER = 8;

  private GzipFrame() {}

  /** The compressed file, from the buffer's position to its limit. */
  static ByteBuffer compress(byte[] content) {
    byte[] out = Arrays.copyOf(HEADER, content.length + content.length / 1024 + 64);
    int n = HEADER.length;
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      deflater.setInput(content);
      deflater.finish();
      while (!deflater.finished()) {
        if (n == out.length) {
          out = Arrays.copyOf(out, 2 * n);
        }
        n += deflater.deflate(out, n, out.length - n);
      }
    } finally {
      deflater.end();
    }
    if (out.length - n < TRAILER) {
      out = Arrays.copyOf(out, n + TRAILER);
    }
    ByteBuffer frame = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    return frame.position(n).putInt(crc(content)).putInt(content.length).flip();
  }

  /**
   * The block in a compressed file.
   *
   * @param file the whole file
   * @param length bytes the block must have
   * @throws DataFormatException if the file is damaged or holds another length; says what is wrong
   */
  static byte[] decompress(byte[] file, int length) throws DataFormatException {
    if (file.length < HEADER.length + TRAILER) {
      throw new DataFormatException("it is cut short: " + file.length + " bytes");
    }
    if (!Arrays.equals(file, 0, CHECKED_HEADER, HEADER, 0, CHECKED_HEADER)) {
      throw new DataFormatException("its gzip header is wrong");
    }
    byte[] content = new byte[length];
    Inflater inflater = new Inflater(true);
    int left;
    try {
      inflater.setInput(file, HEADER.length, file.length - HEADER.length);
      int n = 0;
      int got;
      do {
        got = inflater.inflate(content, n, length - n);
        n += got;
      } while (n < length && got > 0);
      // The last call may stop before the end mark, which yields no more bytes.
      int surplus = inflater.finished() ? 0 : inflater.inflate(new byte[1]);
      if (n < length || surplus > 0) {
        throw new DataFormatException(
            "it holds " + (surplus > 0 ? "more than " : n + " of ") + length + " bytes");
      }
      left = inflater.finished() ? inflater.getRemaining() : 0;
    } finally {
      inflater.end();
    }
    if (left != TRAILER) {
      throw new DataFormatException("its gzip trailer is cut short or followed by other bytes");
    }
    ByteBuffer trailer = ByteBuffer.wrap(file, file.length - TRAILER, TRAILER);
    trailer.order(ByteOrder.LITTLE_ENDIAN);
    if (trailer.getInt() != crc(content) || trailer.getInt() != length) {
      throw new DataFormatException("its gzip CRC or length does not match");
    }
    return content;
  }

  private static int crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }
}
