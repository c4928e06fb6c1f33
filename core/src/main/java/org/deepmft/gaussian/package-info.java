/**
 * Gaussian averages of an activation: its duals V, D and G, in closed form or as a table.
 *
 * <p>Nothing here knows σ_w² or σ_b²: the duals belong to the activation, so one table serves every
 * sweep. How the table is laid out is told in {@link org.deepmft.gaussian.DualPanel}, how it is
 * computed in {@link org.deepmft.gaussian.SmoothedSlope}.
 */
package org.deepmft.gaussian;
