package org.deepmft.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer;
import org.deepmft.network.Network;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairMaps;
import org.deepmft.propagation.PairSignal;

/**
 * K and Θ of one pair of inputs, or of one input with itself, through a network.
 *
 * <pre>
 * dense        K → σ_w² K + σ_b²,  Θ → σ_w² Θ + K'
 * activation   K → E φ φ,          Θ → Θ E φ' φ'
 * dropout p    K_aa → K_aa/(1-p),  Θ_aa → Θ_aa/(1-p), K_ab and Θ_ab stay: masks are independent
 * noise s      K_aa → K_aa + s
 * norm         K → K/√(K_aa K_bb), Θ → Θ/√(K_aa K_bb)
 * residual     K → s² K + r² K_F,  Θ → s² Θ + r² Θ_F
 * </pre>
 *
 * Layers are counted as {@link Network#depth} does: layer l is what comes out of the l-th dense
 * layer or residual block of the outermost list, and what follows the last of these makes one more.
 */
final class KernelRecursion {

  /** K as a pair, and Θ_ab, or Θ_aa for an input with itself. */
  private static final class State {
    PairSignal k;
    double theta;
    final boolean self;

    State(PairSignal k, double theta, boolean self) {
      this.k = k;
      this.theta = theta;
      this.self = self;
    }

    void step(PairSignal next, double nextTheta) {
      k = next;
      theta = nextTheta;
    }
  }

  private interface Step {
    void apply(State state);
  }

  /** More layers are not computed. */
  private static final long MOST_LAYERS = 1_000_000;

  private final Map<Activation, PairMap> maps = new HashMap<>();
  private final List<Layer> layers;
  private final List<Step> steps;
  private final int[] slots;
  private final int depth;
  private final int stored;
  private final Optional<Activation> jumping;

  /**
   * Prepares the steps.
   *
   * @param network the network
   * @param wanted layers before the output to store, ascending; the output comes after them
   * @param cache keeps tables of activations
   * @throws IllegalArgumentException if a layer is not one of those above or does not exist
   */
  KernelRecursion(Network network, List<Integer> wanted, TableCache cache) {
    this(dataNetwork(network), wanted, false, cache);
  }

  /** Prepares the steps of a block of a network that has been accepted as a whole. */
  static KernelRecursion ofBlock(List<Layer> block, TableCache cache) {
    return new KernelRecursion(block, List.of(), true, cache);
  }

  private KernelRecursion(
      List<Layer> layers, List<Integer> wanted, boolean centred, TableCache cache) {
    this.layers = layers;
    steps = steps(layers, centred, "network layer ", cache);
    jumping = maps.keySet().stream().filter(Activation::jumps).findAny();
    slots = new int[layers.size()];
    int count = 0;
    int found = 0;
    for (int i = 0; i < slots.length; i++) {
      slots[i] = -1;
      if (counts(layers.get(i))) {
        count++;
        if (wanted.contains(count)) {
          slots[i] = found;
          found++;
        }
      }
    }
    depth = count + (counts(layers.get(layers.size() - 1)) ? 0 : 1);
    if (found < wanted.size()) {
      throw new IllegalArgumentException(
          "layers must be different numbers from 1 to " + depth + ", the depth, got " + wanted);
    }
    stored = found + 1;
  }

  private static boolean counts(Layer layer) {
    return layer instanceof Layer.Dense || layer instanceof Layer.Residual;
  }

  /** Returns the depth of a network of data. */
  static int depth(Network network) {
    dataNetwork(network);
    return (int) network.depth();
  }

  private static List<Layer> dataNetwork(Network network) {
    if (network.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "a network must have at most "
              + MOST_LAYERS
              + " layers for kernels, repetitions counted, has "
              + network.size());
    }
    List<Layer> layers = network.unrolled();
    if (!(layers.get(0) instanceof Layer.Dense)) {
      throw new IllegalArgumentException(
          "network layer 1 must be dense, as inputs are data, got " + name(layers.get(0)));
    }
    return layers;
  }

  /** Returns the number of layers, as they are counted. */
  int depth() {
    return depth;
  }

  /** Returns the number of places that are stored, the output among them. */
  int stored() {
    return stored;
  }

  /** Returns an activation that jumps, if there is one: Θ_aa is infinite then. */
  Optional<Activation> jumping() {
    return jumping;
  }

  /** Returns the layers one by one. */
  List<Layer> layers() {
    return layers;
  }

  /** Returns where the kernels after layer i of the list are stored; -1 for nowhere. */
  int slot(int i) {
    return slots[i];
  }

  private List<Step> steps(List<Layer> list, boolean centred, String place, TableCache cache) {
    List<Step> all = new ArrayList<>();
    boolean now = centred;
    for (int i = 0; i < list.size(); i++) {
      all.add(step(list.get(i), now, place + (i + 1), cache));
      now = centred(list.get(i), now);
    }
    return all;
  }

  private Step step(Layer layer, boolean centred, String place, TableCache cache) {
    if (layer instanceof Layer.Dense dense) {
      if (dense.sigmaW2() == 0 && dense.sigmaB2() == 0) {
        throw new IllegalArgumentException(
            place + ": sigma_w2 or sigma_b2 must be > 0 in kernels, but both are 0");
      }
      return s -> {
        s.k = s.k.dense(dense.sigmaW2(), dense.sigmaB2());
        s.theta = dense.sigmaW2() * s.theta + covariance(s);
      };
    } else if (layer instanceof Layer.Activate activate) {
      PairMap map = maps.computeIfAbsent(activate.activation(), phi -> PairMaps.of(phi, cache));
      return s -> {
        PairMap.Passed passed = map.through(s.k);
        double slope = s.self ? passed.slopes().aa() : s.theta == 0 ? 0 : passed.slopes().ab();
        s.step(passed.signal(), s.theta * slope);
      };
    } else if (layer instanceof Layer.Dropout dropout) {
      double p = dropout.probability();
      return s -> s.step(s.k.dropout(p), s.self ? s.theta / (1 - p) : s.theta);
    } else if (layer instanceof Layer.Noise noise) {
      return s -> s.k = s.k.plus(PairSignal.independent(noise.variance()));
    } else if (layer instanceof Layer.Norm norm) {
      if (norm.centred() && !centred) {
        throw new IllegalArgumentException(
            place + ": the signal must have mean 0 before a layer norm in kernels; use norm: rms");
      }
      return s -> s.step(s.k.normalised(), s.theta / Math.sqrt(s.k.qa()) / Math.sqrt(s.k.qb()));
    } else if (layer instanceof Layer.Residual residual) {
      return residual(residual, centred, place, cache);
    }
    throw new IllegalArgumentException(place + ": kernels know no layer " + name(layer));
  }

  private Step residual(Layer.Residual residual, boolean centred, String place, TableCache cache) {
    List<Layer> body = new Network(residual.layers()).unrolled();
    if (!(body.get(body.size() - 1) instanceof Layer.Dense)) {
      throw new IllegalArgumentException(
          place + ": a residual branch must end with a dense layer in kernels");
    }
    List<Step> branch = steps(body, centred, place + ", branch layer ", cache);
    double skip2 = residual.skip() * residual.skip();
    double branch2 = residual.branch() * residual.branch();
    return s -> {
      State f = new State(s.k, s.theta, s.self);
      branch.forEach(step -> step.apply(f));
      s.step(s.k.times(skip2).plus(f.k.times(branch2)), skip2 * s.theta + branch2 * f.theta);
    };
  }

  /** Whether the mean over the units is 0 after a layer. */
  private static boolean centred(Layer layer, boolean before) {
    return layer instanceof Layer.Dense
        || before && !(layer instanceof Layer.Activate activate && !activate.activation().odd());
  }

  private static String name(Layer layer) {
    return layer instanceof Layer.Activate activate
        ? "activation " + activate.activation().name()
        : layer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** K_ab, or K_aa. */
  private static double covariance(State s) {
    if (s.self) {
      return s.k.qa();
    }
    double scale = s.k.equalNorms() ? s.k.qa() : Math.sqrt(s.k.qa()) * Math.sqrt(s.k.qb());
    return scale * s.k.c();
  }

  /**
   * Fills, for each place that is stored, 1 - c and Θ_ab of a pair; 0 for Θ if an activation jumps.
   *
   * @param qa K_aa of the first input
   * @param qb that of the second
   * @param w the tangent of a quarter of their angle
   * @param out [2 stored]: 1 - c, Θ, 1 - c, ...
   */
  void pair(double qa, double qb, double w, double[] out) {
    double sine = 2 * w / (1 + w * w); // of half the angle
    PairSignal of = qa == qb ? PairSignal.ofEqualNorms(qa, 1) : PairSignal.of(qa, qb, 1);
    Magnitude apart = Magnitude.of(2 * sine).times(sine);
    State state = new State(new PairSignal(of.q(), of.lnRatio(), apart), 0, false);
    run(state, out);
  }

  /** Fills, for each place that is stored, K_aa and Θ_aa; 0 for Θ if an activation jumps. */
  void self(double q, double[] out) {
    run(new State(PairSignal.ofEqualNorms(q, 1), 0, true), out);
  }

  /**
   * Returns Θ behind all layers.
   *
   * @param before K before them
   * @param theta Θ before them
   * @param self whether both inputs are one
   */
  double theta(PairSignal before, double theta, boolean self) {
    State state = new State(before, theta, self);
    steps.forEach(step -> step.apply(state));
    return state.theta;
  }

  private void run(State state, double[] out) {
    for (int i = 0; i < slots.length; i++) {
      steps.get(i).apply(state);
      if (slots[i] >= 0) {
        store(state, out, 2 * slots[i]);
      }
    }
    store(state, out, 2 * (stored - 1));
  }

  private void store(State state, double[] out, int at) {
    out[at] = state.self ? state.k.qa() : state.k.oneMinusC().value();
    out[at + 1] = jumping.isPresent() ? 0 : state.theta;
  }
}
