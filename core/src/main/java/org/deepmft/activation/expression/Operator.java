package org.deepmft.activation.expression;

/** What takes two numbers: the arithmetic operators, and min and max. */
enum Operator {
  ADD("+", 1),
  SUBTRACT("-", 1),
  MULTIPLY("*", 2),
  DIVIDE("/", 2),
  POWER("^", 4),
  MIN("min", 5),
  MAX("max", 5);

  /** Up to here a power is multiplied out: exact for whole numbers, and faster than pow. */
  private static final int MULTIPLIED_OUT = 8;

  private final String symbol;
  private final int precedence;

  Operator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  String symbol() {
    return symbol;
  }

  /** 1 sums, 2 products, 3 unary minus, 4 powers, 5 calls and atoms. */
  int precedence() {
    return precedence;
  }

  double value(double a, double b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> power(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }

  /** a^b; a^0 = 1, a negative a has powers with whole exponents only. */
  static double power(double a, double b) {
    int n = (int) b;
    return n == b && Math.abs(n) <= MULTIPLIED_OUT ? whole(a, n) : Math.pow(a, b);
  }

  private static double whole(double a, int n) {
    double product = 1;
    for (int k = Math.abs(n); k > 0; k--) {
      product *= a;
    }
    return n < 0 ? 1 / product : product;
  }
}
