package org.deepmft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the build, from a resource that Maven fills in. */
final class Version implements IVersionProvider {

  /** Returns the version, such as {@code 0.1.0}. */
  static String number() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      // A build without the resource still runs.
    }
    return properties.getProperty("version", "unknown");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "deepmft " + number(),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"),
    };
  }
}
