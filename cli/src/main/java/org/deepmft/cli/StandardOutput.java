package org.deepmft.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Standard output that ends the command at the first write that fails, which {@link PrintStream}
 * and {@link PrintWriter} would keep to themselves.
 *
 * <p>Where nobody reads any more, as in {@code deepmft point ... | head -1}, the command ends in
 * silence with code 141 = 128 + SIGPIPE: what a shell reports for any program that ends so, and of
 * one family with 130 and 143. It is not 0, since the answer was not delivered in full. A disk that
 * is full is a failure of the machine, code 1.
 */
final class StandardOutput extends OutputStream {

  /** The code with which a command ends when nobody reads its answer. */
  static final int NOBODY_READS = 141;

  private static final Path MYSELF = Path.of("/proc/self/fd/1");

  private final OutputStream out;
  private boolean failed;

  private StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** The answer cannot be printed. An error, since picocli keeps exceptions of the help's. */
  static final class Failed extends Error {

    private static final long serialVersionUID = 1L;

    private final boolean nobodyReads;

    private Failed(boolean nobodyReads, IOException cause) {
      super(
          "standard output must take the answer, but it is full or closed ("
              + cause.getMessage()
              + ")",
          cause);
      this.nobodyReads = nobodyReads;
    }

    /** Says it, if there is anything to be said, and returns the exit code. */
    int report(PrintWriter err) {
      if (nobodyReads) {
        return NOBODY_READS;
      }
      err.println("deepmft: " + getMessage());
      return CommandFailure.MACHINE;
    }
  }

  /** Makes this the standard output of the process. */
  static void install() {
    OutputStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(new BufferedOutputStream(out), false, StandardCharsets.UTF_8));
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (failed) {
      return; // said once
    }
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failed = true;
      throw new Failed(pipe(e), e);
    }
  }

  /** Whether standard output is a pipe. The reason is in the user's language, so it comes last. */
  private static boolean pipe(IOException e) {
    try {
      String what = Files.readSymbolicLink(MYSELF).toString();
      return what.startsWith("pipe:") || what.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException noProc) {
      return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
  }
}
