package org.deepmft.gaussian;

import java.util.function.DoubleUnaryOperator;

/** Direct integration over one Gaussian variable and over a pair: the judge's two ways. */
interface DirectAverages {

  /** What is averaged of the values at both pre-activations, the same when they are exchanged. */
  interface Combination {
    double of(double a, double b);
  }

  /** Returns E f(about + u), u ~ N(0, q). */
  double mean(DoubleUnaryOperator f, double about, double q);

  /** Returns E both(f(u_a), f(u_b)) for a pair of variance q and (1 - c)/2 = y. */
  double pair(double q, double y, DoubleUnaryOperator f, Combination both);

  /** Returns E f_a(u_a) f_b(u_b) for a pair of variance q and (1 - c)/2 = y. */
  double product(double q, double y, DoubleUnaryOperator fa, DoubleUnaryOperator fb);
}
