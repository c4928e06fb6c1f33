package org.deepmft.activation.expression;

/**
 * The tree of an expression. Positions count from 1 in the text and serve error messages only.
 *
 * <p>Nesting is bounded by the parser, so recursion is too.
 */
sealed interface Node {

  /** Returns where the node stands in the text. */
  int position();

  /** Returns the value at x, by the same operations as {@link Program}. */
  double value(double x);

  /** Returns 1 for sums to 5 for what needs no parentheses. */
  int precedence();

  /** Returns text that parses to the same tree. */
  String print();

  /** Returns whether x does not occur. */
  boolean constant();

  /** A constant. */
  record Literal(double number, int position) implements Node {
    @Override
    public double value(double x) {
      return number;
    }

    @Override
    public int precedence() {
      return number < 0 ? 3 : 5;
    }

    @Override
    public String print() {
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e6;
      return whole ? Integer.toString((int) number) : Double.toString(number);
    }

    @Override
    public boolean constant() {
      return true;
    }
  }

  /** x. */
  record Variable(int position) implements Node {
    @Override
    public double value(double x) {
      return x + 0.0; // -0 is 0
    }

    @Override
    public int precedence() {
      return 5;
    }

    @Override
    public String print() {
      return "x";
    }

    @Override
    public boolean constant() {
      return false;
    }
  }

  /** A function of one argument, or unary minus. */
  record Unary(Function function, Node argument, int position) implements Node {
    @Override
    public double value(double x) {
      return function.value(argument.value(x));
    }

    @Override
    public int precedence() {
      return function == Function.NEGATE ? 3 : 5;
    }

    @Override
    public String print() {
      return function == Function.NEGATE
          ? "-" + enclosed(argument, 3)
          : function.symbol() + "(" + argument.print() + ")";
    }

    @Override
    public boolean constant() {
      return argument.constant();
    }
  }

  /** An operator or a function of two arguments. */
  record Binary(Operator operator, Node left, Node right, int position) implements Node {
    @Override
    public double value(double x) {
      return operator.value(left.value(x), right.value(x));
    }

    @Override
    public int precedence() {
      return operator.precedence();
    }

    @Override
    public String print() {
      int p = operator.precedence();
      return switch (operator) {
        case ADD, SUBTRACT ->
            enclosed(left, p) + " " + operator.symbol() + " " + enclosed(right, p + 1);
        case MULTIPLY, DIVIDE -> enclosed(left, p) + operator.symbol() + enclosed(right, p + 1);
        case POWER -> enclosed(left, p + 1) + "^" + enclosed(right, 3);
        case MIN, MAX -> operator.symbol() + "(" + left.print() + ", " + right.print() + ")";
      };
    }

    @Override
    public boolean constant() {
      return left.constant() && right.constant();
    }
  }

  /** {@code where(left < right, then, otherwise)}. */
  record Where(
      Comparison comparison, Node left, Node right, Node then, Node otherwise, int position)
      implements Node {
    @Override
    public double value(double x) {
      return chosen(x).value(x);
    }

    /** Returns the branch that counts at x. */
    Node chosen(double x) {
      return comparison.holds(left.value(x), right.value(x)) ? then : otherwise;
    }

    @Override
    public int precedence() {
      return 5;
    }

    @Override
    public String print() {
      String condition = left.print() + " " + comparison.symbol() + " " + right.print();
      return "where(" + condition + ", " + then.print() + ", " + otherwise.print() + ")";
    }

    @Override
    public boolean constant() {
      return left.constant() && right.constant() && then.constant() && otherwise.constant();
    }
  }

  private static String enclosed(Node node, int precedence) {
    return node.precedence() < precedence ? "(" + node.print() + ")" : node.print();
  }
}
