package org.deepmft.activation.expression;

import java.util.Locale;

/**
 * The functions of one variable: f(u), and f(u(x)) with its first two derivatives in x.
 *
 * <pre>
 * f(u)' = f'(u) u',   f(u)'' = f''(u) u'² + f'(u) u''
 * </pre>
 *
 * <p>Each function has its own loop over a block, so that the compiler sees one formula at a time.
 * Derivatives are written without cancellation, so they keep their relative accuracy in the tails.
 */
enum Function {
  NEGATE {
    @Override
    double value(double u) {
      return -u;
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        s[i] = -s[i];
        s[i + w] = -s[i + w];
        s[i + 2 * w] = -s[i + 2 * w];
      }
    }
  },
  ABS {
    @Override
    double value(double u) {
      return Math.abs(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        chain(s, i, w, Math.abs(s[i]), Math.signum(s[i]), 0);
      }
    }
  },
  SIGN {
    @Override
    double value(double u) {
      return Math.signum(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        chain(s, i, w, Math.signum(s[i]), 0, 0);
      }
    }
  },
  RELU {
    @Override
    double value(double u) {
      return Math.max(u, 0);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        chain(s, i, w, Math.max(s[i], 0), 0.5 + 0.5 * Math.signum(s[i]), 0);
      }
    }
  },
  EXP {
    @Override
    double value(double u) {
      return Math.exp(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.exp(s[i]);
        chain(s, i, w, f, f, f);
      }
    }
  },
  EXPM1 {
    @Override
    double value(double u) {
      return Math.expm1(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double e = Math.exp(s[i]);
        chain(s, i, w, Math.expm1(s[i]), e, e);
      }
    }
  },
  LOG {
    @Override
    double value(double u) {
      return Math.log(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double r = 1 / s[i];
        chain(s, i, w, Math.log(s[i]), r, -r * r);
      }
    }
  },
  LOG1P {
    @Override
    double value(double u) {
      return Math.log1p(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double r = 1 / (1 + s[i]);
        chain(s, i, w, Math.log1p(s[i]), r, -r * r);
      }
    }
  },
  SQRT {
    @Override
    double value(double u) {
      return Math.sqrt(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.sqrt(s[i]);
        chain(s, i, w, f, 0.5 / f, -0.25 / (f * s[i]));
      }
    }
  },
  SIN {
    @Override
    double value(double u) {
      return Math.sin(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.sin(s[i]);
        chain(s, i, w, f, Math.cos(s[i]), -f);
      }
    }
  },
  COS {
    @Override
    double value(double u) {
      return Math.cos(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.cos(s[i]);
        chain(s, i, w, f, -Math.sin(s[i]), -f);
      }
    }
  },
  TAN {
    @Override
    double value(double u) {
      return Math.tan(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.tan(s[i]);
        double d = 1 + f * f;
        chain(s, i, w, f, d, 2 * f * d);
      }
    }
  },
  SINH {
    @Override
    double value(double u) {
      return Math.sinh(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.sinh(s[i]);
        chain(s, i, w, f, Math.cosh(s[i]), f);
      }
    }
  },
  COSH {
    @Override
    double value(double u) {
      return Math.cosh(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Math.cosh(s[i]);
        chain(s, i, w, f, Math.sinh(s[i]), f);
      }
    }
  },
  TANH {
    @Override
    double value(double u) {
      return Sigmoids.tanh(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double f = Sigmoids.tanh(s[i]);
        double d = Sigmoids.sech2(s[i], f);
        chain(s, i, w, f, d, -2 * f * d);
      }
    }
  },
  SIGMOID {
    @Override
    double value(double u) {
      return Sigmoids.sigmoid(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double e = Math.exp(-Math.abs(s[i]));
        double r = 1 / (1 + e);
        double d = e * r * r;
        chain(s, i, w, s[i] < 0 ? e * r : r, d, -d * Sigmoids.tanh(0.5 * s[i]));
      }
    }
  },
  SOFTPLUS {
    @Override
    double value(double u) {
      return Sigmoids.softplus(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double e = Math.exp(-Math.abs(s[i]));
        double r = 1 / (1 + e);
        chain(s, i, w, Sigmoids.softplus(s[i]), s[i] < 0 ? e * r : r, e * r * r);
      }
    }
  },
  ATAN {
    @Override
    double value(double u) {
      return Math.atan(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double d = 1 / (1 + s[i] * s[i]);
        chain(s, i, w, Math.atan(s[i]), d, -2 * s[i] * d * d);
      }
    }
  },
  ASINH {
    @Override
    double value(double u) {
      return Sigmoids.asinh(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double d = 1 / Math.sqrt(1 + s[i] * s[i]);
        chain(s, i, w, Sigmoids.asinh(s[i]), d, -s[i] * d * d * d);
      }
    }
  },
  ERF {
    @Override
    double value(double u) {
      return ErrorFunction.erf(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double d = ErrorFunction.erfDerivative(s[i]);
        chain(s, i, w, ErrorFunction.erf(s[i]), d, -2 * s[i] * d);
      }
    }
  },
  ERFC {
    @Override
    double value(double u) {
      return ErrorFunction.erfc(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double d = -ErrorFunction.erfDerivative(s[i]);
        chain(s, i, w, ErrorFunction.erfc(s[i]), d, -2 * s[i] * d);
      }
    }
  },
  NORMCDF {
    @Override
    double value(double u) {
      return ErrorFunction.normalDistribution(u);
    }

    @Override
    void apply(double[] s, int from, int w, int n) {
      for (int i = from; i < from + n; i++) {
        double d = ErrorFunction.normalDensity(s[i]);
        chain(s, i, w, ErrorFunction.normalDistribution(s[i]), d, -s[i] * d);
      }
    }
  };

  /** The name in expressions; unary minus has its sign. */
  String symbol() {
    return this == NEGATE ? "-" : name().toLowerCase(Locale.ROOT);
  }

  /** f(u). */
  abstract double value(double u);

  /**
   * Replaces (u, u', u'') by (f(u), f(u)', f(u)'') for n points.
   *
   * @param s holds u at {@code from}, u' at {@code from + w}, u'' at {@code from + 2w}
   * @param from where the block starts
   * @param w the width of a row
   * @param n the number of points
   */
  abstract void apply(double[] s, int from, int w, int n);

  /**
   * The chain rule at one point. Where f is flat its derivatives are 0 whatever u' is, and a
   * saturated f stays so when u has overflown: (tanh e^x)' = 0 at x = 10⁴, not 0·∞.
   */
  private static void chain(double[] s, int i, int w, double f, double f1, double f2) {
    double u = s[i];
    double d = s[i + w];
    s[i] = f;
    if (f1 == 0 && (f2 == 0 || Double.isInfinite(u))) {
      s[i + w] = 0;
      s[i + 2 * w] = 0;
    } else {
      s[i + 2 * w] = f2 * d * d + f1 * s[i + 2 * w];
      s[i + w] = f1 * d;
    }
  }
}
