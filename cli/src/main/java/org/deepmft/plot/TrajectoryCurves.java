package org.deepmft.plot;

/**
 * What a pair of inputs and its gradients are at some layers, as natural logarithms; NaN where
 * there is no value. Every array has an entry a layer.
 *
 * @param layer the layers, ascending
 * @param lnQa ln q_a
 * @param lnQb ln q_b
 * @param lnOneMinusC ln(1 - c)
 * @param lnGradient of a
 * @param lnGradientB of b
 * @param lnCovariance of the covariance's size
 * @param lnLength ln of the length of a circle of inputs
 * @param lnCurvature ln of its curvature
 */
public record TrajectoryCurves(
    double[] layer,
    double[] lnQa,
    double[] lnQb,
    double[] lnOneMinusC,
    double[] lnGradient,
    double[] lnGradientB,
    double[] lnCovariance,
    double[] lnLength,
    double[] lnCurvature) {}
