/**
 * The CPU backend: ND4J's native engine for matrix products, JIT-compiled loops for recurrences.
 *
 * <p>A tile's points are sorted by the table's panel of their q*, then by the sub-panel of their
 * y*. For each group ND4J contracts the coefficients in q of all its points in one product, [n x
 * 14] powers of u by [14 x 16] coefficients; what is left for each point is Newton's iteration on a
 * polynomial of its own, which loops over columns do at a few tenths of a nanosecond an operation.
 *
 * <p>Where the border lies was measured with JMH ({@code ContractionBenchmark}, stored under {@code
 * bench/results}): for the contraction, copies included, loops in Horner's scheme are 1.5 times as
 * fast as ND4J at 512 points and about as fast at 4096, within the error of the measurement; for
 * everything element-wise the loops win, since an ND4J call costs tens of microseconds before it
 * does anything.
 *
 * <p>Trajectories are loops alone: their panels change from layer to layer, so that nothing groups.
 */
package org.deepmft.cpu;
