/**
 * Figures: phase diagrams, trajectories and what became of them over a grid, drawn without a
 * display into PNG files.
 *
 * <p>Notation is that of the core module: {@code sigmaW2} = σ_w² and {@code sigmaB2} = σ_b² are the
 * variances of weights (over fan-in) and biases, {@code xiC} = ξ_c is the depth scale, in layers,
 * on which the correlation of two inputs reaches its fixed point. Grids are row-major, one row per
 * {@code sigmaB2}, one column per {@code sigmaW2}.
 */
package org.deepmft.plot;
