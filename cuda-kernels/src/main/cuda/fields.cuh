// What is told of a point: every field of PhaseField with its error bound, the status and the
// phase.
//
//   δ ln q*  = ε_V σ_w² V/q / |1 - s|                                     s = dq'/dq
//   δ ln χ₁  = ε_χ + |∂ ln G(q, 0)/∂ ln q| δ ln q
//   δ ln y*  = (ε_G + |∂ ln G/∂ ln q| δ ln q)/|λ|                         λ = χ_c - 1
//   δ χ_c    = ε_λ + |∂ ln|λ|/∂ ln y| |λ| δ ln y + |∂λ/∂ ln q| δ ln q
//
// Source: FixedPoints and HomogeneousLimit in core, whose rules these are.
#pragma once

enum Field {
  Q_STAR,
  CHI_1,
  CHI_2,
  C_STAR,
  ONE_MINUS_C_STAR,
  THETA_STAR,
  CHI_C,
  XI_Q,
  XI_C,
  XI_GRAD,
  LYAPUNOV,
  MU2_OVER_MU1_SQUARED,
  Q_STAR_ERROR,
  CHI_1_ERROR,
  ONE_MINUS_C_STAR_ERROR,
  CHI_C_ERROR,
  FIELDS
};

enum Status { CONVERGED, COLLAPSES, DIVERGES, NOT_CONVERGED };

// Codes below are for the host: solve this point there; or bring panel k, HOST_SOLVES - 1 - k.
#define HOST_SOLVES (-1)

enum Phase { NO_PHASE = -1, ORDERED, CRITICAL, CHAOTIC };

#define ROUNDING 2e-15         // of the last arithmetic on each quantity
#define DEGENERATE 1e-6        // nearer to a fold or to criticality first-order bounds mean nothing
#define CLOSED_ROUNDING 4e-15  // of closed forms

// A fixed point q* and the duals there.
struct FixedPoint {
  double w2;
  double q;
  double v;    // (V - V(0))/q
  double dv;   // dV/dq
  double chi;  // E φ'², infinite where φ jumps
  double d_phi_4;
  double d2_phi_2;
};

// Relative errors of the duals near the point, and how fast the duals vary there.
struct Errors {
  double v;
  double chi;
  double g;
  double y_dg;
  double chi_by_q;
  double g_by_q;
  double curvature;
  double lambda_by_q;
};

// Where the fields of one point go: field f at out[f * stride].
struct Out {
  double* __restrict__ field;
  long long stride;
  signed char* __restrict__ status;
  signed char* __restrict__ phase;

  __device__ void set(Field f, double value) const { field[f * stride] = value; }

  __device__ void clear(int why) const {
    for (int f = 0; f < FIELDS; f++) {
      field[f * stride] = NAN;
    }
    *status = (signed char)why;
    *phase = NO_PHASE;
  }
};

// χ₁ and what follows from it alone, where it is a closed form.
__device__ inline void write_gradient(const Out& out, double chi_1) {
  double lyapunov = log(chi_1);
  out.set(CHI_1, chi_1);
  out.set(CHI_1_ERROR, CLOSED_ROUNDING);
  out.set(LYAPUNOV, lyapunov);
  out.set(XI_GRAD, 1 / fabs(lyapunov));
}

// The limit of the correlation.
__device__ inline void write_correlation(const Out& out, double y, double error) {
  out.set(ONE_MINUS_C_STAR_ERROR, error);
  out.set(C_STAR, 1 - 2 * y);
  out.set(ONE_MINUS_C_STAR, 2 * y);
  out.set(THETA_STAR, 2 * asin(sqrt(y)));
}

// q grows without end, or its fixed point is out of reach; κ is the limit of V/q, gradient that of
// E φ'² or NaN.
__device__ inline void write_beyond(const Out& out, double w2, double kappa, double gradient,
                                    bool c_tends_to_1) {
  bool diverges = w2 * kappa >= 1;
  out.clear(diverges ? DIVERGES : NOT_CONVERGED);
  if (diverges) {
    if (gradient == gradient) {
      write_gradient(out, w2 * gradient);
    }
    if (c_tends_to_1) {
      write_correlation(out, 0, 0);
    }
  }
}

// What the correlation's fields need of q*.
struct Gradient {
  double chi_1;
  double q_error;
  bool folded;    // first-order bounds mean nothing
  bool critical;  // χ₁ = 1 within its bound
};

// The fields that do not depend on y*.
__device__ inline Gradient write_length(const Out& out, const FixedPoint& at, const Errors& e) {
  double slope = at.w2 * at.dv;
  double chi_1 = at.w2 * at.chi;
  double fold = fabs(1 - slope);
  double q_error = (e.v * at.w2 * fabs(at.v) + ROUNDING) / fold;
  double chi_1_error = e.chi + e.chi_by_q * q_error + ROUNDING;
  bool folded = fold < DEGENERATE;
  bool jumps = at.chi == INFINITY;
  bool critical = fabs(chi_1 - 1) <= chi_1 * chi_1_error && !(chi_1 == INFINITY);
  *out.status = CONVERGED;
  *out.phase = critical ? CRITICAL : jumps || chi_1 > 1 ? CHAOTIC : ORDERED;
  out.set(Q_STAR, at.q);
  out.set(CHI_2, at.w2 * at.d2_phi_2);
  out.set(XI_Q, 1 / fabs(log(fabs(slope))));
  out.set(Q_STAR_ERROR, folded ? NAN : q_error);
  // Where φ jumps there is no gradient, and equal inputs part at an infinite rate.
  double lyapunov = jumps ? NAN : log(chi_1);
  out.set(CHI_1, jumps ? NAN : chi_1);
  out.set(CHI_1_ERROR, jumps || folded ? NAN : chi_1_error);
  out.set(LYAPUNOV, lyapunov);
  out.set(XI_GRAD, critical ? INFINITY : 1 / fabs(lyapunov));
  out.set(MU2_OVER_MU1_SQUARED, jumps ? NAN : at.d_phi_4 / (at.chi * at.chi));
  // Where c* = 1 this is all; where it is not, what follows is overwritten.
  write_correlation(out, 0, critical ? NAN : 0);
  out.set(CHI_C, chi_1);
  out.set(XI_C, critical ? INFINITY : chi_1 > 1 ? NAN : -1 / lyapunov);
  out.set(CHI_C_ERROR, jumps || folded ? NAN : chi_1_error);
  return {chi_1, q_error, folded, critical};
}

// The correlation's fields where c* is not 1; λ = χ_c - 1, each free of cancellation.
__device__ inline void write_chaos(const Out& out, const Gradient& at, double y, double chi_c,
                                   double lambda, const Errors& e) {
  double secant = e.g + ROUNDING + e.g_by_q * at.q_error;
  bool degenerate = at.folded || fabs(at.chi_1 - 1) < DEGENERATE;
  double chi_c_error = e.y_dg + ROUNDING + e.curvature * secant + e.lambda_by_q * at.q_error;
  write_correlation(out, y, degenerate ? NAN : secant / -lambda);
  out.set(CHI_C, chi_c);
  out.set(XI_C, -1 / (lambda > -0.5 ? log1p(lambda) : log(chi_c)));
  out.set(CHI_C_ERROR, degenerate ? NAN : chi_c_error / fabs(chi_c));
}
