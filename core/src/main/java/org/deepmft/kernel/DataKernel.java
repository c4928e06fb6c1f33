package org.deepmft.kernel;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer;
import org.deepmft.network.Network;

/**
 * NNGP and NTK of a data set through a network.
 *
 * <p>Where all inputs have one norm, or the network is positively homogeneous, K and Θ are
 * functions of the angle of a pair alone and all layers together become one table ({@link
 * AngleTable}); closed forms or the recursion layer by layer serve the rest. Parallel streams do
 * the tiles of the pairs, in the pool of the caller.
 */
public final class DataKernel {

  private final KernelRecursion recursion;
  private final Network network;
  private final List<Integer> layers;
  private final TableCache cache;

  /**
   * The kernels after one layer.
   *
   * @param layer number of the layer, counted as {@link Network#depth} does; that of the output is
   *     the depth
   * @param nngp K
   * @param ntk Θ; null if an activation of the network jumps, as Θ_aa is infinite then
   */
  public record Stored(int layer, KernelMatrix nngp, KernelMatrix ntk) {}

  /**
   * Prepares the kernels of a network.
   *
   * @param network the network; its first layer must be dense
   * @param layers layers to store, different and ascending; the output is stored in any case
   * @param cache keeps tables of activations
   * @throws IllegalArgumentException if a layer has no kernel or does not exist
   */
  public DataKernel(Network network, List<Integer> layers, TableCache cache) {
    this.network = network;
    int output = KernelRecursion.depth(network);
    this.layers = layers.stream().filter(layer -> layer != output).toList();
    this.cache = cache;
    this.recursion = new KernelRecursion(network, this.layers, cache);
  }

  /**
   * Returns the number of layers of a network of data, counted as {@link Network#depth} does.
   *
   * @throws IllegalArgumentException if its first layer is not dense or it has more than 10⁶
   */
  public static int depth(Network network) {
    return KernelRecursion.depth(network);
  }

  /** Returns the number of layers; the last is the output. */
  public int depth() {
    return recursion.depth();
  }

  /** Returns an activation that jumps, if there is one: there is no NTK then. */
  public Optional<Activation> jumping() {
    return recursion.jumping();
  }

  /**
   * Returns what the kernels tend to if the network's last repeated block is repeated for ever.
   *
   * @param inputs the inputs, of whose norms q* may depend
   * @param training M, whose condition numbers are meant
   * @return nothing if there is no such block or no such limit
   */
  public Optional<KernelLimits> limits(Inputs inputs, int training) {
    return KernelLimits.of(network, inputs.meanQ(), inputs.oneNorm(), training, cache);
  }

  /**
   * Returns whether a network treats equal inputs differently, as dropout and noise do, which are
   * drawn for each input. Otherwise the kernel of rows that repeat others is singular.
   */
  public boolean tellsEqualInputsApart() {
    return tellsApart(network.layers());
  }

  private static boolean tellsApart(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Layer.Dropout dropout && dropout.probability() > 0
                    || layer instanceof Layer.Noise noise && noise.variance() > 0
                    || layer instanceof Layer.Residual residual && tellsApart(residual.layers())
                    || layer instanceof Layer.Repeat repeat && tellsApart(repeat.layers()));
  }

  /**
   * Returns the bytes that {@link #compute} takes for its result.
   *
   * @param training M
   * @param count N, test inputs included
   */
  public long bytes(int training, int count) {
    return 2L * recursion.stored() * Double.BYTES * (training + 1L) * count;
  }

  /** Returns the number of pairs of M training inputs and N - M test inputs. */
  public static long pairs(int training, int count) {
    return (long) training * (training + 1) / 2 + (long) training * (count - training);
  }

  /**
   * Computes the kernels.
   *
   * @param inputs training inputs and then test inputs
   * @param training M, the number of training inputs
   * @param backend fills the tiles of pairs
   * @param progress is told the pairs done, by one thread at a time
   * @return the kernels at the layers asked for and then at the output
   * @throws IllegalArgumentException if a kernel is zero or beyond the doubles
   */
  public List<Stored> compute(
      Inputs inputs, int training, PairTiles.Source backend, LongConsumer progress) {
    List<Stored> all = new ArrayList<>();
    for (int s = 0; s < recursion.stored(); s++) {
      int layer = s < layers.size() ? layers.get(s) : depth();
      all.add(new Stored(layer, empty(inputs, training), empty(inputs, training)));
    }
    boolean homogeneous = homogeneous(network.layers());
    double q = homogeneous ? 1 : inputs.commonQ();
    boolean composed = homogeneous || inputs.oneNorm();
    fillDiagonals(inputs, all, q, homogeneous, composed);
    PairKernel pairs =
        composed
            ? new ComposedPairs(
                new AngleTable((w, out) -> recursion.pair(q, q, w, out), 2 * recursion.stored()))
            : ClosedFormPairs.of(recursion, inputs)
                .orElseGet(() -> new RecursivePairs(recursion, inputs));
    int columns = Tiles.count(training);
    List<PairTile> tiles = new ArrayList<>();
    for (int i = 0; i < Tiles.count(inputs.count()); i++) {
      for (int j = 0; j <= Math.min(i, columns - 1); j++) {
        int endA = Math.min((i + 1) * SIZE, inputs.count());
        int endB = Math.min((j + 1) * SIZE, training);
        tiles.add(new PairTile(i * SIZE, endA, j * SIZE, endB));
      }
    }
    TilePool pool = new TilePool();
    Object turn = new Object();
    // A stream whose task fails does not wait for its other tasks, which use what is closed then.
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    try (PairTiles filler = backend.of(pairs, inputs)) {
      tiles.parallelStream()
          .filter(tile -> failure.get() == null)
          .forEach(
              tile -> {
                try {
                  double[][] out = new double[pairs.outputs()][];
                  Arrays.setAll(out, f -> pool.take());
                  filler.fill(tile, out);
                  long done = take(inputs, tile, out, homogeneous, all);
                  pool.give(out);
                  synchronized (turn) {
                    progress.accept(done);
                  }
                } catch (RuntimeException e) {
                  failure.compareAndSet(null, e);
                }
              });
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    if (jumping().isPresent()) {
      all.replaceAll(stored -> new Stored(stored.layer, stored.nngp, null));
    }
    return all;
  }

  /**
   * Computes the kernels in plain Java.
   *
   * @param inputs training inputs and then test inputs
   * @param training M, the number of training inputs
   * @param product multiplies tiles
   * @param progress is told the pairs done, by one thread at a time
   * @return the kernels at the layers asked for and then at the output
   * @throws IllegalArgumentException if a kernel is zero or beyond the doubles
   */
  public List<Stored> compute(
      Inputs inputs, int training, TileProduct product, LongConsumer progress) {
    return compute(inputs, training, PairTiles.plain(product), progress);
  }

  private static KernelMatrix empty(Inputs inputs, int training) {
    double[][] rows = new double[inputs.count()][];
    IntStream.range(0, rows.length).parallel().forEach(a -> rows[a] = new double[training]);
    return new KernelMatrix(rows, new double[rows.length]);
  }

  /** Whether K and Θ scale with √(q_a q_b) and depend on the angle otherwise. */
  private static boolean homogeneous(List<Layer> layers) {
    return layers.stream()
        .allMatch(
            layer ->
                layer instanceof Layer.Dense dense && dense.sigmaB2() == 0
                    || layer instanceof Layer.Activate activate
                        && PiecewiseLinear.of(activate.activation()).isPresent()
                    || layer instanceof Layer.Dropout
                    || layer instanceof Layer.Residual residual && homogeneous(residual.layers())
                    || layer instanceof Layer.Repeat repeat && homogeneous(repeat.layers()));
  }

  private void fillDiagonals(
      Inputs inputs, List<Stored> all, double q, boolean homogeneous, boolean composed) {
    double[] common = new double[2 * all.size()];
    if (composed) {
      recursion.self(q, common);
    }
    IntStream.range(0, inputs.count())
        .parallel()
        .forEach(
            a -> {
              double scale = homogeneous ? inputs.q(a) : 1;
              double[] own = common;
              if (!composed) {
                own = new double[common.length];
                recursion.self(inputs.q(a), own);
              }
              for (int s = 0; s < all.size(); s++) {
                Stored stored = all.get(s);
                stored.nngp.diagonal()[a] = scale * own[2 * s];
                stored.ntk.diagonal()[a] = scale * own[2 * s + 1];
                requireFinite(stored, a);
              }
            });
  }

  private static void requireFinite(Stored stored, int a) {
    double k = stored.nngp.diagonal()[a];
    double theta = stored.ntk.diagonal()[a];
    if (!(k > 0 && k <= Double.MAX_VALUE && theta <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "kernels must be positive and finite, but at layer "
              + stored.layer
              + " K is "
              + k
              + " and the NTK "
              + theta
              + " for row "
              + a
              + "; choose variances nearer to the critical ones, or fewer layers");
    }
  }

  private static void requireFinite(int layer, double oneMinusC, double theta, int a, int b) {
    if (!(oneMinusC < 3 && Math.abs(theta) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "kernels must be finite, but at layer "
              + layer
              + " 1 - c is "
              + oneMinusC
              + " and the NTK "
              + theta
              + " for rows "
              + a
              + " and "
              + b
              + "; rescale the inputs, or choose variances nearer to the critical ones");
    }
  }

  /** Takes the pairs of a tile into the matrices, with those of each input with itself. */
  private long take(
      Inputs inputs, PairTile tile, double[][] out, boolean homogeneous, List<Stored> all) {
    long done = 0;
    for (int a = tile.firstA(); a < tile.endA(); a++) {
      if (a >= tile.firstB() && a < tile.endB()) {
        for (Stored stored : all) {
          stored.nngp.rows()[a][a] = stored.nngp.diagonal()[a];
          stored.ntk.rows()[a][a] = stored.ntk.diagonal()[a];
        }
        done++;
      }
      int at = tile.row(a) - tile.firstB();
      for (int b = tile.firstB(); b < tile.endOfRow(a); b++) {
        double scale = homogeneous ? root(inputs.q(a), inputs.q(b)) : 1;
        for (int s = 0; s < all.size(); s++) {
          requireFinite(all.get(s).layer, out[2 * s][at + b], out[2 * s + 1][at + b], a, b);
          double[] diagonal = all.get(s).nngp.diagonal();
          double k = root(diagonal[a], diagonal[b]) * (1 - out[2 * s][at + b]);
          set(all.get(s).nngp.rows(), a, b, k);
          set(all.get(s).ntk.rows(), a, b, scale * out[2 * s + 1][at + b]);
        }
        done++;
      }
    }
    return done;
  }

  private static void set(double[][] rows, int a, int b, double value) {
    rows[a][b] = value;
    if (a < rows[a].length) {
      rows[b][a] = value;
    }
  }

  private static double root(double a, double b) {
    return a == b ? a : Math.sqrt(a) * Math.sqrt(b);
  }
}
