// What an activation does to a pair of pre-activations of one norm, asked for layer after layer:
//
//   at(q)    makes ready for the variance q; 0, or a code of the host
//   v        (V - V(0))/q there
//   chi      E φ'², infinite where φ jumps
//   pair(y)  sets g = G(q, y) and d = D(q, y) = G + y ∂G/∂y, y = (1 - c)/2 in [0, 1]; 0 or a code
//
// While q moves by no more than NEAR, relatively, what was made ready is kept: near its fixed
// point the length costs nothing and G is a polynomial in w alone. What is kept then is off by
// NEAR times a derivative in ln q, as rounding is.
//
// Source: TabulatedDual, SecantTable, HomogeneousDual, ErfDual in core.
#pragma once

#include "closed_forms.cuh"
#include "correlation.cuh"
#include "kept.cuh"
#include "table.cuh"

#define NEAR 4.5e-16            // two units in the last place
#define LARGEST_CLOSED_Q 1e150  // closed forms are known up to here
#define BEYOND_HALF 1e-12       // y above 1/2 by less is rounding of c = 0

// From the table. y above 1/2 is the host's, and does not come from c >= 0: E φ_a φ_b is a power
// series in c with coefficients that are not negative.
struct TableDual {
  Table table;
  const double* panel;
  double low;
  double high;
  double held;  // q of what follows
  double u;
  double v;
  double chi;
  AngleMap map;
  int sub_panel;  // of p; -1 if p is of another q
  double p[W_TERMS];
  double g;
  double d;

  __device__ explicit TableDual(const double* data)
      : table{data}, low(1), high(0), held(0), map(table[BREAKS] != 0), sub_panel(-1) {}

  __device__ double v0() const { return table[V0]; }

  __device__ int at(double q) {
    if (fabs(q - held) <= NEAR * held) {
      return 0;
    }
    if (!(q <= table[Q_MAX])) {
      return Q_LEAVES_TABLE;
    }
    if (!(q > low && q <= high)) {
      int k = panel_of(table, q);
      if (k == 0 && table[INNERMOST] == 0) {
        return HOST_SOLVES;
      }
      if (table.at(k) == 0) {
        return HOST_SOLVES - 1 - k;
      }
      panel = table.panel(k);
      low = panel[LO];
      high = panel[HI];
    }
    held = q;
    u = u_of(panel, q, map.kinks);
    v = polynomial<U_TERMS>(moment(panel, V_OVER_Q), u);
    chi = table[BREAKS] == 2 ? INFINITY : polynomial<U_TERMS>(moment(panel, CHI), u);
    map.move(moment(panel, MAP), u, q);
    sub_panel = -1;
    return 0;
  }

  __device__ int pair(double y) {
    if (y == 0) {
      g = chi;
      d = chi;
      return 0;
    }
    if (y > 0.5 + BEYOND_HALF) {
      return HOST_SOLVES;
    }
    double zeta = map.kinks ? sqrt(y) : y;
    double middle;
    int j = map.sub_panel(zeta, (int)panel[SUB_PANELS] - 1, &middle);
    if (j != sub_panel) {
      contract(j);
    }
    double w = map.w_of(zeta, middle);
    double f = p[W_TERMS - 1];
    double df = 0;
#pragma unroll
    for (int k = W_TERMS - 2; k >= 0; k--) {
      df = fma(df, w, f);
      f = fma(f, w, p[k]);
    }
    double by_ln_y = (map.kinks ? 0.5 : 1) * zeta / map.slope_of_zeta(w, middle);
    double slope = df * by_ln_y;
    if (table[BREAKS] == 2) {  // f is qζG
      double weight = held * zeta;
      g = f / weight;
      d = (0.5 * f + slope) / weight;
    } else {
      g = f;
      d = f + slope;
    }
    return 0;
  }

  __device__ void contract(int j) {
    const double* terms = ::sub_panel(panel, j) + BOUNDS + U_TERMS;
#pragma unroll
    for (int k = 0; k < W_TERMS; k++) {
      p[k] = polynomial<U_TERMS>(terms + k * U_TERMS, u);
    }
    sub_panel = j;
  }
};

// From a closed form.
template <typename Form>
struct ClosedDual {
  double held = 0;
  double v;
  double chi;
  double g;
  double d;

  __device__ double v0() const { return Form::v0(); }

  __device__ int at(double q) {
    if (fabs(q - held) <= NEAR * held) {
      return 0;
    }
    if (!(q <= LARGEST_CLOSED_Q)) {
      return Q_LEAVES_TABLE;
    }
    held = q;
    v = Form::v_over_q(q);
    chi = Form::g(q, 0);
    return 0;
  }

  __device__ int pair(double y) {
    g = y == 0 ? chi : Form::g(held, y);
    d = y == 0 ? chi : Form::d(held, y);
    return 0;
  }
};

// Lines on either side of 0: V/q = κ = (a² + b²)/2,
//
//   G = κ - (a - b)² (sin θ - θ cos θ)/(4πy),   D = κ - (a - b)² θ/(2π)
struct HomogeneousDual {
  double v;
  double chi;
  double jump2;
  double g;
  double d;

  __device__ HomogeneousDual(double left, double right)
      : v(0.5 * (left * left + right * right)), chi(v), jump2((left - right) * (left - right)) {}

  __device__ double v0() const { return 0; }

  __device__ int at(double) const { return 0; }

  __device__ int pair(double y) {
    if (y == 0) {
      g = chi;
      d = chi;
      return 0;
    }
    double theta = 2 * asin(sqrt(y));
    g = chi - jump2 * arc(theta, y) / (4 * PI * y);
    d = chi - jump2 * theta / (2 * PI);
    return 0;
  }

  // sin θ - θ cos θ, by its series Σ (-1)^(n+1) 2n θ^(2n+1)/(2n+1)! where the difference cancels.
  __device__ static double arc(double theta, double y) {
    if (theta > 0.5) {
      return 2 * sqrt(y * (1 - y)) - theta * (1 - 2 * y);
    }
    double t2 = theta * theta;
    double term = theta * t2 / 6;
    double sum = 2 * term;
    for (int n = 2; n <= 9; n++) {
      term *= -t2 / ((2 * n) * (2 * n + 1));
      sum += 2 * n * term;
    }
    return sum;
  }
};
