package org.deepmft.activation.expression;

import org.deepmft.activation.expression.Node.Binary;
import org.deepmft.activation.expression.Node.Literal;
import org.deepmft.activation.expression.Node.Unary;
import org.deepmft.activation.expression.Node.Where;

/**
 * Folds constants, and replaces forms that overflow or cancel though their value is harmless.
 *
 * <pre>
 * ln(1 + e^u), log1p(e^u)          softplus u
 * a/(1 + e^u)                      a sigmoid(-u);   e^u/(1 + e^u) = sigmoid u
 * (e^u - e^-u)/(e^u + e^-u)        tanh u;          sinh u/cosh u likewise
 * (e^u - 1)/(e^u + 1)              tanh(u/2);       (1 - e^u)/(1 + e^u) = tanh(-u/2)
 * e^u (the number e), u^0.5        exp u, sqrt u
 * </pre>
 */
final class Rewriter {

  private final String text;

  Rewriter(String text) {
    this.text = text;
  }

  /**
   * Returns a tree with the same values where the given one is finite.
   *
   * @throws ExpressionException if a part without x is not finite
   */
  Node rewrite(Node node) {
    Node rewritten = inner(node);
    if (!rewritten.constant()) {
      return form(rewritten);
    }
    double value = rewritten.value(0);
    if (!(Math.abs(value) <= Double.MAX_VALUE)) {
      throw new ExpressionException(
          "constants must be finite, got " + value, text, node.position());
    }
    return new Literal(value, node.position());
  }

  private Node inner(Node node) {
    if (node instanceof Unary u) {
      return new Unary(u.function(), rewrite(u.argument()), u.position());
    }
    if (node instanceof Binary b) {
      return new Binary(b.operator(), rewrite(b.left()), rewrite(b.right()), b.position());
    }
    if (node instanceof Where w) {
      return new Where(
          w.comparison(),
          rewrite(w.left()),
          rewrite(w.right()),
          rewrite(w.then()),
          rewrite(w.otherwise()),
          w.position());
    }
    return node;
  }

  private static Node form(Node node) {
    if (node instanceof Unary u) {
      return logarithm(u);
    }
    if (node instanceof Binary b && b.operator() == Operator.DIVIDE) {
      return quotient(b);
    }
    if (node instanceof Binary b && b.operator() == Operator.POWER) {
      if (is(b.left(), Math.E)) {
        return new Unary(Function.EXP, b.right(), b.position());
      }
      if (is(b.right(), 0.5)) {
        return new Unary(Function.SQRT, b.left(), b.position());
      }
    }
    return node;
  }

  private static Node logarithm(Unary u) {
    Node exponent = null;
    if (u.function() == Function.LOG1P) {
      exponent = exponent(u.argument());
    } else if (u.function() == Function.LOG) {
      exponent = exponentPlusOne(u.argument());
    }
    return exponent == null ? u : new Unary(Function.SOFTPLUS, exponent, u.position());
  }

  private static Node quotient(Binary b) {
    int position = b.position();
    Node u = exponentPlusOne(b.right());
    if (u != null) {
      if (same(exponent(b.left()), u)) {
        return new Unary(Function.SIGMOID, u, position);
      }
      Binary half = new Binary(Operator.MULTIPLY, new Literal(0.5, position), u, position);
      if (b.left() instanceof Binary d && d.operator() == Operator.SUBTRACT) {
        if (same(exponent(d.left()), u) && is(d.right(), 1)) {
          return new Unary(Function.TANH, half, position);
        }
        if (is(d.left(), 1) && same(exponent(d.right()), u)) {
          return new Unary(Function.TANH, negative(half), position);
        }
      }
      Node sigmoid = new Unary(Function.SIGMOID, negative(u), position);
      return is(b.left(), 1) ? sigmoid : new Binary(Operator.MULTIPLY, b.left(), sigmoid, position);
    }
    if (b.left() instanceof Unary sinh
        && b.right() instanceof Unary cosh
        && sinh.function() == Function.SINH
        && cosh.function() == Function.COSH
        && same(sinh.argument(), cosh.argument())) {
      return new Unary(Function.TANH, sinh.argument(), position);
    }
    if (b.left() instanceof Binary d
        && d.operator() == Operator.SUBTRACT
        && b.right() instanceof Binary s
        && s.operator() == Operator.ADD) {
      Node plus = exponent(d.left());
      Node minus = exponent(d.right());
      boolean sum = same(exponent(s.left()), plus) && same(exponent(s.right()), minus);
      if (sum && (same(negative(plus), minus) || same(plus, negative(minus)))) {
        return new Unary(Function.TANH, plus, position);
      }
    }
    return b;
  }

  /** u if the node is e^u, otherwise null. */
  private static Node exponent(Node node) {
    return node instanceof Unary u && u.function() == Function.EXP ? u.argument() : null;
  }

  /** u if the node is 1 + e^u or e^u + 1, otherwise null. */
  private static Node exponentPlusOne(Node node) {
    if (node instanceof Binary b && b.operator() == Operator.ADD) {
      if (is(b.left(), 1)) {
        return exponent(b.right());
      }
      return is(b.right(), 1) ? exponent(b.left()) : null;
    }
    return null;
  }

  private static Node negative(Node node) {
    return node == null ? null : new Unary(Function.NEGATE, node, node.position());
  }

  private static boolean is(Node node, double number) {
    return node instanceof Literal literal && literal.number() == number;
  }

  private static boolean same(Node a, Node b) {
    return a != null && b != null && a.print().equals(b.print());
  }
}
