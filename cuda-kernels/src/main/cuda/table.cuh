// The table of an activation on the device, and how it is read.
//
// One array of doubles, written by the Java class DeviceTable; every count is an exact double.
//
//   head     HEAD numbers, see the enum below
//   edges    q at the panels' edges, [panels + 1]; the first is 0
//   edge_v   (V - V(0))/q there, [panels + 1]
//   at       where in the array each panel begins, [panels]; 0 where the panel is not here yet
//   places   only if V may fall or V/q rise: PLACE columns of [count], see length.cuh
//   panels   PANEL numbers, MOMENTS polynomials in u of U terms, then for each sub-panel BOUNDS
//            numbers, G at its upper edge (U terms) and G inside, [W][U], index 14 k + m for u^m
//            w^k
//
//   u in [-1, 1] stands for q in a panel [lo, hi]:
//     innermost panel   q = hi (1 + u)/2, with kinks hi ((1 + u)/2)²
//     others            r = (√q - s)/(√q + s) = u r_max,   s = (lo hi)^(1/4)
//   w in [-1, 1] stands for y in sub-panel j of P, with ζ = y, a = 4q, or with kinks ζ = √y, a =
//   2√q:
//     h = 1 + a m(u),   1 + aζ = h^(2j+1) (1 + ρw)/(1 - ρw),   ρ = (h - 1)/(h + 1)
//   Where φ jumps the polynomials in w stand for qζG.
//
// Source: DualPanel and SecantTable in core; docs/theory.md, section 7.
#pragma once

#define U_TERMS 14
#define W_TERMS 16

enum Head {
  PANELS,
  BREAKS,         // 0: φ is smooth, 1: φ' or φ'' jumps, 2: φ jumps
  ODD,            // φ(-x) = -φ(x)
  V0,             // V(0)
  V_OVER_Q_AT_0,  // (V - V(0))/q at q = 0
  KAPPA,          // limit of V/q for q to infinity
  FAR_CHI,        // limit of E φ'², NaN if it is not known
  BENT,           // φ's slopes at -∞ and +∞ differ
  Q_MAX,          // where the table ends
  INNERMOST,      // the innermost panel can be read
  WALK,           // V may fall or V/q rise: the limit is found by a walk over places
  PLACES,         // their number
  START,          // the place of q0
  EDGES,          // where in the array the edges begin, and so on
  EDGE_V,
  AT,
  WALK_AT,
  HEAD
};

enum Panel { LO, HI, ROOT, R_MAX, SUB_PANELS, PANEL_UNUSED, PANEL };

enum Moment { MAP, V_OVER_Q, DV, CHI, D_PHI_4, D2_PHI_2, MOMENTS };

enum Bound { EPS_V, EPS_CHI, EPS_G, EPS_Y_DG, CHI_BY_Q, G_BY_Q, CURVATURE, LAMBDA_BY_Q, BOUNDS };

#define SUB_PANEL (BOUNDS + U_TERMS + W_TERMS * U_TERMS)

struct Table {
  const double* __restrict__ data;

  __device__ double operator[](Head what) const { return data[what]; }
  __device__ int count(Head what) const { return (int)data[what]; }
  __device__ const double* edges() const { return data + count(EDGES); }
  __device__ const double* edge_v() const { return data + count(EDGE_V); }
  __device__ int at(int panel) const { return (int)data[count(AT) + panel]; }
  __device__ const double* panel(int k) const { return data + at(k); }
};

// Σ_m c_m x^m by Horner's scheme; c is aligned to two doubles and terms is even.
template <int terms>
__device__ double polynomial(const double* __restrict__ c, double x) {
  const double2* __restrict__ pairs = (const double2*)c;
  double2 pair = pairs[terms / 2 - 1];
  double sum = fma(pair.y, x, pair.x);
#pragma unroll
  for (int m = terms / 2 - 2; m >= 0; m--) {
    pair = pairs[m];
    sum = fma(fma(sum, x, pair.y), x, pair.x);
  }
  return sum;
}

// The same with its derivative.
template <int terms>
__device__ double polynomial(const double* __restrict__ c, double x, double* derivative) {
  double f = c[terms - 1];
  double df = 0;
#pragma unroll
  for (int m = terms - 2; m >= 0; m--) {
    df = fma(df, x, f);
    f = fma(f, x, c[m]);
  }
  *derivative = df;
  return f;
}

__device__ inline const double* moment(const double* panel, Moment which) {
  return panel + PANEL + which * U_TERMS;
}

__device__ inline const double* sub_panel(const double* panel, int j) {
  return panel + PANEL + MOMENTS * U_TERMS + j * SUB_PANEL;
}

// u of q.
__device__ inline double u_of(const double* panel, double q, bool kinks) {
  if (panel[LO] == 0) {
    double t = q / panel[HI];
    return 2 * (kinks ? sqrt(t) : t) - 1;
  }
  double root = sqrt(q);
  return (root - panel[ROOT]) / ((root + panel[ROOT]) * panel[R_MAX]);
}

// The panel that holds q, which lies inside the table: lo < q <= hi.
__device__ inline int panel_of(const Table& table, double q) {
  const double* edges = table.edges();
  int low = 0;
  int high = table.count(PANELS) - 1;
  while (low < high) {
    int k = (low + high) / 2;
    if (q > edges[k + 1]) {
      low = k + 1;
    } else {
      high = k;
    }
  }
  return low;
}
