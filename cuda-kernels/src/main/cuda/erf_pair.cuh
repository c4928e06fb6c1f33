// Pairs of pre-activations of unequal variances q_a and q_b through erf, r = ln(q_b/q_a).
//
//   sin α = 2q_a/(1 + 2q_a),  sin β that of q_b,  sin γ = c √(sin α sin β),  γ₁ that of c = 1
//   E φ_a² = (2/π) α,  E φ_a φ_b = (2/π) γ,  D = (4/π)/√((1 + 2q_a)(1 + 2q_b)(1 - sin² γ))
//   D̄ = (2/π)(γ₁ - γ)/(√(q_a q_b)(1 - c)),  sin(γ₁ - γ) = sin γ₁ (1 - c²)/(cos γ + c cos γ₁)
//   1 - ρ(1) = [(α + β)/2 - γ₁ - (√β - √α)²/2]/√(αβ)
//
// Nothing cancels; below sin α = sin β = 1/2 1 - ρ(1) is the series of GeometricMeanGap.
// Source: ErfPairDual in core; williams1998.
#pragma once

#include "closed_forms.cuh"

#define ERF_SERIES 0.5       // where both sines are below this the series serves
#define ERF_FAR 2            // above this |r| nothing cancels, unless both variances are large
#define ERF_TINY 1e-8        // below this x and sin x are the same
#define ERF_SMALLEST 1e-307  // variances beyond these are taken as these
#define ERF_LARGEST 1e307

// h_k of GeometricMeanGap for the arcsine: ln[asin(x)/x] = Σ h_k x^(2k).
#define ERF_TERMS 25
static __device__ const double ERF_GAP[ERF_TERMS] = {0.0,
                                                     0.16666666666666666,
                                                     0.06111111111111111,
                                                     0.03368606701940035,
                                                     0.022019400352733687,
                                                     0.015816364705253595,
                                                     0.012062815621898515,
                                                     0.009590153004615085,
                                                     0.007860245427257911,
                                                     0.006594368627798165,
                                                     0.005635207962924182,
                                                     0.0048879440753849205,
                                                     0.0042923775522457994,
                                                     0.0038086423991293646,
                                                     0.0034093994694294073,
                                                     0.0030753403020381876,
                                                     0.0027924810359448065,
                                                     0.0025504716320221194,
                                                     0.00234150489601042,
                                                     0.002159592520153878,
                                                     0.002000072702311267,
                                                     0.0018592678862437019,
                                                     0.001734242181667928,
                                                     0.0016226264059897343,
                                                     0.001522489893314531};

// A variance.
struct ErfSide {
  double q;
  double narrow;
  double sine;
  double cosine;
  double root_sine;
  double alpha;
  double root_alpha;

  __device__ explicit ErfSide(double variance) {
    q = fmin(ERF_LARGEST, fmax(ERF_SMALLEST, variance));
    narrow = 1 / (1 + 2 * q);
    sine = 2 * q * narrow;
    cosine = sqrt(1 + 4 * q) * narrow;
    root_sine = sqrt(sine);
    alpha = atan2(sine, cosine);
    root_alpha = sqrt(alpha);
  }
};

struct ErfPair {
  ErfSide a;
  ErfSide b;
  double root;     // sin γ₁
  double squared;  // cos² γ₁

  __device__ ErfPair(double qa, double qb) : a(qa), b(qb) {
    root = a.root_sine * b.root_sine;
    squared = a.narrow + a.sine * b.narrow;
  }

  // cos γ.
  __device__ double far(double apart) const {
    return sqrt(squared + a.sine * b.sine * apart * (2 - apart));
  }

  // E φ'_a φ'_b at 1 - c.
  __device__ double d(double apart) const {
    return 4 / PI * sqrt(a.narrow) * sqrt(b.narrow) / far(apart);
  }

  // Its mean over correlations in [c, 1].
  __device__ double mean_d(double apart) const {
    return 4 / PI * sqrt(a.narrow) * sqrt(b.narrow) * turn(apart);
  }

  // (γ₁ - γ)/((1 - c) sin γ₁).
  __device__ double turn(double apart) const {
    double c = 1 - apart;
    double near = sqrt(squared);
    double away = far(apart);
    if (c < 0) {
      return (atan2(root, near) + atan2(-root * c, away)) / (root * apart);
    }
    double small = (2 - apart) / (away + c * near);
    double sine = small * root * apart;
    double cosine = near * away + a.sine * b.sine * c;
    return sine < ERF_TINY ? small : small * (atan2(sine, cosine) / sine);
  }

  // 1 - ρ: what differs at c = 1, and what c adds.
  __device__ double one_minus_rho(double apart) const {
    double turned = turn(apart) * root * apart / (a.root_alpha * b.root_alpha);
    return a.q == b.q ? turned : turned + spread(sines_apart(b.q - a.q), 1);
  }

  // (sin β - sin α)/r from (q_b - q_a)/r.
  __device__ double sines_apart(double apart) const { return 2 * apart * a.narrow * b.narrow; }

  // sin(β - α)/r.
  __device__ double sine_apart(double sines) const {
    return sines * ((b.sine + a.sine) / (b.sine * a.cosine + b.cosine * a.sine));
  }

  // cos(β - α).
  __device__ double cosine_apart() const { return a.cosine * b.cosine + a.sine * b.sine; }

  // (β - α)/r.
  __device__ double angles_apart(double sines, double r) const {
    double sine = sine_apart(sines);
    return fabs(r * sine) < ERF_TINY ? sine : atan2(r * sine, cosine_apart()) / r;
  }

  // (1 - ρ(1))/r².
  __device__ double spread(double sines, double r) const {
    if (fmax(a.sine, b.sine) < ERF_SERIES) {
      double gap = series() * sines * sines;
      return r * r * gap < ERF_TINY * ERF_TINY ? gap : -expm1(-r * r * gap) / (r * r);
    }
    double roots = a.root_alpha * b.root_alpha;
    double near = sqrt(squared);
    if (fabs(r) > ERF_FAR && fmin(a.sine, b.sine) < ERF_SERIES) {
      return (1 - atan2(root, near) / roots) / (r * r);
    }
    double sine = sine_apart(sines);
    double half = sine * sine / (2 * (1 + cosine_apart()));
    double complements = 0.5 * (atan2(a.cosine, a.sine) + atan2(b.cosine, b.sine));
    double ratio = half / sin(complements + atan2(near, root));
    double mean = r * r * ratio < ERF_TINY ? ratio : asin(r * r * ratio) / (r * r);
    double roots_apart = angles_apart(sines, r) / (a.root_alpha + b.root_alpha);
    return (mean - 0.5 * roots_apart * roots_apart) / roots;
  }

  __device__ double series() const {
    double sum = 0;
    double means = 0;
    double power = 1;
    for (int k = 1; k < ERF_TERMS; k++) {
      means = means * b.sine + power;
      power *= a.sine;
      sum += ERF_GAP[k] * means * means;
    }
    return 0.5 * sum;
  }
};
