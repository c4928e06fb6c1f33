package org.deepmft.cuda;

import java.util.List;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.kernel.ClosedFormPairs;
import org.deepmft.kernel.Inputs;
import org.deepmft.network.Layer;

/**
 * Layers in closed form and the inputs' variances on their way through them, the way {@code
 * pairs.cu} reads them.
 *
 * @param layers [count][4]: kind, two numbers, where the kernels after it go
 * @param variances [2][count + 1][inputs]: variances, then their roots
 * @param inputs number of inputs
 */
record PackedLayers(double[] layers, double[] variances, int inputs) {

  private static final int STEP = 4;

  /** Kinds of layers, in the order of {@code enum Kind}. */
  private enum Kind {
    DENSE,
    LINES,
    ERF
  }

  /** Packs the layers of a network for a data set. */
  static PackedLayers of(ClosedFormPairs pairs, Inputs inputs) {
    List<Layer> list = pairs.layers();
    double[] layers = new double[STEP * list.size()];
    for (int i = 0; i < list.size(); i++) {
      double[] step = step(list.get(i));
      System.arraycopy(step, 0, layers, STEP * i, step.length);
      layers[STEP * i + STEP - 1] = pairs.slot(i);
    }
    int n = inputs.count();
    int places = list.size() + 1;
    double[] variances = new double[2 * places * n];
    for (int i = 0; i < places; i++) {
      for (int a = 0; a < n; a++) {
        variances[i * n + a] = pairs.variance(a, i);
        variances[(places + i) * n + a] = Math.sqrt(pairs.variance(a, i));
      }
    }
    return new PackedLayers(layers, variances, n);
  }

  private static double[] step(Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      return new double[] {Kind.DENSE.ordinal(), dense.sigmaW2(), dense.sigmaB2()};
    }
    return PiecewiseLinear.of(((Layer.Activate) layer).activation())
        .map(
            lines ->
                new double[] {Kind.LINES.ordinal(), lines.negativeSlope(), lines.positiveSlope()})
        .orElse(new double[] {Kind.ERF.ordinal()});
  }

  /** Returns the number of layers. */
  int count() {
    return layers.length / STEP;
  }
}
