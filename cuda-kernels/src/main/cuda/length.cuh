// The limit q* of the plain iteration q' = σ_w² V(q) + σ_b² from q0, found as a bracketed root of
//
//   H(q) = σ_w² v(q) + β/q - 1,   v = (V - V(0))/q,   β = σ_b² + σ_w² V(0)
//
// Where V rises and V/q falls, H passes 0 once and the panels' edges say where. Elsewhere the walk
// over places (q0 and 2^(i/4)) says between which two of them the iteration ends, as LengthWalk
// does in core; what it cannot tell from the places alone is left to the host.
//
// Source: LengthLimit and LengthWalk in core; docs/theory.md, section 2.
#pragma once

#include "newton.cuh"
#include "table.cuh"

// How the search for q* ended.
enum Found { FOUND, LEAVES_TABLE, FOR_HOST };

struct Length {
  Found how;
  int panel;  // -1 where there is none
  double low;
  double high;
  double h_low;
  double h_high;
  double u;
  double q;
};

#define STRIDE 0.17328679513998632735  // ln(2)/4
#define MARGIN 1e-3                    // H is taken for convex up to this
#define ZERO 4e-16                     // H within this of 0 is 0 to rounding

// The columns of the places.
struct Walk {
  const double* __restrict__ q;
  const double* __restrict__ inverse;
  const double* __restrict__ v;
  const double* __restrict__ dv;
  const double* __restrict__ bound;   // least v from q0 up to a place, largest from q0 down to it
  const double* __restrict__ fallen;  // whether q' falls with q between q0 and a place
  const double* __restrict__ rises;   // strides between q0 and a place along which v rises with q
  const double* __restrict__ least;   // least v from a place up
  int start;
  int last;
  double w2;
  double beta;

  __device__ Walk(const Table& table, double w2, double beta) : w2(w2), beta(beta) {
    int n = table.count(PLACES);
    q = table.data + table.count(WALK_AT);
    inverse = q + n;
    v = inverse + n;
    dv = v + n;
    bound = dv + n;
    fallen = bound + n;
    rises = fallen + n;
    least = rises + n;
    start = table.count(START);
    last = n - 1;
  }

  __device__ double excess(int i) const { return w2 * v[i] + beta * inverse[i] - 1; }

  // dH/d ln q.
  __device__ double gradient(int i) const { return w2 * (dv[i] - v[i]) - beta * inverse[i]; }

  // The furthest place up to which the bounds on v alone show that H keeps its sign.
  __device__ int clear(bool up) const {
    int near = start;
    int far = up ? last : 0;
    while (near != far) {
      int i = up ? (near + far + 1) / 2 : (near + far) / 2;
      double h = w2 * bound[i] + beta * inverse[i] - 1;
      if (up ? h > 0 : h < 0) {
        near = i;
      } else {
        far = up ? i - 1 : i + 1;
      }
    }
    return near;
  }

  // Whether H may touch 0 between two places at which it has the same sign.
  __device__ bool may_turn(int i, int next) const {
    double h = excess(i);
    double sign = h > 0 ? 1 : -1;
    double along = next > i ? sign : -sign;
    double slope = along * gradient(i);
    double slope_next = along * gradient(next);
    if (!(slope < 0 && slope_next > 0)) {
      return false;
    }
    double value_next = sign * excess(next);
    double meet = (value_next - sign * h - slope_next * STRIDE) / (slope - slope_next);
    return !(sign * h + slope * meet > MARGIN);
  }

  // The place before which H keeps its sign and after which it does not; the end if it always does;
  // -1 if that cannot be told.
  __device__ int zero(int from, int step, bool positive, int end) const {
    for (int i = from; i != end; i += step) {
      if (step > 0 && positive && w2 * least[i] >= 1) {
        return end;
      }
      if ((excess(i + step) > 0) != positive) {
        return i;
      }
      if (may_turn(i, i + step)) {
        return -1;
      }
    }
    return end;
  }

  // The lower place of the stride in which the limit lies; last if it lies above all places, -1 if
  // the host must tell.
  __device__ int stride() const {
    double h = excess(start);
    if (fabs(h) <= ZERO) {
      return -1;
    }
    bool up = h > 0;
    int step = up ? 1 : -1;
    int end = up ? last : 0;
    int near = zero(clear(up), step, up, end);
    if (near == end || near < 0) {
      return near == last && up ? last : -1;
    }
    int far = near + step;
    if (fallen[far] != 0 && !alone_beyond(far, step, !up)) {
      return -1;
    }
    return near < far ? near : far;
  }

  // Whether H keeps its sign as far beyond the zero as a step from before it can go.
  __device__ bool alone_beyond(int far, int step, bool positive) const {
    int distance = far > start ? far - start : start - far;
    int reach = far + step * ((distance + 1) / 2);
    if (reach > last) {
      return false;
    }
    int end = reach < 0 ? 0 : reach;
    return rises[end] == rises[far] || zero(far, step, positive, end) == end;
  }
};

// The root in the innermost panel by Newton's iteration in ln q, kept in the bracket.
__device__ inline bool innermost_root(const double* panel, double w2, double beta, bool kinks,
                                      double v_at_0, Length* to) {
  const double* terms = moment(panel, V_OVER_Q);
  const double* slopes = moment(panel, DV);
  bool falling = to->h_low > to->h_high;
  double low = to->low;
  double high = to->high;
  // v by its chord from 0: σ_w² fall q² + (1 - σ_w² v(0)) q - β = 0.
  double fall = w2 * (v_at_0 - polynomial<U_TERMS>(terms, 1)) / panel[HI];
  double line = 1 - w2 * v_at_0;
  double root = sqrt(fmax(line * line + 4 * fall * beta, 0.0));
  double q = line > 0 ? 2 * beta / (line + root) : (root - line) / (2 * fall);
  if (!(q > low && q < high)) {
    q = low == 0 ? 0.25 * high : sqrt(low) * sqrt(high);
  }
  for (int step = 0; step < STEPS; step++) {
    double u = u_of(panel, q, kinks);
    double h = w2 * polynomial<U_TERMS>(terms, u) + beta / q - 1;
    if ((h > 0) == falling) {
      low = q;
    } else {
      high = q;
    }
    double next = q * exp(-h / (w2 * polynomial<U_TERMS>(slopes, u) - 1 - h));
    if (fabs(next - q) <= SETTLED * q) {
      to->q = next;
      to->u = u_of(panel, next, kinks);
      return true;
    }
    q = next > low && next < high ? next : low == 0 ? 0.25 * high : sqrt(low) * sqrt(high);
  }
  return false;
}

// The root in any other panel by Newton's iteration in u, kept in the bracket; multiplied through
// by 1 - r², the step needs no division by what may vanish.
__device__ inline bool panel_root(const double* panel, double w2, double beta, Length* to) {
  const double* terms = moment(panel, V_OVER_Q);
  double r_max = panel[R_MAX];
  double inverse_s2 = 1 / (panel[ROOT] * panel[ROOT]);
  bool falling = to->h_low > to->h_high;
  double low = u_of(panel, to->low, false);
  double high = u_of(panel, to->high, false);
  double x = low + (high - low) * (to->h_low / (to->h_low - to->h_high));
  for (int step = 0; step < STEPS; step++) {
    double slope;
    double v = polynomial<U_TERMS>(terms, x, &slope);
    double r = x * r_max;
    double both = (1 - r) * (1 + r);
    double inverse = (1 - r) / (1 + r);
    double bias = beta * inverse_s2 * (inverse * inverse);
    double h = w2 * v + bias - 1;
    if ((h > 0) == falling) {
      low = x;
    } else {
      high = x;
    }
    double next = x - h * both / (w2 * slope * both - 4 * r_max * bias);
    if (fabs(next - x) <= SETTLED) {
      x = fmin(1.0, fmax(-1.0, next));
      r = x * r_max;
      double root = (1 + r) / (1 - r);
      to->u = x;
      to->q = root * root / inverse_s2;
      return true;
    }
    x = next > low && next < high ? next : 0.5 * (low + high);
  }
  return false;
}

// Names the panel of q*, and where in it the root lies between two values of H of unlike sign.
__device__ inline Length length_limit(const Table& table, double w2, double b2) {
  Length length = {FOR_HOST, -1, 0, 0, 0, 0, 0, 0};
  double beta = b2 + w2 * table[V0];
  int panels = table.count(PANELS);
  if (w2 == 0) {
    if (beta > 0 && beta <= table[Q_MAX]) {
      length.panel = panel_of(table, beta);
      length.low = beta;
      length.high = beta;
    } else if (beta > 0) {
      length.how = LEAVES_TABLE;
    }
  } else if (table[WALK] != 0) {
    Walk walk(table, w2, beta);
    int stride = walk.stride();
    if (stride == walk.last) {
      length.how = LEAVES_TABLE;
    } else if (stride >= 0) {
      length.low = walk.q[stride];
      length.high = walk.q[stride + 1];
      length.h_low = walk.excess(stride);
      length.h_high = walk.excess(stride + 1);
      length.panel = panel_of(table, length.high);
    }
  } else if (beta > 0 || w2 * table[V_OVER_Q_AT_0] > 1) {
    const double* edges = table.edges();
    const double* edge_v = table.edge_v();
    int low = 0;
    int high = panels;
    while (low < high) {
      int k = (low + high) / 2;
      if (w2 * edge_v[k + 1] + beta / edges[k + 1] > 1) {
        low = k + 1;
      } else {
        high = k;
      }
    }
    if (low == panels) {
      length.how = LEAVES_TABLE;
    } else {
      length.panel = low;
      length.low = edges[low];
      length.high = edges[low + 1];
      length.h_low = low == 0 ? 1 : w2 * edge_v[low] + beta / edges[low] - 1;
      length.h_high = w2 * edge_v[low + 1] + beta / edges[low + 1] - 1;
    }
  }
  return length;
}

// Finds q* where length_limit said.
__device__ inline void length_root(const Table& table, double w2, double b2, Length* length) {
  bool kinks = table[BREAKS] != 0;
  const double* panel = table.panel(length->panel);
  double beta = b2 + w2 * table[V0];
  bool found;
  if (panel[LO] == 0 && table[INNERMOST] == 0) {
    found = false;
  } else if (w2 == 0) {
    length->q = beta;
    length->u = u_of(panel, beta, kinks);
    found = true;
  } else if (panel[LO] == 0) {
    found = innermost_root(panel, w2, beta, kinks, table[V_OVER_Q_AT_0], length);
  } else {
    found = panel_root(panel, w2, beta, length);
  }
  length->how = found ? FOUND : FOR_HOST;
}
