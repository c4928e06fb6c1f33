package org.deepmft.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random activations and numbers: right ones, almost right ones and noise.
 *
 * <p>Expressions grow along the grammar and are then damaged character by character, so that most
 * come far into the parser; a few are symbols in any order, and bytes.
 */
class FuzzTexts {

  /** Length of the longest texts. */
  static final int LONGEST = 10_000;

  private static final List<String> FUNCTIONS =
      List.of(
          "abs",
          "sign",
          "relu",
          "exp",
          "expm1",
          "log",
          "log1p",
          "sqrt",
          "sin",
          "cos",
          "tan",
          "atan",
          "arctan",
          "sinh",
          "cosh",
          "tanh",
          "asinh",
          "sigmoid",
          "softplus",
          "erf",
          "erfc",
          "normcdf");

  private static final List<String> NAMES =
      List.of(
          "tanh",
          "erf",
          "relu",
          "linear",
          "leaky-relu",
          "gelu",
          "silu",
          "softplus",
          "sigmoid",
          "hard-tanh",
          "elu",
          "selu",
          "mish",
          "sin",
          "arctan",
          "softsign",
          "sign",
          "atan",
          "swish");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "0.5",
          ".5",
          "1.",
          "1e-3",
          "2e3",
          "1e308",
          "1e309",
          "1e400",
          "1e-320",
          "4.9e-324",
          "1e-400",
          ".e5",
          "1e",
          "1e+",
          "0x1p3",
          "0x1p-1074",
          "1d",
          "1f",
          "-0",
          "-1",
          "+1",
          "NaN",
          "nan",
          "-NaN",
          "Infinity",
          "-Infinity",
          "inf",
          "1,5",
          "1_000",
          "٣",
          "１",
          "1e2147483648",
          "1e-99999999999",
          "0.1e1",
          "00012",
          "1 2",
          "",
          " ",
          "--1",
          "9007199254740993",
          "2.2250738585072012e-308",
          "100000000",
          "99999999999999999999",
          "pi",
          "e",
          "x",
          "\u00a01");

  private static final String SPECIAL =
      "()()(),+-*/^^<>=.:;'\"\\%$@#!?{}[]|&~` \t\n\r\0\u0007\u001b\u007f\u0085\u009b\u00a0\u200b"
          + "\u202e\u2028\ufeff\ufffd\ud83d\ude00\u0660\u00b2\u03c7\u0130\u017f\u212ax0123456789e";

  /** Formulas longer than these come from {@link #repeated}. */
  private static final int DEEPEST = 6;

  final SplittableRandom random;

  FuzzTexts(SplittableRandom random) {
    this.random = random;
  }

  final int below(int n) {
    return random.nextInt(n);
  }

  final boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  @SafeVarargs
  final <T> T any(T... of) {
    return of[below(of.length)];
  }

  final <T> T any(List<T> of) {
    return of.get(below(of.size()));
  }

  /** An activation: an expression, a name, or what looks like one of them. */
  String activation() {
    return switch (below(16)) {
      case 0 -> any(NAMES);
      case 1 -> damaged(any(NAMES));
      case 2, 3 -> call();
      case 4 -> soup();
      case 5 -> noise(60);
      case 6 -> oneIn(8) ? repeated() : expression();
      case 7, 8 -> expression();
      default -> damaged(expression());
    };
  }

  /** A formula along the grammar. */
  String expression() {
    return tree(below(DEEPEST));
  }

  private String tree(int depth) {
    if (depth == 0) {
      return switch (below(8)) {
        case 0 -> any("pi", "e");
        case 1 -> any(NUMBERS);
        case 2 -> plain();
        default -> "x";
      };
    }
    return switch (below(12)) {
      case 0, 1, 2, 3 -> any(FUNCTIONS) + "(" + tree(depth - 1) + ")";
      case 4 -> any("min", "max") + "(" + tree(depth - 1) + "," + tree(depth - 1) + ")";
      case 5 ->
          "where("
              + tree(depth - 1)
              + any("<", "<=", ">", ">=")
              + (oneIn(2) ? "0" : tree(depth - 1))
              + ","
              + tree(depth - 1)
              + ","
              + tree(depth - 1)
              + ")";
      case 6 -> "-" + tree(depth - 1);
      case 7 -> "(" + tree(depth - 1) + ")^" + any("2", "3", "0.5", "-1", "x", plain());
      default ->
          "(" + tree(depth - 1) + ")" + any("+", "-", "*", "/") + "(" + tree(below(depth)) + ")";
    };
  }

  /** A right number of any size. */
  String plain() {
    return switch (below(4)) {
      case 0 -> Integer.toString(below(20));
      case 1 -> Double.toString(random.nextDouble());
      case 2 -> Double.toString(Math.exp(random.nextDouble(-30, 30)));
      default -> Double.toString(random.nextDouble(0, 10));
    };
  }

  /** A number, or what looks like one. */
  String number() {
    return switch (below(8)) {
      case 0, 1, 2 -> any(NUMBERS);
      case 3 -> damaged(plain());
      case 4 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
      case 5 ->
          oneIn(20) ? any("1", "9", "0", ".", "1.", "-", "e").repeat(below(LONGEST)) : plain();
      default -> plain();
    };
  }

  private String call() {
    StringBuilder text = new StringBuilder(any("leaky-relu", "elu", "selu", any(NAMES)));
    text.append(any("", "", " ", "\t")).append('(').append(number());
    while (oneIn(6)) {
      text.append(',').append(number());
    }
    text.append(oneIn(12) ? "" : ")");
    return oneIn(4) ? damaged(text.toString()) : text.toString();
  }

  /** Symbols of the grammar in any order. */
  private String soup() {
    StringBuilder text = new StringBuilder();
    for (int k = below(40); k >= 0; k--) {
      text.append(
          switch (below(4)) {
            case 0 -> any(FUNCTIONS) + "(";
            case 1 -> any(NUMBERS);
            case 2 -> any("x", "min(", "max(", "where(", "pi", ",", ")", ")");
            default -> any("+", "-", "*", "/", "^", "(", ")", "<", ">=", "=", " ");
          });
    }
    return text.toString();
  }

  /** Any characters, or the characters of any bytes. */
  String noise(int longest) {
    if (oneIn(2)) {
      byte[] bytes = new byte[below(longest)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) below(256);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    for (int k = below(longest); k > 0; k--) {
      text.append(oneIn(3) ? (char) below(0x10000) : SPECIAL.charAt(below(SPECIAL.length())));
    }
    return text.toString();
  }

  /** A part again and again: long sums, deep nesting, long words. */
  String repeated() {
    String unit =
        any(
            "(",
            "-",
            "+",
            "x",
            "a",
            "a.",
            "a.B.",
            "x+",
            "x*",
            "x^",
            "2^",
            "sin(",
            "-(",
            "abs(x)+",
            "where(x<0,",
            "min(x,",
            "sin(9*x)*",
            "tan(x)+",
            "abs(x-1)+",
            "abs(sin(x))+",
            "9",
            " ",
            "\n",
            " \r",
            "\0",
            "Exception: ",
            "Error",
            "a_1",
            "é",
            "\ud83d\ude00",
            noise(5));
    int times = 1 + below(oneIn(2) ? 120 : Math.max(1, LONGEST / Math.max(1, unit.length())));
    String tail = oneIn(2) ? "x" : "";
    String close = unit.endsWith("(") ? ")".repeat(Math.max(0, times - below(2))) : "";
    return unit.repeat(times) + tail + close;
  }

  /** A text with one to four changes: deletion, insertion, swap, a part twice, a cut. */
  String damaged(String whole) {
    StringBuilder text = new StringBuilder(whole);
    for (int k = below(4); k >= 0; k--) {
      int n = text.length();
      int i = below(n + 1);
      int j = Math.min(n, i + below(8));
      switch (below(7)) {
        case 0 -> text.delete(i, Math.min(n, i + 1));
        case 1, 2 -> text.insert(i, SPECIAL.charAt(below(SPECIAL.length())));
        case 3 -> {
          if (i + 1 < n) {
            char c = text.charAt(i);
            text.setCharAt(i, text.charAt(i + 1));
            text.setCharAt(i + 1, c);
          }
        }
        case 4 -> text.insert(j, text.substring(i, j).repeat(1 + below(3)));
        case 5 -> text.insert(i, any(any(FUNCTIONS), any(NUMBERS), "x", "where(", "max("));
        default -> text.setLength(oneIn(3) ? i : n);
      }
    }
    return text.toString();
  }
}
