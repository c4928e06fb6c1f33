package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.deepmft.activation.Nearest;
import org.deepmft.activation.expression.ExpressionException;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.plot.PictureUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point: parses the command line, runs a command, and turns every failure into one line. */
@Command(
    name = "deepmft",
    description = "Mean-field theory of signals and gradients in deep networks.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PointCommand.class,
      CriticalLineCommand.class,
      PropagateCommand.class,
      InitCommand.class,
      SweepCommand.class,
      KernelCommand.class,
      PlotCommand.class,
      StatusCommand.class,
      ExportCommand.class,
      CiteCommand.class,
      BackendsCommand.class,
      ActivationsCommand.class
    },
    footer = {
      "",
      "Exit codes:",
      "  0    done",
      "  1    the machine failed",
      "  2    wrong input",
      "  3    the named backend cannot run here",
      "  4    a single point did not converge",
      "  130  interrupted, 143 terminated; finished work is kept",
      "  141  nobody reads standard output any more",
      "",
      "DEEPMFT_CACHE=DIR keeps tables of activations in DIR, empty nowhere (see the README).",
      "",
      "Try: deepmft point --activation tanh --sigma-w2 1.7 --sigma-b2 0.05"
    })
public final class Main {

  /** What exceptions put before the messages of others; it tells a user nothing. */
  private static final String CLASS_NAME = "\\b[\\w.]*(Exception|Error): ";

  /** Characters that could move the cursor, part the line or hide others. */
  private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

  /** Longer messages, which quote what was typed, lose their middle. */
  private static final int LONGEST_MESSAGE = 1000;

  private Main() {}

  /**
   * Runs the command line.
   *
   * @param arguments its words
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT); // a decimal point everywhere, in the picture too
    StandardOutput.install();
    System.exit(run(arguments));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setExpandAtFiles(false);
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    line.setExecutionStrategy(
        parsed -> {
          if (!parsed.hasSubcommand() && parsed.originalArgs().isEmpty()) {
            line.usage(line.getErr());
            return CommandFailure.INPUT;
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler((e, words) -> wrongWords(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    try {
      int code = line.execute(arguments);
      line.getOut().flush();
      return code;
    } catch (Error e) { // picocli hands on exceptions only
      return failed(e, line);
    }
  }

  private static int wrongWords(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String suggestion = "";
    if (e instanceof UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().get(0);
      Collection<String> known =
          unmatched.isUnknownOption()
              ? e.getCommandLine().getCommandSpec().optionsMap().keySet()
              : e.getCommandLine().getSubcommands().keySet();
      suggestion = Nearest.of(typed, known).map(word -> "; did you mean " + word + "?").orElse("");
    }
    String message = oneLine(plain(e.getMessage()));
    err.println("deepmft: " + message + suggestion + "; see " + command + " --help");
    return CommandFailure.INPUT;
  }

  private static int failed(Throwable e, CommandLine command) {
    PrintWriter err = command.getErr();
    if (e instanceof StandardOutput.Failed failed) {
      return failed.report(err);
    }
    err.println("deepmft: " + oneLine(describe(e)));
    Throwable reason = e.getCause() instanceof ExpressionException ? e.getCause() : e;
    if (reason instanceof ExpressionException expression) {
      err.println(expression.caretLines());
    }
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof BackendUnavailableException) {
      return CommandFailure.BACKEND;
    }
    return e instanceof IllegalArgumentException ? CommandFailure.INPUT : CommandFailure.MACHINE;
  }

  /** What went wrong, in the user's terms. */
  static String describe(Throwable e) {
    if (e instanceof UncheckedIOException) {
      return describe(e.getCause());
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile()
          + " must be readable and writable; change its permissions or choose another";
    }
    if (e instanceof NoSuchFileException missing && missing.getReason() == null) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + file.getClass().getSimpleName();
    }
    if (e instanceof IOException
        || e instanceof IllegalArgumentException
        || e instanceof PictureUnavailableException
        || e instanceof CommandFailure
        || e instanceof BackendUnavailableException) {
      return plain(e.getMessage());
    }
    if (e instanceof OutOfMemoryError) {
      return "memory must hold a tile and its axes, but ran out ("
          + e.getMessage()
          + "); use a smaller --tile, fewer --threads or fewer points";
    }
    return "internal error, please report it: " + e;
  }

  /** A message without the names of classes, and of bearable length. */
  private static String plain(String message) {
    String text = String.valueOf(message);
    if (text.length() > LONGEST_MESSAGE) {
      int half = LONGEST_MESSAGE / 2;
      text = text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
    return text.replaceAll(CLASS_NAME, "");
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "))
        .replaceAll(UNSEEN, "?");
  }
}
