package org.deepmft.cpu;

import org.deepmft.backend.Backend;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryContractTest;

/** The CPU backend keeps the contract of trajectories. */
class CpuTrajectoryContractTest extends TrajectoryContractTest {

  @Override
  protected Backend open(int threads) {
    return new CpuBackendProvider().open(Resources.ofThreads(threads));
  }
}
