/**
 * Kernels of a data set through a network of infinite width: the covariance K of its outputs (NNGP)
 * and the neural tangent kernel Θ (NTK), for every pair of inputs, and what regression with them
 * predicts.
 *
 * <p>Convention (NTK parametrisation, jacot2018): z = (σ_w/√fan-in) W h + σ_b b with W, b of unit
 * variance and all of them trained. Then, layer by layer, from K = X Xᵀ/D and Θ = 0,
 *
 * <pre>
 * dense       K → σ_w² K + σ_b²,        Θ → σ_w² Θ + (σ_w² K + σ_b²)
 * activation  K → E φ(u_a) φ(u_b),      Θ → Θ E φ'(u_a) φ'(u_b),   u ~ N(0, K)
 * </pre>
 *
 * Sources: lee2018, matthews2018 for K; jacot2018, lee2019 for Θ.
 */
package org.deepmft.kernel;
