package org.deepmft.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs sweeps and looks at what they leave on disk. */
final class SweepFiles {

  private SweepFiles() {}

  /** Runs a sweep in this process; the line holds its other options. */
  static Outcome sweep(Path out, String line) {
    Stream<String> words = Stream.of("sweep", "--out", out.toString());
    return Outcome.of(Stream.concat(words, Arrays.stream(line.split(" "))).toArray(String[]::new));
  }

  /** Returns the bytes of every file below a directory by its path, temporary ones included. */
  static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      contents.put(
          directory.relativize(file).toString(),
          new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  /** Returns the files below a directory that no finished run leaves. */
  static List<Path> leftovers(Path directory) throws IOException {
    return files(directory).stream()
        .filter(
            file -> {
              String name = directory.relativize(file).toString();
              return name.contains(".tmp-") || name.endsWith(".lock");
            })
        .toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Returns the names in a directory, hidden ones included, sorted. */
  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
