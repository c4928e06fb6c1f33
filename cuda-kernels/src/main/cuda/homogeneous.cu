// Solves points of the phase diagram of a positively homogeneous activation, slopes a and b left
// and right of 0, in closed form: V = κq, E φ'² = κ, χ₁ = σ_w² κ.
//
//   χ₁ < 1, σ_b² > 0   q* = σ_b²/(1 - χ₁), ordered
//   χ₁ < 1, σ_b² = 0   collapses
//   χ₁ = 1, σ_b² = 0   every q is fixed, critical
//   otherwise          diverges
//
// With a kink c tends to 1; a line keeps c0, or mixes it with the bias.
//
//   left, right   the slopes a and b
//   q0, c0        the state of layer 0
//   sigma, n, fields, codes as in phases.cu
//
// Same bits on every run; any grid. Memory-bound: 16 bytes read and 130 written a point.
// Source: HomogeneousLimit in core; cho2009.
#include "fields.cuh"

__device__ inline void solve_point(double left, double right, double q0, double c0, double w2,
                                   double b2, const Out& out) {
  double kappa = 0.5 * (left * left + right * right);
  double fourth = 0.5 * (left * left * left * left + right * right * right * right);
  bool line = left == right;
  double chi_1 = w2 * kappa;
  double d2_phi_2 = line ? 0 : NAN;
  bool everywhere = chi_1 == 1 && b2 == 0;
  if (chi_1 < 1 && b2 > 0) {
    double q = b2 / (1 - chi_1);
    if (q == INFINITY) {
      out.clear(NOT_CONVERGED);
      return;
    }
    FixedPoint at = {w2, q, kappa, kappa, kappa, fourth, d2_phi_2};
    double rounding = CLOSED_ROUNDING;
    Errors e = {rounding, rounding, rounding, rounding, 0, 0, 1.5, 0};
    write_length(out, at, e);
    return;
  }
  out.clear(everywhere ? CONVERGED : chi_1 < 1 ? COLLAPSES : DIVERGES);
  write_gradient(out, chi_1);
  out.set(CHI_2, w2 * d2_phi_2);
  out.set(MU2_OVER_MU1_SQUARED, fourth / (kappa * kappa));
  if (everywhere) {
    *out.phase = CRITICAL;
    out.set(Q_STAR, q0);
    out.set(XI_Q, INFINITY);
    out.set(CHI_C, 1);
    out.set(XI_C, INFINITY);
  } else if (chi_1 < 1) {
    *out.phase = ORDERED;
    out.set(Q_STAR, 0);
    out.set(Q_STAR_ERROR, 0);
    out.set(XI_Q, -1 / log(chi_1));
  }
  if (chi_1 > 0) {
    double y0 = 0.5 * (1 - c0);
    double y = y0;
    if (!line || (chi_1 == 1 && b2 > 0)) {
      y = 0;
    } else if (b2 > 0) {
      // q_l = (q0 + b) χ₁^l - b and the same for the covariance, b = σ_b²/(χ₁ - 1).
      y = y0 * q0 / (q0 + b2 / (chi_1 - 1));
    }
    write_correlation(out, y, y == 0 || y == y0 ? 0 : CLOSED_ROUNDING);
  }
}

extern "C" __global__ void __launch_bounds__(128, 4)
    solve_homogeneous(double left, double right, double q0, double c0,
                      const double* __restrict__ sigma, long long n, double* __restrict__ fields,
                      signed char* __restrict__ codes) {
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    Out out = {fields + i, n, codes + i, codes + n + i};
    solve_point(left, right, q0, c0, sigma[i], sigma[n + i], out);
  }
}
