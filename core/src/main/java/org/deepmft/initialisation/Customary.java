package org.deepmft.initialisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.InitialState;

/**
 * An initialisation that is in common use, with biases 0: Glorot's (variance 1/fan for equal fan-in
 * and fan-out), with the gain that PyTorch's calculate_gain names for the activation, and He's
 * (variance 2/fan-in, he2015).
 *
 * @param name its name
 * @param sigmaW2 σ_w²
 */
public record Customary(String name, double sigmaW2) {

  private static final double LARGEST_CHANGE = 10;

  /**
   * Lists those of an activation.
   *
   * @param activation the activation
   */
  public static List<Customary> of(Activation activation) {
    List<Customary> list = new ArrayList<>();
    list.add(new Customary("Xavier", 1));
    gain(activation).ifPresent(list::add);
    list.add(new Customary("He", 2));
    return list;
  }

  private static Optional<Customary> gain(Activation activation) {
    Optional<PiecewiseLinear> line = PiecewiseLinear.of(activation);
    if (line.isPresent()) {
      double slope = line.get().negativeSlope();
      boolean leaky = line.get().positiveSlope() == 1 && slope != 0 && slope != 1;
      return leaky
          ? Optional.of(new Customary("Xavier x sqrt(2/(1+slope^2))", 2 / (1 + slope * slope)))
          : Optional.empty(); // He's for ReLU, Xavier's for a line
    }
    return switch (activation.name()) {
      case "tanh" -> Optional.of(new Customary("Xavier x 5/3", 25.0 / 9));
      case "selu" -> Optional.of(new Customary("Xavier x 3/4", 9.0 / 16));
      default -> Optional.empty();
    };
  }

  /**
   * What it makes of a network.
   *
   * @param journey two inputs from q0 = 1, c0 = 1/2
   * @param xiC ξ_c at the variance of the last layer
   * @param bends whether φ is no line on either side of 0, so that the size of q matters
   * @param qStar q* of the point that is proposed, as good as 1
   */
  public record Outcome(Journey journey, double xiC, boolean bends, double qStar) {

    /** Returns 6 ξ_c, the depth within which inputs are told apart. */
    public double memory() {
      return Initialisation.TRAINABLE_SCALES * xiC;
    }

    /** Returns whether the network is deeper than that. */
    public boolean forgets() {
      return !(journey.q().length - 1 <= memory());
    }

    /** Returns q at the last layer. */
    public double q() {
      return journey.q()[journey.q().length - 1];
    }

    /** Returns whether q changes tenfold, so that φ is another function there. */
    public boolean leaves() {
      return bends
          && !(q() >= Math.min(1, qStar) / LARGEST_CHANGE
              && q() <= Math.max(1, qStar) * LARGEST_CHANGE);
    }

    /**
     * Returns whether it is off: inputs are forgotten or gradients change by more than e^6, the
     * measure of {@link Verdict}, or q leaves its size.
     */
    public boolean off() {
      return forgets()
          || leaves()
          || !(Math.abs(journey.lnGradientAtFirst()) <= Initialisation.TRAINABLE_SCALES);
    }
  }

  /**
   * Follows two inputs from q0 = 1, c0 = 1/2.
   *
   * @param found what is proposed for the same network
   */
  public Outcome outcome(Initialisation found) {
    DualActivation dual = found.dual();
    Setting setting = found.setting();
    UniformLayer layer = new UniformLayer(dual, sigmaW2, 0, setting.drop(), setting.norm());
    InitialState start = InitialState.DEFAULT;
    Journey journey = Journey.of(layer, setting.depth(), start.q(), start.c());
    return new Outcome(
        journey,
        layer.xiC(journey.q()[setting.depth()]),
        !(dual instanceof HomogeneousDual),
        found.qStar());
  }
}
