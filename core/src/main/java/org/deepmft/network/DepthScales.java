package org.deepmft.network;

import java.util.Optional;
import org.deepmft.gaussian.TableCache;
import org.deepmft.propagation.PairSignal;

/**
 * What a network tends to whose block is repeated for ever, and how fast: the growth of small
 * deviations over one block at its fixed point.
 *
 * <pre>
 * χ_q = dq'/dq,   χ_c = dc'/dc at fixed q,   χ = g_before/g_behind,   ξ = 1/|ln χ| blocks
 * </pre>
 *
 * <p>For norms that are equal. Where a factor is 1 the law is not exponential; then it is read off
 * thousands of blocks that are followed one by one. A block that begins before its dense layer is
 * looked at from behind it, so that q is a pre-activation's.
 *
 * @param layersPerBlock layers of a block, as the network counts them
 * @param q the law of q
 * @param c the law of 1 - c
 * @param gradient the law of the gradient variance backwards; its factor is χ, its limit NaN
 */
public record DepthScales(long layersPerBlock, Rate q, Rate c, Rate gradient) {

  /**
   * Finds the scales of the last repeated block with a dense layer.
   *
   * @param network the network
   * @param input the state of layer 0; of a pair of unequal norms, a's is taken
   * @param cache keeps tables of activations for another time
   * @return nothing if no block is repeated, or q leaves the range in which φ is known
   */
  public static Optional<DepthScales> of(Network network, PairSignal input, TableCache cache) {
    return RepeatedBlock.of(network).flatMap(block -> of(block, input, cache));
  }

  private static Optional<DepthScales> of(RepeatedBlock block, PairSignal input, TableCache cache) {
    Pass pass = new Pass(new LayerMaps(cache), BlockLimit.pair(input.q(), input.oneMinusC()));
    pass.through(block.before());
    BlockLimit limit = new BlockLimit(block.layers(), pass);
    return limit.scales().map(s -> new DepthScales(block.layersPerBlock(), s[0], s[1], s[2]));
  }
}
