// Solves points of the phase diagram of one activation from its table: one thread a point does the
// whole of it, the limit q*, the root θ*, slopes, scales, bounds, status and phase.
//
//   table    the table, see table.cuh
//   sigma    [2][n]: σ_w² of every point, then σ_b²
//   c0       correlation in layer 0, in [0, 1]; q0 is in the table
//   n        number of points, 64 bits
//   fields   [16][n] in the order of PhaseField, all overwritten
//   codes    [2][n] bytes: status, then phase, all overwritten; a status below 0 asks the host to
//            solve the point, or to bring a panel of the table and call again
//
// A point's numbers depend on the point alone, and are the same bits on every device and run: no
// atomics, no reductions, fused multiply-adds only where they are written. σ is finite and not
// negative (checked in core); NaN in the table gives NaN in the fields it belongs to.
// Any grid of blocks of up to 128 threads; no shared memory. About 600 multiply-adds a point.
// Measured against the reference backend: see bench/results.
#include "correlation.cuh"
#include "fields.cuh"
#include "length.cuh"

__device__ inline Errors errors(const Table& table, const double* panel, int j, double q) {
  const double* b = sub_panel(panel, j);
  // In the innermost panel what varies with q does so in proportion to q, with kinks to √q.
  double part = 1;
  if (panel[LO] == 0) {
    part = q / panel[HI];
    part = table[BREAKS] != 0 ? sqrt(part) : part;
  }
  Errors e = {b[EPS_V],           b[EPS_CHI],       b[EPS_G],     b[EPS_Y_DG],
              part * b[CHI_BY_Q], part * b[G_BY_Q], b[CURVATURE], part * b[LAMBDA_BY_Q]};
  return e;
}

__device__ inline void solve_point(const Table& table, double w2, double b2, double c0,
                                   const Out& out) {
  Length length = length_limit(table, w2, b2);
  if (length.how == LEAVES_TABLE) {
    write_beyond(out, w2, table[KAPPA], table[FAR_CHI], c0 == 1 || table[BENT] != 0);
    return;
  }
  if (length.panel < 0) {
    out.clear(HOST_SOLVES);
    return;
  }
  if (table.at(length.panel) == 0) {
    out.clear(HOST_SOLVES - 1 - length.panel);
    return;
  }
  length_root(table, w2, b2, &length);
  if (length.how != FOUND) {
    out.clear(HOST_SOLVES);
    return;
  }
  const double* panel = table.panel(length.panel);
  double u = length.u;
  FixedPoint at;
  at.w2 = w2;
  at.q = length.q;
  at.v = polynomial<U_TERMS>(moment(panel, V_OVER_Q), u);
  at.dv = polynomial<U_TERMS>(moment(panel, DV), u);
  at.chi = table[BREAKS] == 2 ? INFINITY : polynomial<U_TERMS>(moment(panel, CHI), u);
  at.d_phi_4 = polynomial<U_TERMS>(moment(panel, D_PHI_4), u);
  at.d2_phi_2 = polynomial<U_TERMS>(moment(panel, D2_PHI_2), u);
  Gradient gradient = write_length(out, at, errors(table, panel, 0, at.q));
  if (c0 < 1 && gradient.chi_1 > 1 && !gradient.critical) {
    Correlation c = correlation(table, panel, w2, u, at.q);
    if (c.found) {
      double y = b2 == 0 && table[ODD] != 0 ? 0.5 : c.y;
      write_chaos(out, gradient, y, 1 + c.lambda, c.lambda,
                  errors(table, panel, c.sub_panel, at.q));
    } else {
      out.clear(HOST_SOLVES);
    }
  }
}

extern "C" __global__ void __launch_bounds__(128)
    solve_phases(const double* __restrict__ table, const double* __restrict__ sigma, double c0,
                 long long n, double* __restrict__ fields, signed char* __restrict__ codes) {
  Table from = {table};
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    Out out = {fields + i, n, codes + i, codes + n + i};
    solve_point(from, sigma[i], sigma[n + i], c0, out);
  }
}
