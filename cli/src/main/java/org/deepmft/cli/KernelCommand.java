package org.deepmft.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deepmft.backend.Backend;
import org.deepmft.export.KernelFile;
import org.deepmft.kernel.DataKernel;
import org.deepmft.network.Network;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes the kernels of a data set. */
@Command(
    name = "kernel",
    description = {
      "Compute the kernels of a data set through a network of infinite width: NNGP and NTK.",
      "X.npy is [M, D], float32 or float64. K.h5 and K.npz hold nngp and ntk, [M, M], and with"
          + " --targets the predictions nngp_mean, nngp_variance and ntk_mean; K.npy holds both"
          + " kernels, [2, M, M].",
      "Of memory, K and NTK take 16 M^2 bytes: 1.6 GB for M = 10,000.",
      "The summary as csv has a line a layer."
    },
    mixinStandardHelpOptions = true)
final class KernelCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "FILE.yaml",
      description = "The network; its first layer is dense.")
  private Path network;

  @Option(
      names = "--inputs",
      required = true,
      paramLabel = "X.npy",
      description = "The inputs, a row each.")
  private Path inputs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "K.h5|npz|npy",
      description = "The file to write.")
  private Path out;

  @Option(
      names = "--layers",
      paramLabel = "LIST",
      description =
          "Layers stored and predicted from beside the output, such as 1,5 or lo:hi:n, counted"
              + " from 1 in dense layers and residual blocks; what follows the last makes one more.")
  private String layers;

  @Option(
      names = "--targets",
      paramLabel = "y.npy",
      description = "Targets of the inputs, [M] or [M, outputs], for regression.")
  private Path targets;

  @Option(
      names = "--test",
      paramLabel = "T.npy",
      description = "Inputs to predict at, [N, D]; goes with --targets.")
  private Path test;

  @Option(
      names = "--noise",
      paramLabel = "V",
      description =
          "Variance of the targets' noise, >= 0 (default: 0); V 1 is added to the kernels for the"
              + " regression.")
  private Double noise;

  @Option(names = "--overwrite", description = "Replace the file that is there.")
  private boolean overwrite;

  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    if ((targets == null) != (test == null)) {
      throw new IllegalArgumentException(
          "--targets and --test must be given together; one of them is missing");
    }
    if (noise != null && targets == null) {
      throw new IllegalArgumentException("--noise goes with --targets, which is missing");
    }
    double variance = noise == null ? 0 : noise;
    if (!(variance >= 0 && variance <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("noise must be finite and >= 0, got " + noise);
    }
    KernelFile.Form form = KernelFile.form(out.toString());
    if (form == KernelFile.Form.NPY && (targets != null || layers != null)) {
      throw new IllegalArgumentException(
          "out must end in .h5 or .npz for --targets and --layers, got '" + out + "'");
    }
    OutputFile written = new OutputFile("out", out);
    written.check(overwrite);
    Network read = NetworkFile.read(network);
    DataKernel kernel = KernelRun.kernel(network, read, layers);
    if (form == KernelFile.Form.NPY && kernel.jumping().isPresent()) {
      throw new IllegalArgumentException(
          "out must end in .h5 or .npz for a network without NTK, got '"
              + out
              + "'; "
              + kernel.jumping().get().name()
              + " jumps");
    }
    KernelData data = KernelData.read(inputs, targets, test, variance, kernel);
    PrintWriter err = spec.commandLine().getErr();
    JsonObject summary;
    try (Backend opened = backend.open()) {
      KernelRun run = new KernelRun(kernel, data, opened, backend.threads, err);
      KernelFile file = run.compute();
      written.write(channel -> file.write(form, channel));
      summary = run.summary(out);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> stdout.print(Json.result(summary));
      case CSV -> KernelText.csv(summary, stdout);
      default -> KernelText.print(summary, stdout);
    }
    stdout.flush();
    return 0;
  }
}
