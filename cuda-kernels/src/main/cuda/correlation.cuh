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

// The map between y and w at one q.
struct AngleMap {
  bool kinks;
  double a;
  double m;
  double h;
  double rho;

  __device__ explicit AngleMap(bool kinks) : kinks(kinks) {}

  __device__ AngleMap(const double* panel, double u, double q, bool kinks) : kinks(kinks) {
    move(panel, u, q);
  }

  __device__ void move(const double* panel, double u, double q) {
    a = kinks ? 2 * sqrt(q) : 4 * q;
    m = polynomial<U_TERMS>(moment(panel, MAP), u);
    h = 1 + a * m;
    rho = a * m / (2 + a * m);
  }

  // The sub-panel of ζ among those up to the last, and its middle ζ(w = 0); w there, and dζ/dw. In
  // ζ itself nothing cancels where a vanishes.
  __device__ int sub_panel(double zeta, int last, double* middle) const {
    int j = 0;
    *middle = m;
    while (j < last && zeta > *middle * h + m) {
      *middle = *middle * (h * h) + m * (1 + h);
      j++;
    }
    return j;
  }

  __device__ double w_of(double zeta, double middle) const {
    double am = a * m;
    return fmin((zeta - middle) * (2 + am) / (m * (2 + a * (zeta + middle))), 1.0);
  }

  __device__ double slope_of_zeta(double middle, double w) const {
    double t = 1 - rho * w;
    return 2 * m / (2 + a * m) * (1 + a * middle) / (t * t);
  }

  // h^(2j+1), the middle of sub-panel j in 1 + aζ.
  __device__ double middle(int j) const {
    double power = h;
    for (int t = 0; t < j; t++) {
      power *= h * h;
    }
    return power;
  }

  // ζ at w in sub-panel j.
  __device__ double zeta(int j, double middle, double w) const {
    double t = 1 - rho * w;
    return j == 0 ? m * (1 + w) / t : (middle * (1 + rho * w) / t - 1) / a;
  }

  // dζ/dw.
  __device__ double dzeta(int j, double middle, double w) const {
    double t = 1 - rho * w;
    return j == 0 ? m * (1 + rho) / (t * t) : middle * 2 * rho / (t * t * a);
  }
};

__device__ inline Correlation correlation(const Table& table, const double* panel, double w2,
                                          double u, double q) {
  Correlation result = {false, 0, 0, 0};
  bool jumps = table[BREAKS] == 2;
  AngleMap map(panel, u, q, table[BREAKS] != 0);
  int last = (int)panel[SUB_PANELS] - 1;
  double target = 1 / w2;
  // Where φ jumps, what is compared is qζG.
  int j = 0;
  double edge = map.h * map.h;
  while (j < last) {
    double g = polynomial<U_TERMS>(sub_panel(panel, j) + BOUNDS, u);
    if (!(g > (jumps ? target * q * (edge - 1) / map.a : target))) {
      break;
    }
    edge *= map.h * map.h;
    j++;
  }
  const double* terms = sub_panel(panel, j) + BOUNDS + U_TERMS;
  double p[W_TERMS];
#pragma unroll
  for (int k = 0; k < W_TERMS; k++) {
    p[k] = polynomial<U_TERMS>(terms + k * U_TERMS, u);
  }
  double middle = map.middle(j);
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
    double excess = f - (jumps ? target * q * map.zeta(j, middle, w) : target);
    double slope = df - (jumps ? target * q * map.dzeta(j, middle, w) : 0);
    if (excess > 0) {
      low = w;
    } else {
      high = w;
    }
    double next = w - excess / slope;
    if (fabs(next - w) <= SETTLED) {
      w = fmin(1.0, fmax(-1.0, next));
      double zeta = map.zeta(j, middle, w);
      double by_ln_zeta = zeta / map.dzeta(j, middle, w);
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
