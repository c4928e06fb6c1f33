package org.deepmft.cli;

import picocli.CommandLine.Option;

/** The option that says how results are printed. */
final class OutputOption {

  /** Forms of printed results. */
  enum Format {
    TEXT,
    JSON,
    CSV
  }

  @Option(
      names = "--format",
      paramLabel = "text|json|csv",
      description = "How to print results (default: text).")
  Format format = Format.TEXT;
}
