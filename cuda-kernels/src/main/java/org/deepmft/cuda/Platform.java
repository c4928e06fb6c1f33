package org.deepmft.cuda;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The platforms for which JCuda has native libraries. */
final class Platform {

  private static final List<String> ALL = List.of("linux-x86_64", "windows-x86_64");

  private Platform() {}

  /** Returns this platform, if JCuda has natives for it and they are on the class path. */
  static Optional<String> here() {
    String here = description();
    return ALL.stream().filter(here::equals).findFirst();
  }

  /** Returns the platforms there are, in words. */
  static String all() {
    return String.join(" and ", ALL);
  }

  /** Returns this platform in words. */
  static String description() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String family = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : os;
    return family + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
