package org.deepmft.cpu;

import java.util.List;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendProvider;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.backend.Probe;
import org.deepmft.backend.Resources;

/** Finds the CPU backend: it runs wherever ND4J's native CPU engine loads. */
public final class CpuBackendProvider implements BackendProvider {

  private static final String NAME = "cpu";

  /** Creates the provider; nothing is loaded yet. */
  public CpuBackendProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Probe probe() {
    try {
      NativeEngine engine = NativeEngine.load();
      return Probe.available(NAME, engine.device(), engine.version());
    } catch (LinkageError | RuntimeException e) {
      return Probe.unavailable(NAME, List.of(why(e)));
    }
  }

  @Override
  public Backend open(Resources resources) {
    try {
      return new CpuBackend(NativeEngine.load(), resources.threads(), resources.cache());
    } catch (LinkageError e) {
      throw new BackendUnavailableException(NAME, List.of(why(e)));
    }
  }

  private static String why(Throwable e) {
    return "ND4J's native CPU engine does not load: " + e;
  }
}
