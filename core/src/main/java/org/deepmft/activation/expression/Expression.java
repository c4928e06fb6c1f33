package org.deepmft.activation.expression;

import java.util.List;
import java.util.Objects;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Kink;

/**
 * An activation given as an expression in x, with exact derivatives.
 *
 * <pre>
 * numbers, x, pi, e             1, .5, 2e-3
 * + - * / ^ ( )                 ^ binds most and to the right; unary minus less: -x^2 = -(x^2)
 * where(a &lt; b, p, q)            p where the comparison (&lt; &lt;= &gt; &gt;=) holds, q elsewhere
 * abs sign min max relu         sign(0) = 0; min and max take two arguments
 * exp expm1 log log1p sqrt      log is the natural logarithm
 * sin cos tan atan (arctan) sinh cosh tanh asinh
 * sigmoid softplus              1/(1 + e^-u), ln(1 + e^u)
 * erf erfc normcdf              normcdf is the standard normal distribution function
 * </pre>
 *
 * <p>Derivatives are forward automatic differentiation of second order; {@code where}, {@code min}
 * and {@code max} take those of the branch that counts, whatever the other does. At a kink φ' and
 * φ'' are the means of their one-sided values (0 for an unbounded φ'').
 *
 * <p>An expression is refused if φ or φ' is not finite for |x| ≤ 10⁴, or has more than {@value
 * KinkFinder#MAX_KINKS} kinks and jumps there. Both are judged by a scan of 4000 points, dense near
 * 0, with bisection; a feature narrower than its steps (1/64 up to 8, then 0.5 % of x) may be
 * missed.
 *
 * <p>Accuracy: each function to 1e-15 relative, in the tails too; sums that cancel lose what they
 * cancel. Against mpmath on 3000 points the relative errors (rms, largest) are 1.4e-16, 7.3e-16 for
 * x·normcdf(x) on [-30, 8] and 1.1e-16, 4.2e-16 for mish on [-30, 30]; those of φ' and φ'' stay
 * below 4e-15 for 99 points of 100 and rise only next to their roots.
 *
 * <p>Cost of {@link #evaluate} on one core: 21 ns a point for tanh, 42 for x·normcdf(x), 53 for
 * mish.
 *
 * <p>Limits: 1000 characters, nesting of 100, 500 numbers, operators and functions. Immutable and
 * safe for use by several threads.
 */
public final class Expression implements Activation {

  /** Places so near to each other are looked at up to {@link #FINE_TO}: bumps may hide. */
  private static final double FINE = 1.0 / 512;

  private static final double FINE_TO = 10;

  private final String text;
  private final Node tree;
  private final Node parsed;
  private final Program program;
  private final List<Kink> kinks;
  private final List<KinkFinder.Mean> means;
  private Boolean odd; // a race would set the same

  private Expression(String text) {
    this.text = text;
    parsed = Parser.parse(text);
    tree = new Rewriter(text).rewrite(parsed);
    program = new Program(tree);
    KinkFinder finder = new KinkFinder(tree, program, text);
    kinks = finder.kinks();
    means = finder.means();
  }

  /**
   * Returns the activation of a text.
   *
   * @param text the expression, such as {@code x*normcdf(x)}
   * @throws ExpressionException if the text breaks a rule of the grammar or a limit, is not finite
   *     on |x| ≤ 10⁴ or has too many kinks; the message says which and where
   */
  public static Expression parse(String text) {
    return new Expression(Objects.requireNonNull(text, "text"));
  }

  /**
   * Returns the value of a text at one place; it need not be fit for an activation.
   *
   * @param text the expression, such as {@code 1.5/sqrt(x)}
   * @param x the place
   * @throws ExpressionException if the text breaks a rule of the grammar
   */
  public static double value(String text, double x) {
    return Parser.parse(Objects.requireNonNull(text, "text")).value(x);
  }

  /**
   * Returns whether x does not occur in a text.
   *
   * @throws ExpressionException if the text breaks a rule of the grammar
   */
  public static boolean constant(String text) {
    return Parser.parse(text).constant();
  }

  /** Returns the names that the grammar knows, for help texts. */
  public static List<String> names() {
    return Parser.names();
  }

  /** Returns the text as it was given, without white space around it. */
  @Override
  public String name() {
    return text.strip();
  }

  /** Returns the expression with the fewest parentheses; it parses to the same activation. */
  @Override
  public String formula() {
    return parsed.print();
  }

  @Override
  public double value(double x) {
    return tree.value(x);
  }

  @Override
  public double derivative(double x) {
    return jet(x)[1];
  }

  @Override
  public double secondDerivative(double x) {
    return jet(x)[2];
  }

  @Override
  public void evaluate(double[] x, double[] value, double[] d1, double[] d2, int n) {
    Objects.checkFromIndexSize(0, n, Math.min(x.length, value.length));
    Objects.checkFromIndexSize(0, n, Math.min(d1.length, d2.length));
    program.evaluate(x, value, d1, d2, n);
    for (KinkFinder.Mean mean : means) {
      for (int i = 0; i < n; i++) {
        if (mean.at(x[i])) {
          d1[i] = mean.d1();
          d2[i] = mean.d2();
        }
      }
    }
  }

  /** Returns the places in [-10⁴, 10⁴] where φ, φ' or φ'' jumps, in ascending order. */
  @Override
  public List<Kink> kinks() {
    return kinks;
  }

  @Override
  public boolean odd() {
    if (odd == null) {
      odd = Activation.super.odd() && oddWithin();
    }
    return odd;
  }

  private boolean oddWithin() {
    for (double x = FINE; x < FINE_TO; x += FINE) {
      double value = value(x);
      if (Math.abs(value(-x) + value) > 1e-12 * Math.max(1, Math.abs(value))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Expression expression && name().equals(expression.name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  @Override
  public String toString() {
    return name();
  }

  private double[] jet(double x) {
    double[] jet = program.jet(x);
    for (KinkFinder.Mean mean : means) {
      if (mean.at(x)) {
        jet[1] = mean.d1();
        jet[2] = mean.d2();
      }
    }
    return jet;
  }
}
