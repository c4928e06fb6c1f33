package org.deepmft.cuda;

import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseBackendContractTest;
import org.deepmft.backend.Resources;
import org.junit.jupiter.api.BeforeAll;

class CudaBackendContractTest extends PhaseBackendContractTest {

  @BeforeAll
  static void install() {
    HostDriver.install();
  }

  @Override
  protected Backend open(int threads) {
    return new CudaBackendProvider().open(Resources.ofThreads(threads));
  }
}
