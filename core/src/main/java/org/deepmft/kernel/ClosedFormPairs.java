package org.deepmft.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deepmft.activation.Erf;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.ErfDual;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.network.Layer;

/**
 * Pairs of unequal norms through dense layers, piecewise linear activations and erf, in closed form
 * for 1 - c, so that nothing cancels where inputs are nearly parallel. With a = K_aa, b = K_bb:
 *
 * <pre>
 * dense   1 - c' = [σ_w² √(ab) (1 - c) + σ_w² σ_b² (√a - √b)²/(√(a'b') + σ_w² √(ab) + σ_b²)]/√(a'b')
 * linear on both sides of 0   1 - c' = (1 - c) G(y)/κ,  E φ'φ' = D(y)
 * erf     E φφ = (2/π) γ,  sin γ = 2c √(ab)/s,  s² = (1 + 2a)(1 + 2b);  α, β that of (a, a), (b, b)
 *         E φ'φ' = (4/π)/√(1 + 2a + 2b + 4ab (1 - c²))
 *         1 - c' = [(√(αβ) - γ₁) + (γ₁ - γ)]/√(αβ),  γ₁ that of c = 1
 *         √(αβ) - γ₁ = (α + β)/2 - γ₁ - (√α - √β)²/2
 *         sin[(α + β)/2 - γ₁] sin[(α + β)/2 + γ₁] = 2(a-b)²/[s² (√((1+4a)(1+4b)) + 1 + 2a + 2b)]
 * </pre>
 *
 * Sources: cho2009, williams1998.
 */
final class ClosedFormPairs implements PairKernel {

  private final KernelRecursion recursion;
  private final List<Layer> layers;
  private final HomogeneousDual[] lines;

  /** G/κ and D of a line, functions of the tangent of a quarter of the angle. */
  private final AngleTable[] tables;

  /** K_aa before each layer and at the end, [input][layer]. */
  private final double[][] variances;

  /** Their roots. */
  private final double[][] roots;

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
    IntStream.range(0, inputs.count()).parallel().forEach(a -> travel(a, inputs.q(a)));
  }

  /** Returns them, if every layer has a closed form. */
  static Optional<PairKernel> of(KernelRecursion recursion, Inputs inputs) {
    List<Layer> layers = recursion.layers();
    HomogeneousDual[] lines = new HomogeneousDual[layers.size()];
    for (int i = 0; i < lines.length; i++) {
      if (layers.get(i) instanceof Layer.Activate activate) {
        lines[i] =
            i > 0 && layers.get(i).equals(layers.get(Math.max(0, i - 2))) && lines[i - 2] != null
                ? lines[i - 2]
                : PiecewiseLinear.of(activate.activation()).map(HomogeneousDual::new).orElse(null);
        if (lines[i] == null && !(activate.activation() instanceof Erf)) {
          return Optional.empty();
        }
      } else if (!(layers.get(i) instanceof Layer.Dense)) {
        return Optional.empty();
      }
    }
    return Optional.of(new ClosedFormPairs(recursion, inputs, lines));
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
        } else {
          q *= lines[i] == null ? erf.vOverQ(q) : lines[i].kappa();
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
        oneMinusC *= out[0];
        theta *= out[1];
      } else {
        double qa = variances[a][i];
        double qb = variances[b][i];
        double m = oneMinusC * (2 - oneMinusC);
        theta *= 4 / Math.PI / Math.sqrt(1 + 2 * qa + 2 * qb + 4 * qa * qb * m);
        double halfPi = Math.PI / 2;
        oneMinusC =
            erf(qa, qb, root, oneMinusC, halfPi * variances[a][i + 1], halfPi * variances[b][i + 1])
                / (halfPi * next);
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

  /** √(αβ) - γ. */
  private static double erf(
      double a, double b, double root, double oneMinusC, double alpha, double beta) {
    double s2 = (1 + 2 * a) * (1 + 2 * b);
    double t = 1 + 2 * a + 2 * b;
    double c = 1 - oneMinusC;
    double near = Math.sqrt(t);
    double far = Math.sqrt(t + 4 * root * root * oneMinusC * (2 - oneMinusC));
    double gamma1 = Math.atan2(2 * root, near);
    double turn;
    if (c >= 0) {
      double sine = 2 * root * oneMinusC * (2 - oneMinusC) / (far + c * near);
      turn = Math.atan2(sine, (near * far + 4 * root * root * c) / s2);
    } else {
      turn = gamma1 + Math.atan2(-2 * root * c, far);
    }
    return a == b ? turn : turn + unequal(a, b, alpha, beta, gamma1);
  }

  /** √(αβ) - γ₁. */
  private static double unequal(double a, double b, double alpha, double beta, double gamma1) {
    double s2 = (1 + 2 * a) * (1 + 2 * b);
    double rootA = Math.sqrt(1 + 4 * a);
    double rootB = Math.sqrt(1 + 4 * b);
    double d = a - b;
    double sine = 2 * d * (a + b + 4 * a * b) / ((a * rootB + b * rootA) * s2);
    double difference = Math.atan2(sine, (rootA * rootB + 4 * a * b) / s2);
    double roots = difference / (Math.sqrt(alpha) + Math.sqrt(beta));
    double product = 2 * d * d / (s2 * (rootA * rootB + 1 + 2 * a + 2 * b));
    double mean = Math.asin(product / Math.sin(0.5 * (alpha + beta) + gamma1));
    return mean - 0.5 * roots * roots;
  }
}
