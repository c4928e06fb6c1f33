package org.deepmft.network;

import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.meanfield.InitialState;

/** One layer of a network, or a block of layers. */
public sealed interface Layer {

  /** How the weights of a dense layer are drawn; their variance is the same. */
  enum Weights {
    /** Independent Gaussian entries. */
    GAUSSIAN,
    /** A number times a matrix with orthonormal rows or columns: σ_w, or σ_w √(fan-out/fan-in). */
    ORTHOGONAL
  }

  /**
   * z = W h + b with W_ij ~ N(0, σ_w²/fan-in), b_i ~ N(0, σ_b²).
   *
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param width number of outputs, 0 if it does not matter
   * @param weights how the weights are drawn
   */
  record Dense(double sigmaW2, double sigmaB2, int width, Weights weights) implements Layer {

    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if a variance or the width is not one
     */
    public Dense {
      InitialState.requireVariance("sigma_w2", sigmaW2);
      InitialState.requireVariance("sigma_b2", sigmaB2);
      require(width >= 0, "width must be a positive integer", width);
    }
  }

  /**
   * h = φ(z).
   *
   * @param activation φ
   */
  record Activate(Activation activation) implements Layer {}

  /**
   * Each unit is set to 0 with a probability, the others are divided by the rest, as frameworks do.
   *
   * @param probability of dropping, in [0, 1)
   */
  record Dropout(double probability) implements Layer {

    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if the probability is out of range
     */
    public Dropout {
      require(probability >= 0 && probability < 1, "dropout must lie in [0, 1)", probability);
    }
  }

  /**
   * Independent Gaussian noise is added to each unit of each input.
   *
   * @param variance of the noise
   */
  record Noise(double variance) implements Layer {

    /**
     * Checks the layer.
     *
     * @throws IllegalArgumentException if the variance is not one
     */
    public Noise {
      InitialState.requireVariance("noise", variance);
    }
  }

  /**
   * The vector of an input is brought to mean square 1 over its units.
   *
   * @param centred whether its mean is taken away first (layer norm) or not (RMS norm)
   */
  record Norm(boolean centred) implements Layer {}

  /**
   * x becomes skip x + branch F(x).
   *
   * @param skip factor of x
   * @param branch factor of F(x)
   * @param layers F, with a dense layer in it that stands in no residual block of F's, so that x
   *     has no way past it
   */
  record Residual(double skip, double branch, List<Layer> layers) implements Layer {

    /**
     * Checks the block.
     *
     * @throws IllegalArgumentException if a factor is not finite or F has no such dense layer
     */
    public Residual {
      require(Double.isFinite(skip), "skip must be finite", skip);
      require(Double.isFinite(branch), "branch must be finite", branch);
      layers = List.copyOf(layers);
      if (!separates(layers)) {
        throw new IllegalArgumentException(
            "a residual branch must have a dense layer, and not only in residual blocks of its own,"
                + " so that it is independent of the skip");
      }
    }
  }

  /**
   * The same layers one after another, each time with weights of their own.
   *
   * @param times how often, at least 1
   * @param layers the layers
   */
  record Repeat(int times, List<Layer> layers) implements Layer {

    /**
     * Checks the block.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Repeat {
      require(times >= 1, "repeat must be a positive integer", times);
      layers = List.copyOf(layers);
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("repeat must have layers");
      }
    }
  }

  /**
   * Returns whether all ways through these layers lead through one dense layer, which makes what
   * comes out independent of what goes in; past those in residual blocks leads the skip.
   */
  private static boolean separates(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Dense
                    || layer instanceof Repeat repeat && separates(repeat.layers()));
  }

  /** Returns whether there is a dense layer among these, at any depth. */
  static boolean hasDense(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Dense
                    || layer instanceof Residual
                    || layer instanceof Repeat repeat && hasDense(repeat.layers()));
  }

  private static void require(boolean holds, String rule, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", got " + value);
    }
  }
}
