package org.deepmft.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.ErfDual;
import org.deepmft.gaussian.ErfPairDual;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.network.Layer;

/**
 * Pairs of unequal norms through dense layers, piecewise linear activations and erf, in closed form
 * for 1 - c, so that nothing cancels where inputs are nearly parallel. erf is that of {@link
 * ErfPairDual}; with a = K_aa, b = K_bb:
 *
 * <pre>
 * dense   1 - c' = [σ_w² √(ab) (1 - c) + σ_w² σ_b² (√a - √b)²/(√(a'b') + σ_w² √(ab) + σ_b²)]/√(a'b')
 * linear on both sides of 0   1 - c' = (1 - c) G(y)/κ,  E φ'φ' = D(y)
 * </pre>
 *
 * Source: cho2009.
 */
public final class ClosedFormPairs implements PairKernel {

  private final KernelRecursion recursion;
  private final List<Layer> layers;
  private final HomogeneousDual[] lines;

  /** G/κ and D of a line, functions of the tangent of a quarter of the angle. */
  private final AngleTable[] tables;

  /** K_aa before each layer and at the end, [input][layer]. */
  private final double[][] variances;

  /** Their roots. */
  private final double[][] roots;

  /** What erf makes of them, where the layer is erf. */
  private final ErfPairDual.Side[][] sides;

  private ClosedFormPairs(KernelRecursion recursion, Inputs inputs, HomogeneousDual[] lines) {
    this.recursion = recursion;
    this.layers = recursion.layers();
    this.lines = lines;
    this.tables = new AngleTable[lines.length];
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] != null) {
        tables[i] = i >= 2 && lines[i] == lines[i - 2] ? tables[i - 2] : table(lines[i]);
      }
    }
    this.variances = new double[inputs.count()][layers.size() + 1];
    this.roots = new double[inputs.count()][layers.size() + 1];
    this.sides = new ErfPairDual.Side[inputs.count()][layers.size()];
    IntStream.range(0, inputs.count()).parallel().forEach(a -> travel(a, inputs.q(a)));
  }

  /** Returns them, if every layer has a closed form. */
  static Optional<PairKernel> of(KernelRecursion recursion, Inputs inputs) {
    List<Layer> layers = recursion.layers();
    HomogeneousDual[] lines = new HomogeneousDual[layers.size()];
    Map<Activation, Optional<HomogeneousDual>> found = new HashMap<>();
    for (int i = 0; i < lines.length; i++) {
      if (layers.get(i) instanceof Layer.Activate activate) {
        lines[i] = found.computeIfAbsent(activate.activation(), ClosedFormPairs::line).orElse(null);
        if (lines[i] == null && !(activate.activation() instanceof Erf)) {
          return Optional.empty();
        }
      } else if (!(layers.get(i) instanceof Layer.Dense)) {
        return Optional.empty();
      }
    }
    return Optional.of(new ClosedFormPairs(recursion, inputs, lines));
  }

  private static Optional<HomogeneousDual> line(Activation activation) {
    return PiecewiseLinear.of(activation).map(HomogeneousDual::new);
  }

  /** Returns the layers: dense ones, lines on either side of 0, and erf. */
  public List<Layer> layers() {
    return layers;
  }

  /** Returns where the kernels after layer i are stored beside the output; -1 for nowhere. */
  public int slot(int i) {
    return recursion.slot(i);
  }

  /** Returns K_aa of an input before layer i, or after the last. */
  public double variance(int input, int i) {
    return variances[input][i];
  }

  @Override
  public int outputs() {
    return 2 * recursion.stored();
  }

  private static AngleTable table(HomogeneousDual line) {
    return new AngleTable(
        (w, out) -> {
          double sine = Math.min(1, 2 * w / (1 + w * w));
          double y = sine * sine;
          out[0] = line.g(1, y) / line.kappa();
          out[1] = line.d(1, y);
        },
        2);
  }

  private void travel(int input, double start) {
    ErfDual erf = new ErfDual();
    double q = start;
    for (int i = 0; i <= layers.size(); i++) {
      if (!(q > 0 && q <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "kernels must be positive and finite, but before network layer "
                + (i + 1)
                + " K is "
                + q
                + " for row "
                + input
                + "; choose variances nearer to the critical ones, or fewer layers");
      }
      variances[input][i] = q;
      roots[input][i] = Math.sqrt(q);
      if (i < layers.size()) {
        if (layers.get(i) instanceof Layer.Dense dense) {
          q = dense.sigmaW2() * q + dense.sigmaB2();
        } else if (lines[i] != null) {
          q *= lines[i].kappa();
        } else {
          sides[input][i] = ErfPairDual.Side.of(q);
          q *= erf.vOverQ(q);
        }
      }
    }
  }

  @Override
  public void pair(int a, int b, double w, double[] all) {
    double[] out = new double[2];
    double sine = 2 * w / (1 + w * w);
    double oneMinusC = 2 * sine * sine;
    double theta = 0;
    for (int i = 0; i < lines.length; i++) {
      double root = roots[a][i] * roots[b][i];
      double next = roots[a][i + 1] * roots[b][i + 1];
      if (layers.get(i) instanceof Layer.Dense dense) {
        double s = dense.sigmaW2();
        double bias = dense.sigmaB2();
        double apart = variances[a][i] - variances[b][i];
        double spread = apart / (roots[a][i] + roots[b][i]);
        double twist = s * bias * spread * spread / (next + s * root + bias);
        oneMinusC = (s * root * oneMinusC + twist) / next;
        theta = s * theta + next * (1 - oneMinusC);
      } else if (lines[i] != null) {
        double y = Math.min(1, 0.5 * oneMinusC);
        tables[i].at(Math.sqrt(y) / (1 + Math.sqrt(1 - y)), out);
        oneMinusC = Math.max(0, oneMinusC * out[0]); // |x| makes opposite inputs equal
        theta *= out[1];
      } else {
        theta *= ErfPairDual.d(sides[a][i], sides[b][i], oneMinusC);
        oneMinusC = ErfPairDual.oneMinusRho(sides[a][i], sides[b][i], oneMinusC);
      }
      store(i, oneMinusC, theta, all);
    }
    int last = 2 * (recursion.stored() - 1);
    all[last] = oneMinusC;
    all[last + 1] = theta;
  }

  private void store(int layer, double oneMinusC, double theta, double[] out) {
    int slot = recursion.slot(layer);
    if (slot >= 0) {
      out[2 * slot] = oneMinusC;
      out[2 * slot + 1] = theta;
    }
  }
}
