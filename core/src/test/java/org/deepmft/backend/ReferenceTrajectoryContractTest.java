package org.deepmft.backend;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.Duals;
import org.deepmft.propagation.KnownTrajectory;
import org.deepmft.propagation.PairSignal;

/** The reference backend keeps the contract of trajectories; its sizes are small, as it is slow. */
class ReferenceTrajectoryContractTest extends TrajectoryContractTest {

  @Override
  protected Backend open(int threads) {
    return new ReferenceBackend(threads);
  }

  @Override
  protected double largestVariance(Activation activation) {
    boolean everywhere = activation.name().equals("relu");
    return everywhere ? Duals.fastest(activation).qMax() : new DirectDual(activation).qMax();
  }

  @Override
  protected int[] sizes(Activation activation) {
    return new int[] {0, 1, 2};
  }

  /** Kinks cost 10⁵ values a layer, GELU's q grows and with it the cost. */
  @Override
  protected int depth(Activation activation) {
    return switch (activation.name()) {
      case "relu" -> 50;
      case "gelu", "hard-tanh", "sign" -> 4;
      default -> 12;
    };
  }

  @Override
  protected int knownDepth(KnownTrajectory known) {
    return Math.min(known.start().equalNorms() ? 20 : 2, known.depth());
  }

  /** Equal inputs, as integrals over two variables cost in proportion to q. */
  @Override
  protected PairSignal leaving() {
    return PairSignal.ofEqualNorms(1, 1);
  }

  @Override
  protected int longDepth(Activation activation) {
    return activation.smooth() ? 10_000 : 0;
  }

  @Override
  protected int[] unequalSizes(Activation activation) {
    return new int[] {0, activation.smooth() ? 2 : 1};
  }

  @Override
  protected int unequalDepth(Activation activation) {
    return 2;
  }

  @Override
  protected int points() {
    return 4;
  }
}
