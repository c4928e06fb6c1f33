package org.deepmft.cpu;

import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseBackendContractTest;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.Duals;

/** The CPU backend keeps the contract, up to a size that fills many matrix products. */
class CpuBackendContractTest extends PhaseBackendContractTest {

  @Override
  protected Backend open(int threads) {
    return new CpuBackendProvider().open(Resources.ofThreads(threads));
  }

  @Override
  protected int[] sizes(Activation activation) {
    // Among a million points some would need the highest panels, which take seconds to build.
    int most = Duals.fastest(activation).regular() ? 1_000_001 : 20_001;
    return new int[] {0, 1, 31, 32, 33, 255, 256, 257, most};
  }
}
