// The fixed point y* = (1 - c*)/2 of the correlation map below c = 1: the root of
//
//   σ_w² G(q*, y) = 1,   0 < y <= 1/2,
//
// where G falls with y. The values of G at the sub-panels' edges say in which one it lies; there G
// is a polynomial in w, contracted from the table once for q*.
//
// Source: docs/theory.md, section 3.
#pragma once

#include "newton.cuh"
#include "table.cuh"

struct Correlation {
  bool found;
  int sub_panel;
  double y;
  double lambda;  // σ_w² y ∂G/∂y = χ_c - 1
};

// The map between ζ and w at one q, by the sub-panels' middles in ζ itself, where nothing cancels
// as a vanishes: with M_j = ζ(w = 0) in sub-panel j,
//
//   M_0 = m,   M_(j+1) = h² M_j + m (1 + h),   upper edge h M_j + m
//   ζ = ((M_j - m) (1 + ρw) + m (1 + w))/(1 - ρw)
//   dζ/dw = 2m (1 + a M_j)/((2 + am) (1 - ρw)²)
struct AngleMap {
  bool kinks;
  double a;
  double m;
  double h;
  double rho;

  __device__ explicit AngleMap(bool kinks) : kinks(kinks) {}

  // To q; map are the coefficients of m(u).
  __device__ void move(const double* map, double u, double q) {
    a = kinks ? 2 * sqrt(q) : 4 * q;
    m = polynomial<U_TERMS>(map, u);
    h = 1 + a * m;
    rho = a * m / (2 + a * m);
  }

  __device__ double upper(double middle) const { return middle * h + m; }

  // The middle of the next sub-panel.
  __device__ double next(double middle) const { return middle * (h * h) + m * (1 + h); }

  // The sub-panel of ζ among those up to the last, and its middle.
  __device__ int sub_panel(double zeta, int last, double* middle) const {
    int j = 0;
    *middle = m;
    while (j < last && zeta > upper(*middle)) {
      *middle = next(*middle);
      j++;
    }
    return j;
  }

  __device__ double w_of(double zeta, double middle) const {
    double am = a * m;
    return fmin((zeta - middle) * (2 + am) / (m * (2 + a * (zeta + middle))), 1.0);
  }

  __device__ double zeta_of(double w, double middle) const {
    return ((middle - m) * (1 + rho * w) + m * (1 + w)) / (1 - rho * w);
  }

  __device__ double slope_of_zeta(double w, double middle) const {
    double t = 1 - rho * w;
    return 2 * m * (1 + a * middle) / ((2 + a * m) * t * t);
  }
};

__device__ inline Correlation correlation(const Table& table, const double* panel, double w2,
                                          double u, double q) {
  Correlation result = {false, 0, 0, 0};
  bool jumps = table[BREAKS] == 2;
  AngleMap map(table[BREAKS] != 0);
  map.move(moment(panel, MAP), u, q);
  int last = (int)panel[SUB_PANELS] - 1;
  double target = 1 / w2;
  // Where φ jumps, what is compared is qζG.
  int j = 0;
  double middle = map.m;
  while (j < last) {
    double g = polynomial<U_TERMS>(sub_panel(panel, j) + BOUNDS, u);
    if (!(g > (jumps ? target * q * map.upper(middle) : target))) {
      break;
    }
    middle = map.next(middle);
    j++;
  }
  const double* terms = sub_panel(panel, j) + BOUNDS + U_TERMS;
  double p[W_TERMS];
#pragma unroll
  for (int k = 0; k < W_TERMS; k++) {
    p[k] = polynomial<U_TERMS>(terms + k * U_TERMS, u);
  }
  double low = -1;
  double high = 1;
  double w = fmin(0.75, fmax(-0.75, (target - p[0]) / p[1]));
  if (jumps) {
    w = 0;
  }
  for (int step = 0; step < STEPS; step++) {
    double f = p[W_TERMS - 1];
    double df = 0;
#pragma unroll
    for (int k = W_TERMS - 2; k >= 0; k--) {
      df = fma(df, w, f);
      f = fma(f, w, p[k]);
    }
    double excess = f - (jumps ? target * q * map.zeta_of(w, middle) : target);
    double slope = df - (jumps ? target * q * map.slope_of_zeta(w, middle) : 0);
    if (excess > 0) {
      low = w;
    } else {
      high = w;
    }
    double next = w - excess / slope;
    if (fabs(next - w) <= SETTLED) {
      w = fmin(1.0, fmax(-1.0, next));
      double zeta = map.zeta_of(w, middle);
      double by_ln_zeta = zeta / map.slope_of_zeta(w, middle);
      double by_ln_y = map.kinks ? 0.5 * by_ln_zeta : by_ln_zeta;
      result.found = true;
      result.sub_panel = j;
      result.y = fmin(map.kinks ? zeta * zeta : zeta, 0.5);
      result.lambda = df / f * by_ln_y - (jumps ? 0.5 : 0);
      return result;
    }
    w = next > low && next < high ? next : 0.5 * (low + high);
  }
  return result;
}
