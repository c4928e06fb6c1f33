package org.deepmft.initialisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.DualActivation;
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

  /** The largest change of ln q that leaves a network as it was meant: a factor 4. */
  private static final double LARGEST_CHANGE = Math.log(4);

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
   * Follows two inputs from q0 = 1, c0 = 1/2.
   *
   * @param dual the duals of the activation
   * @param setting what the network is like
   */
  public Journey journey(DualActivation dual, Setting setting) {
    UniformLayer layer = new UniformLayer(dual, sigmaW2, 0, setting.drop(), setting.norm());
    InitialState start = InitialState.DEFAULT;
    return Journey.of(layer, setting.depth(), start.q(), start.c());
  }

  /**
   * Returns whether it is off: gradients change by more than a trainable network allows, or q
   * leaves the size with which it began.
   *
   * @param journey what it does to two inputs
   */
  public static boolean off(Journey journey) {
    double[] q = journey.q();
    double change = Math.abs(Math.log(q[q.length - 1] / q[0]));
    return !(change <= LARGEST_CHANGE)
        || !(Math.abs(journey.lnGradientAtFirst()) <= Initialisation.TRAINABLE_SCALES);
  }
}
