/**
 * Networks as lists of layers.
 *
 * <p>Conventions: weights have variance σ_w² over fan-in, biases variance σ_b²; a network acts on
 * the vector that enters its first layer.
 */
package org.deepmft.network;
