package org.deepmft.activation;

/**
 * A place where an activation or one of its first two derivatives jumps.
 *
 * @param x the place
 * @param order 0 if φ jumps, 1 if φ' jumps (or φ'' grows without bound), 2 if φ'' jumps
 */
public record Kink(double x, int order) {}
