package org.deepmft.network;

import java.util.List;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairSignal;

/**
 * A pair on its way through layers. The backward pass is linear in the gradients' second moments
 * and needs of each layer only factors, so these are multiplied up on the way forward, and nothing
 * inside a layer is kept.
 *
 * <p>{@link Wiring} has checked the layers.
 */
final class Pass {

  /** Beyond these variances every activation that is known there is homogeneous. */
  private static final double SMALLEST_Q = 1e-300;

  private static final double LARGEST_Q = 1e300;

  private final LayerMaps maps;
  private PairSignal signal;
  private UnitMeans means = UnitMeans.ZERO;
  private int width;
  private Growth growth = Growth.ONE;
  private Magnitude weights = Magnitude.ZERO;

  Pass(LayerMaps maps, PairSignal signal) {
    this.maps = maps;
    this.signal = signal;
  }

  /** Starts a branch where another pass is. */
  private Pass(Pass trunk) {
    this(trunk.maps, trunk.signal);
    means = trunk.means;
    width = trunk.width;
  }

  /** Returns the pair where it is. */
  PairSignal signal() {
    return signal;
  }

  /** Puts another pair where this one is; means over the units stay. */
  void put(PairSignal pair) {
    signal = pair;
  }

  /** Returns the factors since the last {@link #forget}. */
  Growth growth() {
    return growth;
  }

  /**
   * Returns the variance of ∂f/∂W_ij summed over the dense layers since the last {@link #forget},
   * for a gradient of variance 1 where the pass is: each has that of the gradient behind it times
   * K_aa before it.
   */
  Magnitude weights() {
    return weights;
  }

  /** Begins to count factors anew. */
  void forget() {
    growth = Growth.ONE;
    weights = Magnitude.ZERO;
  }

  void through(List<Layer> layers) {
    layers.forEach(this::through);
  }

  void through(Layer layer) {
    if (layer instanceof Dense dense) {
      Magnitude before = signal.q();
      signal = signal.dense(dense.sigmaW2(), dense.sigmaB2());
      means = UnitMeans.ZERO;
      int next = dense.width() == 0 ? width : dense.width();
      grow(Growth.dense(dense.sigmaW2(), width == 0 ? 1 : (double) next / width));
      weights = weights.plus(before);
      width = next;
    } else if (layer instanceof Activate activate) {
      activate(activate);
    } else if (layer instanceof Dropout dropout) {
      grow(Growth.dropout(dropout.probability()));
      to(signal.dropout(dropout.probability()));
    } else if (layer instanceof Noise noise) {
      grow(Growth.noise(noise.variance()));
      to(signal.plus(PairSignal.independent(noise.variance())));
    } else if (layer instanceof Norm norm) {
      normalise(norm);
    } else if (layer instanceof Residual residual) {
      add(residual);
    } else if (layer instanceof Repeat repeat) {
      for (int k = 0; k < repeat.times(); k++) {
        through(repeat.layers());
      }
    }
  }

  private void grow(Growth factors) {
    growth = factors.after(growth);
    weights = weights.times(factors.a());
  }

  /** The second moments change, the means do not. */
  private void to(PairSignal next) {
    means = means.within(signal, next);
    signal = next;
  }

  private void activate(Activate layer) {
    LayerMaps.OfActivation map = maps.of(layer.activation());
    PairSignal u = signal;
    double most = map.pair().dual().qMax();
    double largest = Math.max(u.qa(), u.qb());
    if (most < largest && most < LARGEST_Q) {
      throw new MisplacedLayerException(
          layer,
          "must see variances up to "
              + most
              + ", where it is known, got "
              + largest
              + "; lower the weight variances");
    }
    double q = Math.max(SMALLEST_Q, Math.min(LARGEST_Q, u.qa()));
    PairMap.Passed passed = map.pair().through(u);
    DualActivation dual = map.pair().dual();
    grow(Growth.activation(passed.slopes(), dual.dv(q), dual.d2Phi2(q)));
    signal = passed.signal();
    means = UnitMeans.afterActivation(map.mean(), u, signal);
  }

  private void normalise(Norm norm) {
    PairSignal k = signal;
    if (norm.centred() && means.spread() < 1) {
      Magnitude q = k.q().times(means.spread());
      Magnitude ratio = k.lnRatio().plus(Magnitude.of(means.lnSpreadRatio()));
      k = new PairSignal(q, ratio, means.centred(k.oneMinusC()));
      means = UnitMeans.ZERO;
    }
    if (k.q().isZero()) {
      throw new MisplacedLayerException(
          norm, "must act on a vector that varies over its units, but all are equal");
    }
    grow(Growth.norm(k));
    signal = k.normalised();
  }

  private void add(Residual residual) {
    width = width == 0 ? Wiring.widthBehind(residual.layers()) : width; // it keeps its width
    Pass branch = new Pass(this);
    branch.through(residual.layers());
    double skip = residual.skip();
    double scale = residual.branch();
    PairSignal past = signal.times(skip * skip);
    PairSignal through = branch.signal.times(scale * scale);
    PairSignal sum = past.plus(through);
    UnitMeans fromBranch = branch.means.times(Math.signum(scale)).within(through, sum);
    means = means.times(Math.signum(skip)).within(past, sum).or(fromBranch);
    signal = sum;
    width = branch.width;
    grow(branch.growth.residual(skip, scale));
    weights = weights.plus(branch.weights.times(scale * scale));
  }
}
