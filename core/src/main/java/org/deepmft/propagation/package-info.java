/**
 * A pair of inputs from layer to layer: second moments that keep their digits while both become
 * equal.
 *
 * <p>A pair is (q_a, ln(q_b/q_a), 1 - c), each with its logarithm, so that a decay goes on below
 * the doubles (docs/theory.md, section 3). An activation maps it to the second moments of φ; what
 * layers then do with second moments is arithmetic in the same variables:
 *
 * <pre>
 * dense     K → σ_w² K + σ_b²        {@link org.deepmft.propagation.PairSignal#dense}
 * residual  K + L                    {@link org.deepmft.propagation.PairSignal#plus}
 * noise     K + s 1                  {@link org.deepmft.propagation.PairSignal#independent}
 * dropout   K_aa/(1 - p), K_bb/(1 - p), K_ab
 * RMS norm  the correlation alone
 * </pre>
 *
 * A circle of inputs goes the same way as its length and curvature (section 13, {@link
 * org.deepmft.propagation.CircleSignal}).
 */
package org.deepmft.propagation;
