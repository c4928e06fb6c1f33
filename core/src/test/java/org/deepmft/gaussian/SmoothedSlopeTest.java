package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** φ' averaged over noise. */
class SmoothedSlopeTest {

  /**
   * Two noises that are small beside a kink at k: both sides must lie above it, so E Φ_s(x)² = P(x
   * + √s min(n, n') &gt; k) = P(x &gt; k) - p(k) √(s/π) + O(s).
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-13, 1e-14, 1e-15, 1e-16, 1e-18})
  void littleNoiseAtAKinkOffZeroIsResolvedAsFarAsPlacesAre(double s) {
    Activation activation = Activations.named("max(x-0.5,0)");
    PanelGrid grid = new SmoothedSlope(activation, KinkSides.of(activation), 10).at(s);
    PanelGrid.Nodes nodes = grid.upTo(9.5);
    double sum = 0;
    for (int i = 0; i < nodes.x().length && nodes.x()[i] <= 9.5; i++) {
      double x = nodes.x()[i];
      double square = nodes.plus()[i] * nodes.plus()[i] + nodes.minus()[i] * nodes.minus()[i];
      sum += nodes.weights()[i] * Math.exp(-0.5 * x * x) * square;
    }
    double norm = 1 / Math.sqrt(2 * Math.PI);
    double above = 0.30853753872598690;
    double expected = above - norm * Math.exp(-0.125) * Math.sqrt(s / Math.PI);
    assertEquals(expected, norm * sum, 1e-13 + s);
  }
}
