package org.deepmft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The works of docs/references.bib, which the build packs beside the classes. */
final class Bibliography {

  /** An entry begins and ends at the start of a line. */
  private static final Pattern ENTRY = Pattern.compile("(?ms)^@\\w+\\{([^,\\s]+),.*?^\\}");

  private Bibliography() {}

  /**
   * Returns every entry by its key, in the order of the file, without a line feed at its end.
   *
   * @throws IOException if the file was not packed
   */
  static Map<String, String> entries() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (InputStream in = Bibliography.class.getResourceAsStream("references.bib")) {
      if (in == null) {
        throw new IOException("references.bib must be part of the build, but is missing");
      }
      Matcher entry = ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (entry.find()) {
        entries.put(entry.group(1), entry.group());
      }
    }
    return entries;
  }
}
