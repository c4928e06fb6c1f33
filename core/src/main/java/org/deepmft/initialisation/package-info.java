/**
 * Which variances to initialise a deep network with, and how deep it then trains.
 *
 * <p>One layer is dropout, a dense map and, if asked for, a norm before the activation:
 *
 * <pre>
 * q_z    = σ_w² V(q)/(1 - p) + σ_b²                                       (before the norm)
 * q'     = q_z, or 1 behind a norm
 * 1 - c' = [q σ_w² G(q, y) (1 - c) + σ_w² V(q) p/(1 - p)]/q_z
 * g      = g' (q'/q_z) σ_w² G(q, 0)/(1 - p)                               (gradients)
 * </pre>
 *
 * Dropout drops with probability p and scales what is kept by 1/(1 - p), as the frameworks do: it
 * acts on V but not on C, so c = 1 is not fixed and no point is critical in c (schoenholz2017,
 * section 5). Layer and RMS norm are the same where layers are wide, since the mean over the
 * neurons vanishes: they pin q to 1, and only σ_b²/σ_w² counts.
 */
package org.deepmft.initialisation;
