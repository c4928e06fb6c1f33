package org.deepmft.finite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deepmft.activation.Activation;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Network;

/**
 * A network of finite width as it is written down: weights and biases drawn, inputs sent forwards,
 * gradients sent back by the Jacobians of its layers. It knows nothing of the theory and is to be
 * its judge.
 *
 * <p>All inputs meet the same weights and biases; dropout and noise are drawn for each input and
 * unit. Widths that are not given are those of the layer before, and before the first given one,
 * that of the inputs.
 */
final class DenseNetwork {

  private final RandomMatrices matrices;
  private final SplittableRandom random;
  private final List<double[][]> states = new ArrayList<>();
  private final List<List<Step>> tape = new ArrayList<>();
  private int dense;

  /** The way back through a layer. */
  private interface Step {

    /**
     * Returns the gradients before the layer.
     *
     * @param gradients those behind it, [input][unit]
     * @param ofWeights receives the mean squares of ∂f/∂W, added, [input]
     */
    double[][] back(double[][] gradients, double[] ofWeights);
  }

  /**
   * The way back through a network.
   *
   * @param gradients ∂f/∂z, [layer][input][unit]
   * @param weights mean square of ∂f/∂W_ij, summed over the dense layers of a layer, [layer][input]
   */
  record Gradients(double[][][] gradients, double[][] weights) {}

  /**
   * Runs a network forwards.
   *
   * @param network the network
   * @param inputs the state of layer 0, [input][unit]
   * @param matrices where weights come from
   * @param seed of everything else that is random
   */
  DenseNetwork(Network network, double[][] inputs, RandomMatrices matrices, long seed) {
    this.matrices = matrices;
    this.random = new SplittableRandom(seed);
    double[][] x = inputs;
    states.add(x);
    List<Step> steps = new ArrayList<>();
    List<Layer> layers = network.unrolled();
    for (int k = 0; k < layers.size(); k++) {
      Layer layer = layers.get(k);
      x = forward(layer, x, steps);
      if (layer instanceof Dense || layer instanceof Residual || k == layers.size() - 1) {
        states.add(x);
        tape.add(steps);
        steps = new ArrayList<>();
      }
    }
  }

  /** Returns the vectors at the layers, [layer][input][unit]. */
  List<double[][]> states() {
    return states;
  }

  /**
   * Returns the gradients of linear functions of the last layer.
   *
   * @param readOut their coefficients, [input][unit]
   */
  Gradients gradients(double[][] readOut) {
    int last = tape.size();
    double[][][] gradients = new double[last + 1][][];
    double[][] weights = new double[last + 1][readOut.length];
    gradients[last] = readOut;
    for (int layer = last; layer > 0; layer--) {
      gradients[layer - 1] = back(tape.get(layer - 1), gradients[layer], weights[layer]);
    }
    return new Gradients(gradients, weights);
  }

  private static double[][] back(List<Step> steps, double[][] gradients, double[] ofWeights) {
    double[][] g = gradients;
    for (int k = steps.size() - 1; k >= 0; k--) {
      g = steps.get(k).back(g, ofWeights);
    }
    return g;
  }

  private double[][] forward(Layer layer, double[][] x, List<Step> steps) {
    if (layer instanceof Dense full) {
      return dense(full, x, steps);
    } else if (layer instanceof Activate activate) {
      return activate(activate.activation(), x, steps);
    } else if (layer instanceof Dropout dropout) {
      return drop(dropout.probability(), x, steps);
    } else if (layer instanceof Noise noise) {
      double deviation = Math.sqrt(noise.variance());
      return map(x, (input, i) -> x[input][i] + deviation * random.nextGaussian());
    } else if (layer instanceof Norm norm) {
      return normalise(norm.centred(), x, steps);
    } else if (layer instanceof Residual residual) {
      return add(residual, x, steps);
    }
    throw new IllegalArgumentException("unknown layer " + layer);
  }

  private double[][] dense(Dense layer, double[][] x, List<Step> steps) {
    int in = x[0].length;
    int out = layer.width() == 0 ? in : layer.width();
    RandomMatrices.Matrix w =
        layer.weights() == Layer.Weights.ORTHOGONAL
            ? matrices.orthogonal(
                random.split(), out, in, Math.sqrt(layer.sigmaW2() * Math.max(out, in) / in))
            : matrices.gaussian(dense++, out, in, Math.sqrt(layer.sigmaW2() / in));
    double deviation = Math.sqrt(layer.sigmaB2());
    double[] bias = new double[out];
    Arrays.setAll(bias, i -> deviation * random.nextGaussian());
    steps.add(
        (g, ofWeights) -> {
          for (int input = 0; input < g.length; input++) {
            ofWeights[input] += meanSquare(g[input]) * meanSquare(x[input]);
          }
          return w.times(g, true);
        });
    double[][] product = w.times(x, false);
    return map(product, (input, i) -> product[input][i] + bias[i]);
  }

  private static double[][] activate(Activation phi, double[][] x, List<Step> steps) {
    steps.add((g, w) -> map(g, (input, i) -> phi.derivative(x[input][i]) * g[input][i]));
    return map(x, (input, i) -> phi.value(x[input][i]));
  }

  private double[][] drop(double probability, double[][] x, List<Step> steps) {
    double[][] mask =
        map(x, (input, i) -> random.nextDouble() < probability ? 0 : 1 / (1 - probability));
    steps.add((g, w) -> map(g, (input, i) -> mask[input][i] * g[input][i]));
    return map(x, (input, i) -> mask[input][i] * x[input][i]);
  }

  /** y = (x - mean)/s; the Jacobian is (1 - y y^T/N) (1 - 1 1^T/N)/s. */
  private static double[][] normalise(boolean centred, double[][] x, List<Step> steps) {
    double[][] y = centred ? map(x, meansTakenFrom(x)) : x;
    double[] size = Arrays.stream(y).mapToDouble(row -> Math.sqrt(meanSquare(row))).toArray();
    double[][] normal = map(y, (input, i) -> y[input][i] / size[input]);
    steps.add(
        (g, w) -> {
          double[] along = new double[g.length];
          Arrays.setAll(along, input -> meanProduct(g[input], normal[input]));
          double[][] across =
              map(g, (input, i) -> (g[input][i] - along[input] * normal[input][i]) / size[input]);
          return centred ? map(across, meansTakenFrom(across)) : across;
        });
    return normal;
  }

  private static Entry meansTakenFrom(double[][] x) {
    double[] means = Arrays.stream(x).mapToDouble(r -> Arrays.stream(r).sum() / r.length).toArray();
    return (input, i) -> x[input][i] - means[input];
  }

  private double[][] add(Residual residual, double[][] x, List<Step> steps) {
    List<Step> inside = new ArrayList<>();
    double[][] branch = x;
    for (Layer layer : new Network(residual.layers()).unrolled()) {
      branch = forward(layer, branch, inside);
    }
    double[][] end = branch;
    steps.add(
        (g, ofWeights) -> {
          double[][] scaled = map(g, (input, i) -> residual.branch() * g[input][i]);
          double[][] through = back(inside, scaled, ofWeights);
          return map(g, (input, i) -> residual.skip() * g[input][i] + through[input][i]);
        });
    return map(x, (input, i) -> residual.skip() * x[input][i] + residual.branch() * end[input][i]);
  }

  /** An entry of a matrix. */
  private interface Entry {
    double at(int input, int unit);
  }

  private static double[][] map(double[][] shape, Entry entry) {
    double[][] out = new double[shape.length][shape[0].length];
    for (int input = 0; input < out.length; input++) {
      for (int i = 0; i < out[input].length; i++) {
        out[input][i] = entry.at(input, i);
      }
    }
    return out;
  }

  /** Returns x . y/N. */
  static double meanProduct(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum / x.length;
  }

  /** Returns |x|²/N. */
  static double meanSquare(double[] x) {
    return meanProduct(x, x);
  }
}
