package org.deepmft.activation.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.deepmft.activation.Nearest;

/**
 * Recursive descent over the text, one method a rule.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = unary { ("*" | "/") unary }
 * unary   = ("-" | "+") unary | power
 * power   = atom [ "^" unary ]                    right-associative: 2^3^2 = 2^9, -x^2 = -(x^2)
 * atom    = number | "x" | "pi" | "e" | "(" sum ")" | name "(" arguments ")"
 * number  = digits [ "." digits ] [ "e" [ "+" | "-" ] digits ]
 * </pre>
 */
final class Parser {

  static final int MAX_LENGTH = 1000;
  static final int MAX_DEPTH = 100;
  static final int MAX_NODES = 500;

  private static final String COMPARISONS = "<>=";
  private static final TreeMap<String, Function> FUNCTIONS = new TreeMap<>();
  private static final List<String> NAMES = new ArrayList<>();

  static {
    for (Function function : Function.values()) {
      if (function != Function.NEGATE) {
        FUNCTIONS.put(function.symbol(), function);
      }
    }
    FUNCTIONS.put("arctan", Function.ATAN);
    NAMES.addAll(List.of("x", "pi", "e", "min", "max", "where"));
    NAMES.addAll(FUNCTIONS.keySet());
  }

  private final String text;

  /** The next character, from 0. */
  private int at;

  private int depth;
  private int nodes;

  private Parser(String text) {
    this.text = text;
  }

  /**
   * Returns the tree of a text.
   *
   * @throws ExpressionException if a rule of the grammar or a limit is broken
   */
  static Node parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new ExpressionException(
          "must have at most " + MAX_LENGTH + " characters, got " + text.length(),
          text,
          MAX_LENGTH + 1);
    }
    Parser parser = new Parser(text);
    Node node = parser.sum();
    if (parser.at < text.length()) {
      throw parser.afterAnExpression(parser.peek() == ')' ? "no parenthesis is open here" : null);
    }
    return node;
  }

  /** The names of the grammar. */
  static List<String> names() {
    return List.copyOf(NAMES);
  }

  private Node sum() {
    Node left = product();
    while (peek() == '+' || peek() == '-') {
      Operator operator = peek() == '+' ? Operator.ADD : Operator.SUBTRACT;
      int position = ++at;
      left = count(new Node.Binary(operator, left, product(), position));
    }
    return left;
  }

  private Node product() {
    Node left = unary();
    while (peek() == '*' || peek() == '/') {
      Operator operator = peek() == '*' ? Operator.MULTIPLY : Operator.DIVIDE;
      int position = ++at;
      if (operator == Operator.MULTIPLY && at < text.length() && text.charAt(at) == '*') {
        throw error("powers are written with ^, not **", position);
      }
      left = count(new Node.Binary(operator, left, unary(), position));
    }
    return left;
  }

  private Node unary() {
    char sign = peek();
    if (++depth > MAX_DEPTH) {
      throw error("must not nest deeper than " + MAX_DEPTH, at + 1);
    }
    Node node;
    if (sign == '-') {
      int position = ++at;
      node = count(new Node.Unary(Function.NEGATE, unary(), position));
    } else if (sign == '+') {
      at++;
      node = unary();
    } else {
      node = power();
    }
    depth--;
    return node;
  }

  private Node power() {
    Node base = atom();
    if (peek() != '^') {
      return base;
    }
    int position = ++at;
    return count(new Node.Binary(Operator.POWER, base, unary(), position));
  }

  private Node atom() {
    char c = peek();
    int position = at + 1;
    if (isDigit(c) || c == '.') {
      return number();
    }
    if (isLetter(c)) {
      return named(name(), position);
    }
    if (c == '(') {
      at++;
      Node node = sum();
      expect(')', position);
      return node;
    }
    throw error("a number, x or a function must stand here, got " + shown(), position);
  }

  private Node number() {
    int start = at;
    int digits = digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits += digits();
    }
    if (digits == 0) {
      throw error("a number needs a digit", start + 1);
    }
    int end = at;
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      at = digits() > 0 ? at : end;
    }
    double value = Double.parseDouble(text.substring(start, at));
    if (Double.isInfinite(value)) {
      throw error("numbers must be below 1.8e308", start + 1);
    }
    return count(new Node.Literal(value, start + 1));
  }

  private int digits() {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at - start;
  }

  private String name() {
    int start = at;
    while (at < text.length()
        && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(start, at);
  }

  private Node named(String name, int position) {
    switch (name) {
      case "x":
        return count(new Node.Variable(position));
      case "pi":
        return count(new Node.Literal(Math.PI, position));
      case "e":
        return count(new Node.Literal(Math.E, position));
      default:
        break;
    }
    if (!NAMES.contains(name)) {
      throw error(
          "unknown name '" + clipped(name) + "', did you mean " + nearest(name) + "?", position);
    }
    if (peek() != '(') {
      throw error(name + " needs its arguments in parentheses", position);
    }
    int open = ++at;
    if (name.equals("where")) {
      return where(position, open);
    }
    List<Node> arguments = new ArrayList<>(List.of(sum()));
    while (peek() == ',') {
      at++;
      arguments.add(sum());
    }
    expect(')', open);
    Function function = FUNCTIONS.get(name);
    int wanted = function == null ? 2 : 1;
    if (arguments.size() != wanted) {
      throw error(
          name
              + " takes "
              + wanted
              + " argument"
              + (wanted == 1 ? "" : "s")
              + ", got "
              + arguments.size(),
          position);
    }
    return count(
        function == null
            ? new Node.Binary(
                name.equals("min") ? Operator.MIN : Operator.MAX,
                arguments.get(0),
                arguments.get(1),
                position)
            : new Node.Unary(function, arguments.get(0), position));
  }

  private Node where(int position, int open) {
    Node left = sum();
    Comparison comparison = comparison();
    Node right = sum();
    expect(',', open);
    Node then = sum();
    expect(',', open);
    Node otherwise = sum();
    expect(')', open);
    return count(new Node.Where(comparison, left, right, then, otherwise, position));
  }

  private Comparison comparison() {
    char c = peek();
    if (c != '<' && c != '>') {
      throw error("the first argument of where must compare with < <= > or >=", at + 1);
    }
    at++;
    boolean orEqual = at < text.length() && text.charAt(at) == '=';
    if (orEqual) {
      at++;
    }
    if (c == '<') {
      return orEqual ? Comparison.LESS_OR_EQUAL : Comparison.LESS;
    }
    return orEqual ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER;
  }

  private void expect(char wanted, int open) {
    char c = peek();
    if (c == wanted) {
      at++;
    } else if (at >= text.length()) {
      throw error("the parenthesis opened at position " + open + " is never closed", at + 1);
    } else if (wanted == ',') {
      throw afterAnExpression("where takes a comparison and 2 values, a comma must stand here");
    } else {
      throw afterAnExpression(c == ',' ? "no comma may stand here" : null);
    }
  }

  /** The error where an expression is complete and something else follows. */
  private ExpressionException afterAnExpression(String rule) {
    if (COMPARISONS.indexOf(peek()) >= 0) {
      return error("comparisons may stand only in the first argument of where", at + 1);
    }
    return error(rule != null ? rule : "an operator must stand here, got " + shown(), at + 1);
  }

  /** Counts what was built; every node passes here. */
  private Node count(Node node) {
    if (++nodes > MAX_NODES) {
      throw error(
          "must have at most " + MAX_NODES + " numbers, operators and functions", node.position());
    }
    return node;
  }

  /** The next character that is not white space, or 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private String shown() {
    if (at >= text.length()) {
      return "the end";
    }
    char c = text.charAt(at);
    return ExpressionException.printable(c)
        ? "'" + c + "'"
        : String.format("character U+%04X", (int) c);
  }

  private static String clipped(String name) {
    return name.length() <= 20 ? name : name.substring(0, 20) + "...";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private ExpressionException error(String rule, int position) {
    return new ExpressionException(rule, text, position);
  }

  /** The name most likely meant; what follows the first letters of a long one does not count. */
  private static String nearest(String name) {
    String start = name.substring(0, Math.min(20, name.length()));
    return Nearest.closest(start.toLowerCase(Locale.ROOT), NAMES);
  }
}
