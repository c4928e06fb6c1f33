package org.deepmft.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random ranges, files of points and command lines: right ones, almost right ones and noise. */
final class FuzzInputs extends FuzzTexts {

  private static final List<String> COLUMNS =
      List.of("activation", "sigma_w2", "sigma_b2", "q0", "c0");

  private static final List<String> COMMANDS =
      List.of(
          "point",
          "critical-line",
          "propagate",
          "sweep",
          "export",
          "plot",
          "status",
          "cite",
          "activations");

  /** What a directory may be called; none of them may be written. */
  private final List<String> directories;

  /**
   * A command line.
   *
   * @param words its words
   * @param activations the activations among them
   */
  record Line(String[] words, List<String> activations) {}

  /**
   * Creates a generator.
   *
   * @param random where chance comes from
   * @param taken a directory that is not empty and holds no results
   */
  FuzzInputs(SplittableRandom random, String taken) {
    super(random);
    directories =
        List.of(
            taken,
            taken,
            taken,
            taken + "/file",
            "/dev/null/x",
            "",
            "\0",
            "a\nb\0",
            "d".repeat(5000));
  }

  /** A range. */
  String range() {
    String text =
        switch (below(8)) {
          case 0 -> number();
          case 1 -> oneIn(20) ? repeated() : noise(40);
          case 2 -> {
            List<String> parts = new ArrayList<>();
            for (int k = below(6); k >= 0; k--) {
              parts.add(oneIn(6) ? any("log", "LOG", "lin") : number());
            }
            yield String.join(":", parts);
          }
          case 3 -> plain() + ":" + plain() + ":" + any("100000000", "99999999", "100000001");
          default ->
              (oneIn(4) ? number() : plain())
                  + ":"
                  + (oneIn(4) ? number() : plain())
                  + ":"
                  + (oneIn(4) ? number() : Integer.toString(below(2000)));
        };
    text = oneIn(3) ? text + ":log" : text;
    return oneIn(4) ? damaged(text) : text;
  }

  /** A file of points. */
  byte[] points() {
    if (oneIn(12)) {
      byte[] bytes = new byte[below(400)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) below(256);
      }
      return bytes;
    }
    boolean clean = oneIn(2);
    String newline = any("\n", "\n", "\r\n", "\r", "\n\n", " \n");
    StringBuilder text = new StringBuilder(oneIn(6) ? "\ufeff" : "");
    List<String> columns = new ArrayList<>(COLUMNS.subList(0, oneIn(3) ? 5 : 3));
    while (!clean && oneIn(5)) {
      columns.set(below(columns.size()), column());
    }
    if (!clean && oneIn(8)) {
      columns.add(below(columns.size()), column());
    }
    if (clean || !oneIn(30)) {
      text.append(String.join(clean ? "," : any(",", ",", ",", ", ", ";", "\t"), columns))
          .append(newline);
    }
    for (int line = below(5); line >= 0; line--) {
      List<String> fields = new ArrayList<>();
      for (String column : columns) {
        fields.add(
            quoted(column.equals("activation") ? fileActivation() : fileNumber(clean), clean));
      }
      if (!clean && oneIn(12)) {
        fields.add(number());
      }
      if (!clean && oneIn(20)) {
        fields.remove(below(fields.size()));
      }
      text.append(String.join(",", fields)).append(newline);
    }
    String whole = !clean && oneIn(4) ? damaged(text.toString()) : text.toString();
    Charset charset =
        oneIn(10)
            ? any(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)
            : StandardCharsets.UTF_8;
    return whole.getBytes(charset);
  }

  private String column() {
    return switch (below(4)) {
      case 0 -> any(COLUMNS);
      case 1 -> damaged(any(COLUMNS));
      case 2 -> any("\"", "Activation", " sigma_w2 ", "sigma_w", "", "\0");
      default -> oneIn(10) ? huge() : noise(20);
    };
  }

  private String huge() {
    return any("a", "\"", "1", "\"\"", "a.", " ", "\0").repeat(below(30) * LONGEST);
  }

  private String fileActivation() {
    return oneIn(3) ? (oneIn(30) ? huge() : activation()) : any("erf", "relu", "tanh", "sin");
  }

  private String fileNumber(boolean clean) {
    return oneIn(clean ? 30 : 3) ? (oneIn(30) ? huge() : number()) : plain();
  }

  private String quoted(String field, boolean clean) {
    return switch (clean ? 9 : below(10)) {
      case 0 -> "\"" + field + "\"";
      case 1 -> "\"" + field;
      case 2 -> field.contains(",") ? field : field + "\"";
      default -> field.contains(",") ? "\"" + field.replace("\"", "\"\"") + "\"" : field;
    };
  }

  /** A command line. What it could write to is taken. */
  Line line() {
    List<String> words = new ArrayList<>();
    List<String> activations = new ArrayList<>();
    String command = any(COMMANDS);
    words.add(oneIn(12) ? damaged(command) : command);
    do {
      String activation = oneIn(2) ? any("erf", "relu", "sin", "linear", "sign") : activation();
      activations.add(activation);
      words.add("--activation=" + activation);
    } while (oneIn(6));
    boolean range = command.equals("sweep") || oneIn(20);
    words.add(any("--sigma-w2=", "--sigma-w=") + value(range));
    words.add(any("--sigma-b2=", "--sigma-b=") + value(range || command.equals("critical-line")));
    switch (command) {
      case "sweep" -> words.add("--out=" + any(directories));
      case "propagate" -> {
        words.add("--depth=" + (oneIn(6) ? number() : 1 + below(60)));
        if (oneIn(4)) {
          words.add("--circle");
        }
      }
      case "export" -> {
        words.clear();
        words.addAll(
            List.of(command, any(directories), "--to=" + any("h5", "csv", "npz", noise(9))));
      }
      case "plot", "status" -> {
        words.clear();
        words.addAll(List.of(command, any(directories)));
      }
      case "cite", "activations" -> words.subList(words.size() - 2, words.size()).clear();
      default -> {
        // A point or a line needs no more.
      }
    }
    for (int k = below(4); k > 0; k--) {
      words.add(option());
    }
    while (oneIn(4)) {
      int i = below(words.size());
      switch (below(4)) {
        case 0 -> words.remove(i);
        case 1 -> words.add(words.get(i));
        case 2 -> words.add(i, oneIn(10) ? repeated() : noise(20));
        default -> words.add(words.remove(i));
      }
      if (words.isEmpty()) {
        break;
      }
    }
    words.removeIf(FuzzInputs::mayWrite);
    return new Line(words.toArray(String[]::new), activations);
  }

  /** A few values, since a line computes all of them. */
  private String value(boolean range) {
    if (!oneIn(3)) {
      return range ? "0.1:1:" + (2 + below(3)) : plain();
    }
    String text = range();
    return text.matches("[^:]*:[^:]*:\\s*\\+?[0-9]{3,}.*") ? "0:1:x" : text;
  }

  private String option() {
    return switch (below(9)) {
      case 0 -> "--format=" + any("text", "json", "csv", "xml", noise(8));
      case 1 -> "--backend=" + any("auto", "cuda", "gpu", "reference ", noise(8));
      case 2 -> "--threads=" + any("1", "2", "0", "-1", "99999", number());
      case 3 -> "--seed=" + number();
      case 4 -> "--q0=" + number();
      case 5 -> "--c0=" + number();
      case 6 -> any("--all", "--help", "--version", "-h", "-V", "-hV", "--", "-", "@file", "");
      case 7 -> "--tile=" + number();
      default -> any("--shard=", "--points=", "--", "-") + damaged(any("1/2", "in", "sigma-w2"));
    };
  }

  /** Whether a word could lead to results where none may be. */
  private static boolean mayWrite(String word) {
    return word.startsWith("--overwrite") || word.startsWith("--resume") || word.equals("--out");
  }
}
