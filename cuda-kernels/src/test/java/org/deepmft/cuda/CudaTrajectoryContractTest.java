package org.deepmft.cuda;

import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryContractTest;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.junit.jupiter.api.BeforeAll;

class CudaTrajectoryContractTest extends TrajectoryContractTest {

  /** Tables are the same for every test. */
  private static final TableCache TABLES = TableCache.inMemory();

  @BeforeAll
  static void install() {
    HostDriver.install();
  }

  @Override
  protected Backend open(int threads) {
    return new CudaBackendProvider().open(new Resources(threads, TABLES, List.of()));
  }

  /** {@inheritDoc} Erf has a closed form here. */
  @Override
  protected double largestVariance(Activation activation) {
    return Duals.of(activation).qMax();
  }
}
