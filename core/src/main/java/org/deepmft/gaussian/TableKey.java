package org.deepmft.gaussian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.deepmft.activation.Activation;

/**
 * All that determines the numbers of a table, as a text.
 *
 * <p>The code itself is part of it, so that no change of the code meets numbers of an older one,
 * and so are the Java runtime and the machine, whose Math differs in the last bit.
 */
final class TableKey {

  /** Of the parts of a table and the order of their numbers. */
  private static final int LAYOUT = 1;

  /** Packages whose code makes the numbers. */
  private static final List<String> PACKAGES =
      List.of("org/deepmft/gaussian/", "org/deepmft/activation/");

  private static final Optional<String> CODE = code();

  private TableKey() {}

  /** Returns the key of an activation's table, or nothing if the code does not show itself. */
  static Optional<String> of(Activation activation) {
    return CODE.map(
        code ->
            String.join(
                "\n",
                "layout " + LAYOUT,
                "code " + code,
                "java " + property("java.vm.name") + " " + property("java.vm.version"),
                "machine " + property("os.name") + " " + property("os.arch"),
                "values " + values(activation),
                "kinks " + activation.kinks(),
                "formula " + activation.formula()));
  }

  /** Returns the key of an activation's table in a cache, or an empty text if nothing is kept. */
  static String of(Activation activation, TableCache cache) {
    return cache == TableCache.NONE ? "" : of(activation).orElse("");
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }

  /** A hash of φ, φ' and φ'' at 0 and 80 places to both sides; equal formulas may hide others. */
  private static String values(Activation activation) {
    double[] x = new double[161];
    for (int k = 0; k < 80; k++) {
      x[2 * k + 1] = 1e-3 * Math.scalb(1 + k % 4 / 4.0, k / 4);
      x[2 * k + 2] = -x[2 * k + 1];
    }
    double[][] many = new double[3][x.length];
    activation.evaluate(x, many[0], many[1], many[2], x.length);
    ByteBuffer bytes = ByteBuffer.allocate(6 * Double.BYTES * x.length);
    for (int i = 0; i < x.length; i++) {
      bytes.putDouble(many[0][i]).putDouble(many[1][i]).putDouble(many[2][i]);
      bytes.putDouble(activation.value(x[i]));
      bytes.putDouble(activation.derivative(x[i]));
      bytes.putDouble(activation.secondDerivative(x[i]));
    }
    return sha256(bytes.array());
  }

  /** A hash of the classes that make the numbers. */
  private static Optional<String> code() {
    try {
      CodeSource source = TableKey.class.getProtectionDomain().getCodeSource();
      if (source == null || source.getLocation() == null) {
        return Optional.empty();
      }
      Path place = Path.of(source.getLocation().toURI());
      return Optional.of(sha256(Files.isDirectory(place) ? ofDirectory(place) : ofJar(place)));
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return Optional.empty(); // class loaders that keep classes elsewhere have many ways to fail
    }
  }

  private static String ofJar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .filter(entry -> counts(entry.getName()))
          .map(entry -> entry.getName() + " " + entry.getCrc())
          .sorted()
          .collect(Collectors.joining("\n"));
    }
  }

  private static String ofDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> counts(name(directory, file)))
          .map(file -> name(directory, file) + " " + crc(file))
          .sorted()
          .collect(Collectors.joining("\n"));
    }
  }

  private static String name(Path directory, Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }

  private static boolean counts(String name) {
    return name.endsWith(".class") && PACKAGES.stream().anyMatch(name::startsWith);
  }

  private static long crc(Path file) {
    try {
      CRC32 crc = new CRC32();
      crc.update(Files.readAllBytes(file));
      return crc.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the hash of a text, 64 hexadecimal digits. */
  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
    }
  }
}
