// Solves points of the phase diagram of an odd activation whose duals are known in closed form and
// whose V rises with V/q falling: brackets by factors of 4, Newton's iteration in ln q and in y.
//
//   q0, c0   the state of layer 0, of which only c0 matters
//   sigma, n, fields, codes as in phases.cu; collapse is left to the host
//
// Same bits on every run; any grid of blocks of up to 128 threads.
// Source: LengthLimit and PhaseSolver in core.
#include "closed_forms.cuh"
#include "newton.cuh"

#define LARGEST 1e150

// The one positive root of σ_w² (V - V(0))/q + β/q = 1; 0 if it lies out of reach.
template <typename Dual>
__device__ double length_root(double w2, double beta) {
  double high = 1;
  while (w2 * Dual::v_over_q(high) + beta / high > 1 && high < LARGEST) {
    high *= 4;
  }
  double low = high / 4;
  while (w2 * Dual::v_over_q(low) + beta / low < 1 && low > 0) {
    high = low;
    low /= 4;
  }
  double q = sqrt(low) * sqrt(high);
  for (int step = 0; step < STEPS; step++) {
    double h = w2 * Dual::v_over_q(q) + beta / q - 1;
    if (h > 0) {
      low = q;
    } else {
      high = q;
    }
    double next = q * exp(-h / (w2 * Dual::dv(q) - 1 - h));
    if (fabs(next - q) <= SETTLED * q) {
      return next <= LARGEST ? next : 0;
    }
    q = next > low && next < high ? next : sqrt(low) * sqrt(high);
  }
  return 0;
}

// The root of σ_w² G(q, y) = 1 in (0, 1/2]; 0 if the steps do not settle. G falls and is convex in
// y.
template <typename Dual>
__device__ double correlation_root(double w2, double q) {
  double low = 0;
  double high = 0.5;
  if (w2 * Dual::g(q, high) >= 1) {
    return high;
  }
  double y = 0.25 / (1 + q);
  for (int step = 0; step < STEPS; step++) {
    double f = w2 * Dual::g(q, y) - 1;
    if (f > 0) {
      low = y;
    } else {
      high = y;
    }
    double next = y * (1 - f / (w2 * Dual::y_dg(q, y)));
    if (fabs(next - y) <= SETTLED * y) {
      return fmin(next, 0.5);
    }
    y = next > low && next < high ? next : low == 0 ? high / 16 : sqrt(low * high);
  }
  return 0;
}

template <typename Dual>
__device__ void solve_point(double w2, double b2, double c0, const Out& out) {
  double beta = b2 + w2 * Dual::v0();
  bool collapses = beta == 0 && w2 * Dual::v_over_q(0) <= 1;
  double q = collapses ? 0 : w2 == 0 ? beta : length_root<Dual>(w2, beta);
  if (q == 0) {
    out.clear(HOST_SOLVES);
    return;
  }
  FixedPoint at = {
      w2, q, Dual::v_over_q(q), Dual::dv(q), Dual::g(q, 0), Dual::d_phi_4(q), Dual::d2_phi_2(q)};
  Gradient gradient = write_length(out, at, Dual::errors(q, 0));
  if (c0 < 1 && gradient.chi_1 > 1 && !gradient.critical) {
    double y = b2 == 0 ? 0.5 : correlation_root<Dual>(w2, q);
    if (y > 0) {
      write_chaos(out, gradient, y, w2 * Dual::d(q, y), w2 * Dual::y_dg(q, y), Dual::errors(q, y));
    } else {
      out.clear(HOST_SOLVES);
    }
  }
}

template <typename Dual>
__device__ void solve(double c0, const double* __restrict__ sigma, long long n,
                      double* __restrict__ fields, signed char* __restrict__ codes) {
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    Out out = {fields + i, n, codes + i, codes + n + i};
    solve_point<Dual>(sigma[i], sigma[n + i], c0, out);
  }
}

extern "C" __global__ void __launch_bounds__(128, 4)
    solve_sine(double, double c0, const double* __restrict__ sigma, long long n,
               double* __restrict__ fields, signed char* __restrict__ codes) {
  solve<Sine>(c0, sigma, n, fields, codes);
}

extern "C" __global__ void __launch_bounds__(128, 4)
    solve_sign(double, double c0, const double* __restrict__ sigma, long long n,
               double* __restrict__ fields, signed char* __restrict__ codes) {
  solve<Sign>(c0, sigma, n, fields, codes);
}
