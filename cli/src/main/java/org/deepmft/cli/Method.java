package org.deepmft.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.ErfDual;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.gaussian.TabulatedDual;

/** The methods of others on which results rest: the one place that says which work is cited. */
enum Method {
  /** Equations (2) and (10) of docs/theory.md. */
  MAPS("poole2016", "the length and correlation maps of wide random networks"),
  /** Equations (6), (14), (17), (18). */
  DEPTH_SCALES("schoenholz2017", "depth scales of signals and gradients, xi_c, xi_q, xi_grad"),
  /** Section 1 and equation (12). */
  DUALS("daniely2016", "dual activations, and why the correlation map is convex"),
  /** Equations (9) and (11). */
  SLOPE("price1958", "the slope of the correlation map"),
  /** Section 2. */
  LIMIT("coppel1955", "why the plain iteration has a limit"),
  /** Equations (19) and (20). */
  SPREAD("pennington2018", "the spread of singular values, mu2_over_mu1_squared"),
  /** Equations (33) and (34). */
  ARC_COSINE("cho2009", "averages of piecewise linear activations in closed form"),
  /** Equations (30) to (32). */
  ERF_AVERAGES("williams1998", "averages of erf in closed form"),
  /** Section 7. */
  INTEGRATION("trefethen2014", "averages over noise by the trapezoidal rule"),
  /** Section 7, and equation (12). */
  SERIES("mehler1866", "averages over pairs as a series in their correlation"),
  /** The values of erf itself. */
  ERF_VALUES("abramowitz1964", "values of erf");

  private static final Set<Method> CORE = EnumSet.range(MAPS, SPREAD);

  private final String key;
  private final String purpose;

  Method(String key, String purpose) {
    this.key = key;
    this.purpose = purpose;
  }

  /** Returns the key in references.bib. */
  String key() {
    return key;
  }

  /** Returns what the method does here. */
  String purpose() {
    return purpose;
  }

  /** Returns the methods on which every result rests. */
  static List<Method> core() {
    return List.copyOf(CORE);
  }

  /**
   * Returns the methods that results rest on.
   *
   * @param activations the activations
   * @param backend the name of what computed, or null for core
   */
  static List<Method> of(List<Activation> activations, String backend) {
    Set<Method> methods = EnumSet.copyOf(CORE);
    for (Activation activation : activations) {
      DualActivation dual = backend == null ? Duals.of(activation) : Duals.fastest(activation);
      if (dual instanceof HomogeneousDual) {
        methods.addAll(activation.smooth() ? Set.of() : Set.of(ARC_COSINE));
      } else if (dual instanceof ErfDual) {
        methods.add(ERF_AVERAGES);
      } else if (dual instanceof TabulatedDual) {
        methods.add(INTEGRATION);
        methods.addAll("reference".equals(backend) ? Set.of() : Set.of(SERIES));
        methods.addAll(activation instanceof Erf ? Set.of(ERF_VALUES) : Set.of());
      }
    }
    return new ArrayList<>(methods);
  }
}
