package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.deepmft.activation.Activation;
import org.deepmft.backend.BackendLadder;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.DepthScales;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.plot.TrajectoryCurves;
import org.deepmft.plot.TrajectoryPicture;
import org.deepmft.propagation.PairSignal;
import org.deepmft.sweep.Shard;
import org.deepmft.sweep.SweepPlan;
import org.deepmft.sweep.TrajectoryPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows a pair of inputs forwards and its gradients backwards through a network. */
@Command(
    name = "propagate",
    customSynopsis = {
      "deepmft propagate [OPTIONS] --network=FILE.yaml",
      "  or:  deepmft propagate [OPTIONS] --activation=A (--sigma-w2=X | --sigma-w=X)",
      "                         (--sigma-b2=X | --sigma-b=X) --depth=L",
      "  or:  the same with ranges and --out=DIR"
    },
    description = {
      "Follow two inputs through a network: variances, correlation and gradients at every layer.",
      "Layer 0 is the given pre-activation state; gradients are relative to the last layer's.",
      "A backend follows uniform networks if one is named; plain Java follows the others.",
      "With --out, for every network of a grid: variances may be ranges lo:hi:n or lo:hi:n:log, and"
          + " DIR/trajectories.zarr, DIR/trajectories.png and DIR/run.json are written."
    },
    mixinStandardHelpOptions = true)
final class PropagateCommand implements Callable<Integer> {

  /** Lines of a table that a person reads. */
  private static final int SHOWN = 21;

  /** Points of a curve that can be told apart. */
  private static final int DRAWN = 801;

  /** Layers of a grid that are kept unless others are asked for. */
  private static final int KEPT = 11;

  /** More layers than that are not held at a time. */
  private static final int MOST_STORED = 1_000_000;

  @Spec private CommandSpec spec;

  @Mixin private NetworkOptions network;
  @Mixin private StartOptions start;

  @Option(
      names = "--q0-b",
      paramLabel = "X",
      description = "Variance of the second input at layer 0, > 0 (default: that of the first).")
  private Double q0b;

  @Option(
      names = "--layers",
      paramLabel = "LIST",
      description =
          "Layers to print, such as 0,10,20 or lo:hi:n (default: every layer, 21 of them as text,"
              + " 11 with --out).")
  private String layers;

  @Option(
      names = "--circle",
      description =
          "Add the length and curvature of a circle of inputs of variance q0, and chi_1 and chi_2 of"
              + " each layer.")
  private boolean circle;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw q, 1 - c and gradients (with --circle, its geometry) against depth.")
  private Path plot;

  @Option(
      names = "--measured",
      paramLabel = "FILE.csv",
      description = "Measured values to draw over the theory, in the columns of --format csv.")
  private Path measured;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the results for a grid; made if missing.")
  private Path directory;

  @Mixin private GridOptions grid;

  @Mixin private BackendOption backend;

  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    backend.check();
    if (directory != null) {
      overGrid();
      return 0;
    }
    grid.requireNone();
    PairSignal input = input();
    if (measured != null && plot == null) {
      throw new IllegalArgumentException("--measured must come with --plot FILE.png");
    }
    if (plot != null) {
      new OutputFile("plot", plot).check(grid.overwrite);
    }
    Network asked = network.network();
    TrajectoryCurves points = measured == null ? null : MeasuredFile.read(measured, asked.depth());
    if (circle) {
      requireSmooth(asked);
    }
    LayerChoice printed = printed(asked);
    LayerChoice drawn = LayerChoice.atMost(DRAWN, (int) asked.depth());
    TableCache cache = CacheDirectory.tables();
    Trajectory trajectory =
        onBackend(
            Trajectory.of(
                asked, input, layer -> printed.of(layer) || plot != null && drawn.of(layer), cache),
            input);
    TrajectoryText text =
        new TrajectoryText(trajectory, DepthScales.of(asked, input, cache), circle);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (output.format) {
          case JSON -> text.json(printed);
          case CSV -> text.csv(printed);
          default -> text.page(network.title(), printed);
        });
    out.flush();
    if (plot != null) {
      draw(curves(trajectory, drawn), points);
    }
    return 0;
  }

  /** A uniform network is followed by the backend that is named; core follows all others. */
  private Trajectory onBackend(Trajectory core, PairSignal input) {
    if (backend.backend == null) {
      return core;
    }
    try (BackendLadder opened = backend.open(List.of())) {
      return network.fromFile()
          ? core
          : BackendTrajectory.of(
              core,
              opened.current(),
              network.activation(),
              network.sigmaW2().get(0),
              network.sigmaB2().get(0),
              input);
    }
  }

  private static void requireSmooth(Network asked) {
    asked
        .rough()
        .ifPresent(
            layer -> {
              String name =
                  layer instanceof Dropout dropout
                      ? "dropout " + dropout.probability()
                      : layer instanceof Noise noise ? "noise " + noise.variance() : "noise";
              throw new IllegalArgumentException(
                  "--circle must go through layers that keep neighbours together, but "
                      + name
                      + " parts them, and a curve that is rough has no length; leave out --circle");
            });
  }

  /** Follows the pair through every network of a grid into a store. */
  private void overGrid() throws IOException {
    if (network.fromFile() || plot != null || measured != null) {
      throw new IllegalArgumentException(
          "--out must be given without --network, --plot and --measured; leave them out");
    }
    grid.check();
    List<Integer> devices = grid.devices(backend.backend);
    Shard share = grid.share();
    Activation activation = network.activation();
    SweepPlan points =
        new SweepPlan(network.sigmaW2(), network.sigmaB2(), grid.tile(), start.state());
    int depth = network.depth();
    requireBearable(depth);
    LayerChoice kept =
        layers != null ? LayerChoice.parse(layers, 0, depth) : LayerChoice.atMost(KEPT, depth);
    TrajectoryPlan plan =
        new TrajectoryPlan(points, q0b == null ? start.q0 : q0b, depth, kept.layers());
    try (BackendLadder opened = backend.open(devices)) {
      GridRun.run(
          new TrajectoryTask(plan),
          List.of(activation),
          share,
          directory,
          grid,
          opened,
          backend.threads,
          output.format,
          spec);
    }
  }

  private PairSignal input() {
    start.state(); // says what is wrong
    double b = q0b == null ? start.q0 : q0b;
    if (!(b > 0 && b < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("q0_b must be finite and > 0, got " + b);
    }
    return PairSignal.of(start.q0, b, start.c0);
  }

  private LayerChoice printed(Network asked) {
    long depth = asked.depth();
    requireBearable(depth);
    LayerChoice printed =
        layers != null
            ? LayerChoice.parse(layers, 0, (int) depth)
            : LayerChoice.atMost(
                output.format == OutputOption.Format.TEXT ? SHOWN : (int) depth + 1, (int) depth);
    if (printed.size() > MOST_STORED) {
      throw new IllegalArgumentException(
          "layers must be at most "
              + MOST_STORED
              + " to be printed, got "
              + printed.size()
              + "; choose some with --layers 0:"
              + depth
              + ":1001");
    }
    return printed;
  }

  private static void requireBearable(long depth) {
    if (depth > Trajectory.LONGEST) {
      throw new IllegalArgumentException(
          "depth must be at most " + Trajectory.LONGEST + " layers, got " + depth);
    }
  }

  private TrajectoryCurves curves(Trajectory trajectory, LayerChoice drawn) {
    List<Station> seen =
        trajectory.stations().stream().filter(station -> drawn.of(station.layer())).toList();
    return new TrajectoryCurves(
        column(seen, Station::layer),
        column(seen, station -> station.signal().q().ln()),
        column(seen, station -> station.signal().qbMagnitude().ln()),
        column(seen, station -> station.signal().oneMinusC().ln()),
        column(seen, station -> station.gradient().ln()),
        column(seen, station -> station.gradientB().ln()),
        column(seen, station -> station.gradientCovariance().ln()),
        column(seen, station -> circle ? station.circle().length().ln() : Double.NaN),
        column(seen, station -> circle ? station.circle().curvature().ln() : Double.NaN));
  }

  private static double[] column(List<Station> seen, ToDoubleFunction<Station> quantity) {
    return seen.stream().mapToDouble(quantity).toArray();
  }

  private void draw(TrajectoryCurves theory, TrajectoryCurves points) throws IOException {
    new OutputFile("plot", plot).draw(() -> TrajectoryPicture.png(network.title(), theory, points));
    spec.commandLine().getErr().println("wrote " + plot);
  }
}
