/**
 * Activations: pointwise functions with exact derivatives. They know nothing of Gaussian averages.
 */
package org.deepmft.activation;
