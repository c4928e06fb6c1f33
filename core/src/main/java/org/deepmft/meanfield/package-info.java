/**
 * Fixed points of the length and correlation maps, their stability, and what follows from it.
 *
 * <p>One dense layer maps (q, c) to
 *
 * <pre>
 * q'     = σ_w² V(q) + σ_b²                          (length map)
 * 1 - c' = (q/q') σ_w² G(q, y) (1 - c)               (correlation map, y = (1 - c)/2)
 * χ₁     = σ_w² G(q*, 0)
 * χ₁ &gt; 1: σ_w² G(q*, y*) = 1,  χ_c = 1 + σ_w² y* ∂G/∂y(q*, y*)
 * </pre>
 *
 * Written with G nothing cancels near c = 1, and both fixed points are bracketed roots: there is no
 * critical slowing down. See poole2016 and schoenholz2017 for the theory.
 */
package org.deepmft.meanfield;
