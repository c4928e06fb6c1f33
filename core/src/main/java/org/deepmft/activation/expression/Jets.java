package org.deepmft.activation.expression;

import java.util.Arrays;
import org.deepmft.activation.expression.Node.Binary;
import org.deepmft.activation.expression.Node.Literal;

/**
 * Arithmetic of 2-jets (u, u', u'') over a block: three rows of width w from an offset; a second
 * operand follows 3w later.
 */
final class Jets {

  /** Derivatives of e^u and its powers overflow a little before their values. */
  private static final double HUGE = 1e290;

  private Jets() {}

  static void constant(double[] s, int at, int w, int n, double number) {
    Arrays.fill(s, at, at + n, number);
    Arrays.fill(s, at + w, at + w + n, 0);
    Arrays.fill(s, at + 2 * w, at + 2 * w + n, 0);
  }

  /** The derivatives of x itself. */
  static void slope(double[] s, int at, int w, int n) {
    Arrays.fill(s, at + w, at + w + n, 1);
    Arrays.fill(s, at + 2 * w, at + 2 * w + n, 0);
  }

  /** Writes what decides a function of one argument, and its derivative, to {@code to}. */
  static void decider(Function function, double[] s, int at, int to, int w, int n) {
    for (int i = 0; i < n; i++) {
      double u = s[at + i];
      double d = s[at + w + i];
      boolean tangent = function == Function.TAN;
      s[to + i] = tangent ? Math.cos(u) : function == Function.LOG1P ? 1 + u : u;
      s[to + w + i] = tangent ? -Math.sin(u) * d : d;
    }
  }

  /** Writes what decides an operator, and its derivative, to {@code to}. */
  static void decider(Operator operator, double[] s, int at, int to, int w, int n) {
    int b = at + 3 * w;
    for (int i = 0; i < n; i++) {
      switch (operator) {
        case DIVIDE -> {
          s[to + i] = s[b + i];
          s[to + w + i] = s[b + w + i];
        }
        case POWER -> {
          s[to + i] = s[at + i];
          s[to + w + i] = s[at + w + i];
        }
        default -> {
          s[to + i] = s[at + i] - s[b + i];
          s[to + w + i] = s[at + w + i] - s[b + w + i];
        }
      }
    }
  }

  /** Replaces the two operands at {@code a} by the result. */
  static void apply(Binary node, double[] s, int a, int w, int n) {
    int b = a + 3 * w;
    switch (node.operator()) {
      case ADD -> {
        for (int row = 0; row < 3 * w; row += w) {
          for (int i = row; i < row + n; i++) {
            s[a + i] += s[b + i];
          }
        }
      }
      case SUBTRACT -> {
        for (int row = 0; row < 3 * w; row += w) {
          for (int i = row; i < row + n; i++) {
            s[a + i] -= s[b + i];
          }
        }
      }
      case MULTIPLY -> multiply(s, a, b, w, n);
      case DIVIDE -> divide(s, a, b, w, n);
      case MIN, MAX -> extreme(node.operator(), s, a, b, w, n);
      case POWER -> {
        if (node.right() instanceof Literal exponent) {
          power(s, a, w, n, exponent.number());
        } else {
          power(s, a, b, w, n, node.left().constant());
        }
      }
    }
  }

  private static void multiply(double[] s, int a, int b, int w, int n) {
    for (int i = 0; i < n; i++) {
      double u = s[a + i];
      double v = s[b + i];
      double du = s[a + w + i];
      double dv = s[b + w + i];
      s[a + i] = u * v;
      s[a + w + i] = du * v + u * dv;
      s[a + 2 * w + i] = s[a + 2 * w + i] * v + 2 * du * dv + u * s[b + 2 * w + i];
    }
  }

  /** q = u/v, q' = (u' - q v')/v, q'' = (u'' - 2 q' v' - q v'')/v; flat where v or v' overflows. */
  private static void divide(double[] s, int a, int b, int w, int n) {
    for (int i = 0; i < n; i++) {
      double v = s[b + i];
      double q = s[a + i] / v;
      double dq = (s[a + w + i] - q * s[b + w + i]) / v;
      double ddq = (s[a + 2 * w + i] - 2 * dq * s[b + w + i] - q * s[b + 2 * w + i]) / v;
      boolean flat = Math.abs(v) > HUGE && Math.abs(q) < 1 / HUGE && !(Math.abs(ddq) < 1);
      s[a + i] = q;
      s[a + w + i] = flat ? 0 : dq;
      s[a + 2 * w + i] = flat ? 0 : ddq;
    }
  }

  /** The smaller or larger operand, with its derivatives; their mean where the two are equal. */
  private static void extreme(Operator operator, double[] s, int a, int b, int w, int n) {
    for (int i = 0; i < n; i++) {
      double u = s[a + i];
      double v = s[b + i];
      double m = operator.value(u, v);
      for (int row = 0; row < 3 * w; row += w) {
        int k = row + i;
        s[a + k] = u == v ? 0.5 * (s[a + k] + s[b + k]) : m == u ? s[a + k] : s[b + k];
      }
      s[a + i] = m;
    }
  }

  /** u^p for a constant p: p u^(p-1) u' and p (p-1) u^(p-2) u'² + p u^(p-1) u''. */
  private static void power(double[] s, int a, int w, int n, double p) {
    if (p == 0 || p == 1) {
      if (p == 0) {
        constant(s, a, w, n, 1);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      double u = s[a + i];
      double du = s[a + w + i];
      double f1 = p * Operator.power(u, p - 1);
      double f2 = p * (p - 1) * Operator.power(u, p - 2);
      boolean flat = p < 0 && f1 == 0;
      s[a + i] = Operator.power(u, p);
      s[a + w + i] = flat ? 0 : f1 * du;
      s[a + 2 * w + i] = flat ? 0 : f2 * du * du + f1 * s[a + 2 * w + i];
    }
  }

  /** u^v = e^l, l = v ln u: f l' and f (l'' + l'²); f l' = f l' = 0 where f has underflown. */
  private static void power(double[] s, int a, int b, int w, int n, boolean constantBase) {
    for (int i = 0; i < n; i++) {
      double u = s[a + i];
      double v = s[b + i];
      double dv = s[b + w + i];
      double log = Math.log(u);
      double d = dv * log;
      double dd = s[b + 2 * w + i] * log;
      if (!constantBase) {
        double r = s[a + w + i] / u;
        d += v * r;
        dd += 2 * dv * r + v * (s[a + 2 * w + i] / u - r * r);
      }
      double f = Operator.power(u, v);
      boolean flat = f == 0 && u > 0;
      s[a + i] = f;
      s[a + w + i] = flat ? 0 : f * d;
      s[a + 2 * w + i] = flat ? 0 : f * d * d + f * dd;
    }
  }

  /** Keeps one of the two values above the two compared ones; the other may be anything. */
  static void choose(Comparison comparison, double[] s, int at, int w, int n) {
    for (int i = 0; i < n; i++) {
      boolean first = comparison.holds(s[at + i], s[at + 3 * w + i]);
      int from = at + (first ? 6 : 9) * w + i;
      s[at + i] = s[from];
      s[at + w + i] = s[from + w];
      s[at + 2 * w + i] = s[from + 2 * w];
    }
  }
}
