package org.deepmft.cpu;

import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseBackendContractTest;

/** The CPU backend keeps the contract, up to a size that fills many matrix products. */
class CpuBackendContractTest extends PhaseBackendContractTest {

  @Override
  protected Backend open(int threads) {
    return new CpuBackendProvider().open(threads);
  }

  @Override
  protected int[] sizes(Activation activation) {
    return new int[] {0, 1, 31, 32, 33, 255, 256, 257, 1_000_001};
  }
}
