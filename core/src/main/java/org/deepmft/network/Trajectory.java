package org.deepmft.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.propagation.CircleSignal;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.Stretch;

/**
 * A pair of inputs at the layers of a network, forwards, and the gradients there, backwards.
 *
 * <pre>
 * g_l = g_{l+1} Π factors of what lies between,   g_L = 1
 * dense σ_w² fan-out/fan-in,   φ E φ'²,   dropout 1/(1 - p),   norm 1/K,   residual skip² + branch² Π
 * </pre>
 *
 * <p>Layer 0 is the state that enters, taken as Gaussian with mean 0. A layer ends with each dense
 * layer outside residual blocks and with each residual block; what follows the last of these makes
 * one more layer ({@link Network#depth}). Gradients are variances over units, and the covariance of
 * a pair, each relative to the last layer's. Infinite width; terms of order 1/width of norms are
 * left out, and orthogonal weights change nothing at this order.
 *
 * @param stations the layers asked for, ascending
 * @param depth L
 * @param backward g_0 of a
 * @param lnGradientSpread ln of the largest over the least g of a at any two layers, those not
 *     asked for included; NaN where a layer lets no gradient through or jumps
 */
public record Trajectory(
    List<Station> stations, int depth, Magnitude backward, double lnGradientSpread) {

  /** More layers are not computed. */
  public static final int LONGEST = 10_000_000;

  /** Which layers are wanted. */
  public interface Choice {
    /** Returns whether a layer is wanted. */
    boolean of(int layer);
  }

  /**
   * One layer.
   *
   * @param layer its number
   * @param signal the pair there
   * @param gradient gradient variance of a, relative to the last layer's
   * @param gradientB of b
   * @param gradientCovariance covariance of the gradients of a and b, likewise
   * @param weightGradient variance of ∂f/∂W_ij of a over the weights of this layer's dense layer
   *     (summed over those of a residual block), where that of ∂f/∂z_i is 1 at the last layer: g_l
   *     times the mean square of what enters W; 0 at layer 0
   * @param circle a circle of inputs of a's norm there; NaN behind dropout and noise
   * @param stretch what this layer did to it: its χ₁ and χ₂
   */
  public record Station(
      int layer,
      PairSignal signal,
      Magnitude gradient,
      Magnitude gradientB,
      Magnitude gradientCovariance,
      Magnitude weightGradient,
      CircleSignal circle,
      Stretch stretch) {}

  /** A layer on the way forward, with the factors since the one before it. */
  private record Passed(
      int layer,
      PairSignal signal,
      Growth since,
      Magnitude weights,
      CircleSignal circle,
      Stretch stretch) {}

  /**
   * Follows a pair.
   *
   * @param network the network
   * @param input the state of layer 0
   * @param choice which layers are kept
   * @param cache keeps tables of activations for another time
   * @throws MisplacedLayerException if a layer stands where the theory does not hold
   * @throws IllegalArgumentException if the network is too long or a variance leaves the table
   */
  public static Trajectory of(Network network, PairSignal input, Choice choice, TableCache cache) {
    if (network.depth() > LONGEST) {
      throw new IllegalArgumentException(
          "depth must be at most " + LONGEST + " layers, got " + network.depth());
    }
    Walk walk = new Walk(new Pass(new LayerMaps(cache), input), choice);
    walk.end();
    walk.through(network.layers());
    if (walk.open) {
      walk.end();
    }
    return walk.back();
  }

  /** The way forward. */
  private static final class Walk {

    private final Pass pass;
    private final Choice choice;
    private final List<Passed> passed = new ArrayList<>();
    private Growth since = Growth.ONE;
    private CircleSignal circle;
    private int layer = -1;
    private boolean open;
    private double lnFactors;
    private double least;
    private double most;

    Walk(Pass pass, Choice choice) {
      this.pass = pass;
      this.choice = choice;
      this.circle = CircleSignal.great(pass.signal().qa());
    }

    void through(List<Layer> layers) {
      for (Layer next : layers) {
        if (next instanceof Repeat repeat) {
          for (int k = 0; k < repeat.times(); k++) {
            through(repeat.layers());
          }
        } else {
          pass.through(next);
          open = true;
          if (Network.endsLayer(next)) {
            end();
          }
        }
      }
    }

    void end() {
      layer++;
      Stretch stretch = pass.growth().stretch();
      since = pass.growth().after(since);
      lnFactors += pass.growth().a().ln();
      least = Math.min(least, lnFactors);
      most = Math.max(most, lnFactors);
      circle = circle.through(stretch);
      if (choice.of(layer)) {
        passed.add(new Passed(layer, pass.signal(), since, pass.weights(), circle, stretch));
        since = Growth.ONE;
      }
      pass.forget();
      open = false;
    }

    Trajectory back() {
      Growth behind = since;
      List<Station> stations = new ArrayList<>();
      for (int k = passed.size() - 1; k >= 0; k--) {
        Passed at = passed.get(k);
        stations.add(
            new Station(
                at.layer,
                at.signal,
                behind.a(),
                behind.b(),
                behind.ab(),
                at.weights.times(behind.a()),
                at.circle,
                at.stretch));
        behind = behind.after(at.since);
      }
      Collections.reverse(stations);
      return new Trajectory(List.copyOf(stations), layer, behind.a(), most - least);
    }
  }
}
