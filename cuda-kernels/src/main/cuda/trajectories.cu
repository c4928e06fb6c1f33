// Follows a pair of inputs of one norm through uniform networks of one activation, layer by layer:
// one thread a network, everything in registers until a layer that is kept.
//
//   q_{l+1} = σ_w² V(q_l) + σ_b²,   1 - c_{l+1} = (q_l/q_{l+1}) σ_w² G(q_l, y_l) (1 - c_l)
//   g_l = g_{l+1} σ_w² E φ'²,       g^ab_l = g^ab_{l+1} σ_w² D(q_l, y_l),       g_L = g^ab_L = 1
//
// 1 - c, q and the gradients are carried with an exponent of their own, so that they go on beyond
// the doubles. Gradients are relative to the last layer: on the way forward the factors between
// layers that are kept are put where the gradients will be, and multiplied up from the last one.
//
//   table      the table, see table.cuh; or left, right: slopes on both sides of 0; or nothing
//   sigma      [2][n]: σ_w² of every network, then σ_b²
//   q0, apart  variance and 1 - c of the pair in layer 0, q0 > 0
//   depth      L
//   layers     [kept], ascending, from 0 to L
//   n          number of networks, 64 bits
//   fields     [8][kept][n] in the order of TrajectoryField, all overwritten
//   exponents  [3][kept][n], overwritten
//   status     [n] bytes, overwritten: 0, or 1 if q leaves the table: then that layer, those behind
//              it and all gradients are NaN; below 0 as in phases.cu, and fields are undefined
//
// A network's numbers depend on the network and the pair alone, and are the same bits on every run:
// no atomics, fused multiply-adds only where they are written. Networks with σ_w² = 0 or beyond
// 2^±100 are the host's. Any grid of blocks of up to 128 threads. About 330 multiply-adds a layer
// from the table while q moves, 45 once it has settled, and 64 bytes a layer that is kept.
// Source: Trajectory and PairMap in core; docs/theory.md, section 3.
#include "kept.cuh"
#include "pair_duals.cuh"

template <typename Dual>
__device__ int follow(Dual& dual, double w2, double b2, double q0, double apart0, int depth,
                      const Kept& kept) {
  if (!(w2 <= LARGEST_W2 && w2 >= 1 / LARGEST_W2)) {
    return HOST_SOLVES;
  }
  double bias = w2 * dual.v0() + b2;
  Scaled q = {q0, 0};
  Scaled apart = {apart0, 0};
  q.settle();
  apart.settle();
  Scaled a = ONE;
  Scaled ab = ONE;
  int k = 0;
  for (int layer = 0;; layer++) {
    bool keep = k < kept.count && kept.layers[k] == layer;
    int code = dual.at(fmin(LARGEST_Q, fmax(SMALLEST_Q, q.value())));
    if (code != 0) {
      kept.unknown(k);
      return code;
    }
    if (keep) {
      kept.signal(k, q.value(), q.value(), apart);
      kept.factors(k, a, a, ab);
      a = ONE;
      ab = ONE;
      k++;
    }
    if (layer == depth) {
      kept.gradients(a, a, ab);
      return FOLLOWED;
    }
    code = dual.pair(fmin(0.5 * apart.value(), 1.0));
    if (code != 0 || !moderate(w2 * dual.v)) {
      return code != 0 ? code : HOST_SOLVES;
    }
    Scaled next = q;
    next.times(w2 * dual.v);
    next.plus(bias);
    if (apart.m != 0) {
      apart.times(w2 * dual.g);
      apart.times(q.over(next));
    }
    a.times(w2 * dual.chi);
    ab.times(w2 * dual.d);
    q = next;
  }
}

template <typename Dual>
__device__ void follow_all(Dual& dual, const double* __restrict__ sigma, double q0, double apart,
                           int depth, const int* __restrict__ layers, long long count, long long n,
                           double* __restrict__ fields, int* __restrict__ exponents,
                           signed char* __restrict__ status) {
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    Kept kept = {layers, (int)count, n, fields + i, exponents + i};
    status[i] = (signed char)follow(dual, sigma[i], sigma[n + i], q0, apart, (int)depth, kept);
  }
}

#define REST                                                                                     \
  const double *__restrict__ sigma, double q0, double apart, long long depth,                    \
      const int *__restrict__ layers, long long count, long long n, double *__restrict__ fields, \
      int *__restrict__ exponents, signed char *__restrict__ status
#define PASS sigma, q0, apart, depth, layers, count, n, fields, exponents, status

extern "C" __global__ void __launch_bounds__(128)
    follow_table(const double* __restrict__ table, REST) {
  TableDual dual(table);
  follow_all(dual, PASS);
}

extern "C" __global__ void __launch_bounds__(128)
    follow_homogeneous(double left, double right, REST) {
  HomogeneousDual dual(left, right);
  follow_all(dual, PASS);
}

extern "C" __global__ void __launch_bounds__(128) follow_erf(REST) {
  ClosedDual<Erf> dual;
  follow_all(dual, PASS);
}

extern "C" __global__ void __launch_bounds__(128) follow_sine(REST) {
  ClosedDual<Sine> dual;
  follow_all(dual, PASS);
}

extern "C" __global__ void __launch_bounds__(128) follow_sign(REST) {
  ClosedDual<Sign> dual;
  follow_all(dual, PASS);
}
