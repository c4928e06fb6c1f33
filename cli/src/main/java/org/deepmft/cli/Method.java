package org.deepmft.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.ErfDual;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.network.Layer;
import org.deepmft.network.Network;

/** The methods of others on which results rest: the one place that says which work is cited. */
enum Method {
  /** Equations (2) and (10) of docs/theory.md. */
  MAPS("poole2016", "the length and correlation maps of wide random networks"),
  /** Equations (6), (14), (25), (26). */
  DEPTH_SCALES("schoenholz2017", "depth scales of signals and gradients, xi_c, xi_q, xi_grad"),
  /** Section 1 and equation (12). */
  DUALS("daniely2016", "dual activations, and why the correlation map is convex"),
  /** Equations (9) and (11). */
  SLOPE("price1958", "the slope of the correlation map"),
  /** Section 2. */
  LIMIT("coppel1955", "why the plain iteration has a limit"),
  /** Equations (27) and (28). */
  SPREAD("pennington2018", "the spread of singular values, mu2_over_mu1_squared"),
  /** Section 12. */
  RESIDUAL("yang2017", "signals and gradients through residual blocks"),
  /** Section 12. */
  SCHEDULES("yang2018", "variances and widths that differ from layer to layer"),
  /** Section 11. */
  XAVIER("glorot2010", "Xavier's initialiser, which gain_xavier refers to"),
  /** Equation (53). */
  EDGE("hayou2019", "the edge of chaos of smooth and of kinked activations"),
  /** Section 11. */
  HE("he2015", "He's initialiser, which gain_he refers to"),
  /** Section 14. */
  GAUSSIAN_PROCESS("lee2018", "the network of infinite width as a Gaussian process, nngp"),
  /** The same, for layers that grow together. */
  GAUSSIAN_LIMIT("matthews2018", "why wide deep networks tend to that process"),
  /** Equation (58). */
  TANGENT("jacot2018", "the neural tangent kernel, ntk"),
  /** Equation (59). */
  TRAINED("lee2019", "what the network predicts after training, ntk_mean"),
  /** Equation (59). */
  POSTERIOR("rasmussen2006", "regression with a Gaussian process, nngp_mean and nngp_variance"),
  /** Equations (60) and (61). */
  LARGE_DEPTH("xiao2020", "what kernels tend to at large depth, limits"),
  /** Equations (43) and (44). */
  ARC_COSINE("cho2009", "averages of piecewise linear activations in closed form"),
  /** Equations (40) to (42). */
  ERF_AVERAGES("williams1998", "averages of erf in closed form"),
  /** Section 7. */
  INTEGRATION("trefethen2014", "averages over noise by the trapezoidal rule"),
  /** Section 7, and equation (12). */
  SERIES("mehler1866", "averages over pairs as a series in their correlation"),
  /** The values of erf itself. */
  ERF_VALUES("abramowitz1964", "values of erf");

  private static final Set<Method> CORE = EnumSet.range(MAPS, SPREAD);

  /** The commands whose methods differ from those of a point. */
  enum Asked {
    PROPAGATE(EnumSet.range(MAPS, SLOPE)),
    INIT(EnumSet.of(MAPS, DEPTH_SCALES, DUALS, SLOPE, LIMIT, XAVIER, EDGE, HE)),
    KERNEL(EnumSet.range(GAUSSIAN_PROCESS, LARGE_DEPTH));

    private final Set<Method> methods;

    Asked(Set<Method> methods) {
      this.methods = methods;
    }

    /** Returns the methods on which all results of the command rest. */
    List<Method> core() {
      return List.copyOf(methods);
    }

    /** Returns those of a result with these activations. */
    List<Method> of(List<Activation> activations) {
      Set<Method> all = EnumSet.copyOf(methods);
      activations.forEach(activation -> addAverages(activation, null, all));
      return List.copyOf(all);
    }

    /** Returns those of a result for this network. */
    List<Method> of(Network network) {
      Set<Method> all = EnumSet.copyOf(methods);
      Set<Layer.Dense> dense = new HashSet<>();
      addLayers(network.layers(), all, dense);
      if (dense.stream().map(d -> List.of(d.sigmaW2(), d.sigmaB2(), d.width())).distinct().count()
          > 1) {
        all.add(SCHEDULES);
      }
      return List.copyOf(all);
    }

    private static void addLayers(List<Layer> layers, Set<Method> all, Set<Layer.Dense> dense) {
      for (Layer layer : layers) {
        if (layer instanceof Layer.Activate activate) {
          addAverages(activate.activation(), null, all);
        } else if (layer instanceof Layer.Dense d) {
          dense.add(d);
        } else if (layer instanceof Layer.Repeat repeat) {
          addLayers(repeat.layers(), all, dense);
        } else if (layer instanceof Layer.Residual residual) {
          all.add(RESIDUAL);
          addLayers(residual.layers(), all, dense);
        }
      }
    }
  }

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
    activations.forEach(activation -> addAverages(activation, backend, methods));
    return new ArrayList<>(methods);
  }

  private static void addAverages(Activation activation, String backend, Set<Method> methods) {
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
}
