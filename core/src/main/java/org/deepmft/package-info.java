/**
 * DeepMFT: mean-field theory of signals and gradients in deep networks.
 *
 * <p>One notation is used in Java, JSON, Zarr and the documents:
 *
 * <pre>
 * φ             activation
 * sigmaW2 σ_w²  variance of the weights over fan-in: W_ij ~ N(0, σ_w²/fan_in)
 * sigmaB2 σ_b²  variance of the biases
 * q             variance of the pre-activations; q' that of the next layer; q* its fixed point
 * c             correlation of the pre-activations of two inputs; c* its fixed point
 * y             (1 - c)/2 = sin²(θ/2), θ the angle between two inputs
 * V(q)          E φ(u)²,                    u ~ N(0, q)
 * D(q, y)       E φ'(u_a) φ'(u_b),          cov(u_a, u_b) = q c
 * G(q, y)       (1/y) ∫₀^y D = E(φ(u_a) - φ(u_b))² / E(u_a - u_b)²,  the mean squared secant slope
 * χ₁  chi1      σ_w² G(q*, 0), factor of the gradient's variance per layer
 * χ_c chiC      slope of the correlation map at c*
 * ξ_q, ξ_c      depth scales of q and c in layers; ξ_grad that of gradients
 * </pre>
 *
 * <p>Layer 0 is the given pre-activation state; layer l is the state after l layers.
 */
package org.deepmft;
