package org.deepmft.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A kernel file in PTX, with the SHA-256 of its own text in its first line, so that a broken file
 * is told from a driver that refuses it.
 *
 * @param name name of the kernel file, such as {@code phases}
 * @param text the PTX
 */
record Ptx(String name, String text) {

  private static final String MARK = "// text sha256 ";

  /** Checks the text. */
  Ptx {
    int end = text.indexOf('\n');
    String said = end > MARK.length() ? text.substring(MARK.length(), end).strip() : "";
    if (!text.startsWith(MARK) || !said.equals(sha256(text.substring(end + 1)))) {
      throw new IllegalStateException(
          "the kernel file "
              + name
              + ".ptx must have the checksum in its first line, but is damaged; install DeepMFT"
              + " anew");
    }
  }

  /** Reads a kernel file from the class path. */
  static Ptx read(String name) {
    try (InputStream in = Ptx.class.getResourceAsStream(name + ".ptx")) {
      if (in == null) {
        throw new IllegalStateException("the kernel file " + name + ".ptx is missing");
      }
      return new Ptx(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
