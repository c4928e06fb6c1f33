package org.deepmft.backend;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.activation.Tanh;

/** The reference backend keeps the contract; its sizes are small, as it is slow. */
class ReferenceBackendContractTest extends PhaseBackendContractTest {

  @Override
  protected Backend open(int threads) {
    return new ReferenceBackend(threads);
  }

  @Override
  protected int[] sizes(Activation activation) {
    return new int[] {0, 1, activation instanceof Tanh || activation instanceof Erf ? 33 : 5};
  }

  @Override
  protected int points() {
    return 24;
  }

  @Override
  protected double[] starts() {
    return new double[0]; // it iterates plainly with direct integrals, which takes minutes a point
  }
}
