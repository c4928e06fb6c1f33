// What an activation does to a pair of pre-activations of unequal norms, from its table of unequal
// variances, with q = √(q_a q_b) and r = ln(q_b/q_a):
//
//   v        K_aa/q_a
//   chi_a, chi_b   E φ'² at q_a and q_b
//   growth   ln(K_bb/K_aa)/r,   spread = (1 - ρ)/r² at c = 1
//   mean, d  the mean of D = E φ'_a φ'_b over correlations in [c, 1], and D
//
//   pairs    [0] the number of panels; then for each panel Δ, 0 where it is not here and infinite
//            where the host integrates, and where its intervals begin; then the power of q by which
//            spread is divided in the innermost panel, where growth is divided by q if V(0) is not
//            0. Where intervals begin: their number, where each begins, 0 for the host's. An
//            interval: P and 0, then coefficients [R][U] of growth and spread, [U] of m and for
//            each sub-panel [R][W][U] of the mean, index 14 (16 l + k) + m for x^l w^k u^m
//
//   x = 2 (r/Δ)² - 1 in interval 0, 2 (|r|/Δ - i) - 1 in interval i; u and w as in table.cuh
//
// Source: UnequalTable and UnequalBlock in core; docs/theory.md, section 3.
#pragma once

#include "pair_duals.cuh"

#define R_TERMS 10
#define RADIAL (R_TERMS * U_TERMS)
#define NEARLY_EQUAL 1e-7    // below this |r| mean and d are those of equal variances
#define ASKS_INTERVALS (64)  // code HOST_SOLVES - 1 - 64 - k: bring the intervals of panel k

// Σ_l x^l Σ_m u^m c, rows `stride` apart.
__device__ inline double in_x(const double* __restrict__ c, int stride, double u, double x) {
  double sum = polynomial<U_TERMS>(c + (R_TERMS - 1) * stride, u);
#pragma unroll 1
  for (int l = R_TERMS - 2; l >= 0; l--) {
    sum = fma(sum, x, polynomial<U_TERMS>(c + l * stride, u));
  }
  return sum;
}

struct TablePair {
  TableDual equal;
  const double* pairs;
  double reach;  // of |r|
  double v;
  double chi_a;
  double chi_b;
  double mean;
  double d;
  double growth;
  double spread;

  __device__ TablePair(const double* table, const double* pairs, double reach)
      : equal(table), pairs(pairs), reach(reach) {}

  __device__ bool knows(double qa, double qb) const { return fmax(qa, qb) <= equal.table[Q_MAX]; }

  // V/q and E φ'² at one variance inside the table; 0 or a code.
  __device__ int moments(double q, double* v_over_q, double* chi) const {
    const Table& table = equal.table;
    int k = panel_of(table, q);
    if (k == 0 && table[INNERMOST] == 0) {
      return HOST_SOLVES;
    }
    if (table.at(k) == 0) {
      return HOST_SOLVES - 1 - k;
    }
    const double* panel = table.panel(k);
    double u = u_of(panel, q, equal.map.kinks);
    *v_over_q = polynomial<U_TERMS>(moment(panel, V_OVER_Q), u);
    *chi = polynomial<U_TERMS>(moment(panel, CHI), u);
    return 0;
  }

  __device__ int pass(double qa, double qb, double r, double apart) {
    double y = fmin(0.5 * apart, 1.0);
    double unused;
    int code = moments(qa, &v, &chi_a);
    if (code == 0) {
      code = moments(qb, &unused, &chi_b);
    }
    double q = qa * exp(0.5 * r);
    if (code == 0) {
      code = equal.at(q);
    }
    if (code != 0) {
      return code;
    }
    v += equal.v0() / qa;
    int k = panel_of(equal.table, q);
    const double* head = pairs + 1 + 2 * k;
    double width = head[0];
    double size = fabs(r);
    if (width == INFINITY || !(size < reach) || y > 0.5 + BEYOND_HALF) {
      return HOST_SOLVES;
    }
    if (width == 0) {
      return HOST_SOLVES - 1 - ASKS_INTERVALS - k;
    }
    int i = (int)(size / width);
    const double* intervals = pairs + (int)head[1];
    if (i >= (int)intervals[0] || intervals[1 + i] == 0) {
      return HOST_SOLVES;
    }
    const double* block = pairs + (int)intervals[1 + i];
    double t = (size - i * width) / width;
    double x = i == 0 ? 2 * t * t - 1 : 2 * t - 1;
    growth = in_x(block + 2, U_TERMS, equal.u, x);
    spread = in_x(block + 2 + RADIAL, U_TERMS, equal.u, x);
    if (k == 0) {
      growth *= equal.v0() == 0 ? 1 : q;
      spread *= pairs[1 + 2 * equal.table.count(PANELS)] == 2 ? q * q : q;
    }
    if (size < NEARLY_EQUAL) {
      code = equal.pair(y);
      mean = equal.g;
      d = equal.d;
      return code;
    }
    slopes(block, q, fmin(y, 0.5), x);
    return 0;
  }

  __device__ void slopes(const double* block, double q, double y, double x) {
    int last = (int)block[0] - 1;
    const double* terms = block + 2 + 2 * RADIAL;
    AngleMap map(equal.map.kinks);
    map.move(terms, equal.u, q);
    double zeta = map.kinks ? sqrt(y) : y;
    double middle;
    int j = map.sub_panel(zeta, last, &middle);
    double w = map.w_of(zeta, middle);
    terms += U_TERMS + j * R_TERMS * W_TERMS * U_TERMS;
    double f = 0;
    double df = 0;
#pragma unroll 1
    for (int k = W_TERMS - 1; k >= 0; k--) {
      df = fma(df, w, f);
      f = fma(f, w, in_x(terms + k * U_TERMS, W_TERMS * U_TERMS, equal.u, x));
    }
    double by_ln_y = (map.kinks ? 0.5 : 1) * zeta / map.slope_of_zeta(w, middle);
    mean = f;
    d = f + df * by_ln_y;
  }
};
