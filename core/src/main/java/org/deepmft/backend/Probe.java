package org.deepmft.backend;

import java.util.List;

/**
 * What a backend says of itself on this machine.
 *
 * @param name its name
 * @param available whether it can run here
 * @param device what it would run on, in words; empty if unknown
 * @param version versions of what it stands on; empty if unknown
 * @param reasons every reason why it cannot run here; empty if it can
 */
public record Probe(
    String name, boolean available, String device, String version, List<String> reasons) {

  /** Returns a probe of a backend that can run. */
  public static Probe available(String name, String device, String version) {
    return new Probe(name, true, device, version, List.of());
  }

  /** Returns a probe of a backend that cannot. */
  public static Probe unavailable(String name, List<String> reasons) {
    return new Probe(name, false, "", "", List.copyOf(reasons));
  }
}
