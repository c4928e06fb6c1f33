package org.deepmft.propagation;

/**
 * Second moments of φ' at a pair: times σ_w², the factors by which the variances of the gradients
 * of a and b, and their covariance, grow backwards through one layer.
 *
 * @param aa E φ'(u_a)²
 * @param bb E φ'(u_b)²
 * @param ab E φ'(u_a) φ'(u_b)
 */
public record PairSlopes(double aa, double bb, double ab) {}
