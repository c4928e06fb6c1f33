package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.initialisation.Customary;
import org.deepmft.initialisation.Initialisation;
import org.deepmft.initialisation.Journey;
import org.deepmft.initialisation.Setting;
import org.deepmft.plot.JourneyPicture;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which variances to initialise a network with, and how deep it then trains. */
@Command(
    name = "init",
    description = {
      "Say which variances to initialise a network with, how deep it then trains, and why.",
      "The point is critical and one that the network reaches from q0 = 1, with q* = target-q or"
          + " the nearest that holds firmly (1 - dq'/dq at least half of the most on its piece of the"
          + " line); with dropout or where none is critical, that of the longest depth scale within"
          + " sigma_w2 <= 4.",
      "Two inputs are followed from q0 = 1, c0 = 0.5; gradients are those at layer 1 relative to the"
          + " last.",
      "Xavier's variance is 1/fan (fan-in and fan-out equal), He's 2/fan-in; the gains multiply"
          + " standard deviations. They are off where the depth exceeds 6 xi_c, gradients change by"
          + " more than e^6, or q tenfold (but for lines on both sides of 0)."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

  private static final double LN_10 = Math.log(10);

  /** Norms before the activation; wide layers make them the same. */
  enum Norm {
    LAYER,
    RMS
  }

  @Spec private CommandSpec spec;

  @Mixin private ActivationOption activation;

  @Option(
      names = "--depth",
      required = true,
      paramLabel = "L",
      description = "Number of layers, 1 to 1000000.")
  private int depth;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Probability of dropping after each activation, in [0, 1) (default: 0).")
  private double drop;

  @Option(
      names = "--norm",
      paramLabel = "layer|rms",
      description = "Norm before each activation (default: none).")
  private Norm norm;

  @Option(
      names = "--target-q",
      paramLabel = "X",
      description =
          "Wanted variance of the pre-activations, 1e-6 to 1e6 (default: 1; with dropout, that"
              + " of the longest depth scale).")
  private double targetQ = Double.NaN;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw 1 - c and gradients against depth, here and as is customary.")
  private Path plot;

  @Option(names = "--overwrite", description = "Replace the picture that is there.")
  private boolean overwrite;

  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    requireNumber();
    Setting setting = new Setting(depth, drop, norm != null, targetQ);
    List<Activation> activations = activation.activations();
    if (plot != null) {
      checkPlot(activations.size());
    }
    backend.checkNamed();
    List<InitAnswer> answers = activations.stream().map(a -> answer(a, setting)).toList();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> out.print(Json.result(InitText.json(answers)));
      case CSV -> InitText.csv(answers, out);
      default -> answers.forEach(answer -> InitText.page(answer, out));
    }
    out.flush();
    if (plot != null) {
      draw(answers.get(0));
    }
    return 0;
  }

  /** A target that is not a number would pass for one that was not given. */
  private void requireNumber() {
    if (Double.isNaN(targetQ)
        && spec.commandLine().getParseResult().hasMatchedOption("--target-q")) {
      throw new IllegalArgumentException("target-q must lie between 1e-6 and 1e6, got NaN");
    }
  }

  private static InitAnswer answer(Activation activation, Setting setting) {
    DualActivation dual = Duals.of(activation, CacheDirectory.tables());
    return new InitAnswer(activation, dual, Initialisation.of(dual, setting));
  }

  private void checkPlot(int activations) {
    if (activations > 1) {
      throw new IllegalArgumentException(
          "plot must be of one activation, got " + activations + "; ask for each alone");
    }
    new OutputFile("plot", plot).check(overwrite);
  }

  private void draw(InitAnswer answer) throws IOException {
    if (answer.found().layer() == null) {
      spec.commandLine().getErr().println("deepmft: no picture: there are no gradients to draw");
      return;
    }
    List<JourneyPicture.Line> lines = new ArrayList<>();
    lines.add(line("proposed", answer.found().journey()));
    for (Customary customary : Customary.of(answer.activation())) {
      lines.add(line(customary.name(), answer.outcome(customary).journey()));
    }
    String title =
        answer.activation().name()
            + ", "
            + depth
            + " layers"
            + (drop > 0 ? ", dropout " + drop : "")
            + (norm == null ? "" : ", " + norm.name().toLowerCase(Locale.ROOT) + " norm");
    new OutputFile("plot", plot).draw(() -> JourneyPicture.png(title, lines));
    spec.commandLine().getErr().println("wrote " + plot);
  }

  private static JourneyPicture.Line line(String name, Journey journey) {
    double[] oneMinusC = journey.oneMinusC().clone();
    double[] gradient = journey.lnGradient().clone();
    for (int l = 0; l < gradient.length; l++) {
      oneMinusC[l] = Math.log10(oneMinusC[l]);
      gradient[l] /= LN_10;
    }
    return new JourneyPicture.Line(name, oneMinusC, gradient);
  }
}
