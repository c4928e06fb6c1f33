// Follows a pair of inputs of unequal norms through uniform networks of one activation that has a
// closed form, layer by layer: one thread a network. With r = ln(q_b/q_a), K = E φφᵀ, D̄ the mean of
// D = E φ'_a φ'_b over [c, 1] and ρ the correlation after φ,
//
//   ln(K_bb/K_aa) = r growth,   1 - ρ = r² spread + √(q_a q_b/(K_aa K_bb)) D̄ (1 - c)
//
// and a dense layer, with w = σ_w² K_aa/q_a', v = σ_b²/q_a' and s = ln(K_bb/K_aa),
//
//   r' = ln(w e^s + v),   1 - c' = w' (1 - ρ) + 4 w' v' sinh²(s/4)/(1 + w' + v')
//   w' = w e^((s - r')/2),  v' = v e^(-r'/2)
//
//   left, right   slopes on both sides of 0, for lines
//   q0, r0        variance of input a, and ln(q_b/q_a), |r0| <= 250
//   all others    as in trajectories.cu; q leaves where either variance does
//
// r has an exponent of its own too. Same bits on every run; any grid of blocks of up to 128
// threads. Source: PairMap, PairSignal and ErfPairDual in core; docs/theory.md, section 3.
#include "erf_pair.cuh"
#include "kept.cuh"
#include "pair_duals.cuh"

#define SMALLEST_RATIO 1e-290  // stands for all r below it
#define LOGARITHM 0.5          // above this |s| the logarithm is taken of the sum itself
#define SHORT_SERIES 1e-6      // below this its first terms are the logarithm

struct LinesPair {
  HomogeneousDual dual;
  double v;
  double chi_a;
  double chi_b;
  double mean;
  double d;
  double growth = 1;
  double spread = 0;

  __device__ LinesPair(double left, double right)
      : dual(left, right), v(dual.v), chi_a(dual.chi), chi_b(dual.chi) {}

  __device__ bool knows(double, double) const { return true; }

  __device__ void pass(double, double, double, double apart) {
    dual.pair(fmin(0.5 * apart, 1.0));
    mean = dual.g;
    d = dual.d;
  }
};

struct ErfUnequal {
  double v;
  double chi_a;
  double chi_b;
  double mean;
  double d;
  double growth;
  double spread;

  __device__ bool knows(double qa, double qb) const { return fmax(qa, qb) <= LARGEST_CLOSED_Q; }

  __device__ void pass(double qa, double qb, double r, double apart) {
    v = Erf::v_over_q(qa);
    chi_a = Erf::g(qa, 0);
    chi_b = Erf::g(qb, 0);
    bool swap = r < 0;
    ErfPair pair(swap ? qb : qa, swap ? qa : qb);
    r = fabs(r);
    mean = pair.mean_d(apart);
    d = pair.d(apart);
    double sines = pair.sines_apart(r < 1 ? pair.a.q * (expm1(r) / r) : (pair.b.q - pair.a.q) / r);
    double rise = pair.angles_apart(sines, r) / pair.a.alpha;
    double x = r * rise;
    growth = fabs(x) < SHORT_SERIES ? rise * (1 - x * (0.5 - x / 3)) : log1p(x) / r;
    spread = pair.spread(sines, r);
  }
};

__device__ inline double within(double q) { return fmin(LARGEST_Q, fmax(SMALLEST_Q, q)); }

// q e^r.
__device__ inline Scaled times_exp(Scaled q, const Scaled& r) {
  q.times(exp(0.5 * r.value()));
  q.times(exp(0.5 * r.value()));
  return q;
}

// ln(w e^s + v), w + v = 1.
__device__ inline Scaled mean_ratio(double w, const Scaled& s, double v) {
  if (s.e != 0) {  // s is so small that this is w s
    Scaled ratio = s;
    ratio.times(w);
    return ratio;
  }
  Scaled ratio = {0, 0};
  if (fabs(s.m) > LOGARITHM) {
    double most = fmax(s.m, 0.0);
    ratio.m = most + log(w * exp(s.m - most) + v * exp(-most));
  } else {
    ratio.m = log1p(w * expm1(s.m));
  }
  ratio.settle();
  return ratio;
}

template <typename Form>
__device__ int follow_unequal(Form& form, double w2, double b2, double q0, double r0, double apart0,
                              int depth, const Kept& kept) {
  if (!(w2 <= LARGEST_W2 && w2 >= 1 / LARGEST_W2)) {
    return HOST_SOLVES;
  }
  Scaled q = {q0, 0};
  Scaled r = {r0, 0};
  Scaled apart = {apart0, 0};
  q.settle();
  r.settle();
  apart.settle();
  Scaled a = ONE;
  Scaled b = ONE;
  Scaled ab = ONE;
  int k = 0;
  for (int layer = 0;; layer++) {
    Scaled q_b = times_exp(q, r);
    double qa = within(q.value());
    double qb = within(q_b.value());
    if (!form.knows(qa, qb)) {
      kept.unknown(k);
      return Q_LEAVES_TABLE;
    }
    if (k < kept.count && kept.layers[k] == layer) {
      kept.signal(k, q.value(), q_b.value(), apart);
      kept.factors(k, a, b, ab);
      a = ONE;
      b = ONE;
      ab = ONE;
      k++;
    }
    if (layer == depth) {
      kept.gradients(a, b, ab);
      return FOLLOWED;
    }
    double ratio = r.value();
    double size = fabs(ratio) < SMALLEST_RATIO ? copysign(SMALLEST_RATIO, r.m) : ratio;
    form.pass(qa, qb, size, apart.value());
    if (!moderate(w2 * form.v)) {
      return HOST_SOLVES;
    }
    a.times(w2 * form.chi_a);
    b.times(w2 * form.chi_b);
    ab.times(w2 * form.d);
    // The activation.
    Scaled s = r;
    s.times(form.growth);
    Scaled turned = apart;
    turned.times(form.mean / form.v * exp(0.5 * (ratio - s.value())));
    apart = r;
    apart.times(r);
    apart.times(form.spread);
    apart.plus(turned);
    q.times(form.v);
    // The dense layer.
    q.times(w2);
    r = s;
    if (b2 > 0) {
      Scaled sum = q;
      sum.plus(b2);
      Scaled bias = {b2, 0};
      bias.settle();
      double w = q.over(sum).value();
      double v = bias.over(sum).value();
      r = mean_ratio(w, s, v);
      double own = w * exp(0.5 * (s.value() - r.value()));
      double others = v * exp(-0.5 * r.value());
      Scaled twist = s;
      if (s.e == 0) {
        twist.m = 2 * sinh(s.m / 4);
      } else {
        twist.times(0.5);
      }
      twist.times(twist);
      twist.times(own * others / (1 + own + others));
      apart.times(own);
      apart.plus(twist);
      q = sum;
    }
  }
}

template <typename Form>
__device__ void follow_all_unequal(Form& form, const double* __restrict__ sigma, double q0,
                                   double r0, double apart, long long depth,
                                   const int* __restrict__ layers, long long count, long long n,
                                   double* __restrict__ fields, int* __restrict__ exponents,
                                   signed char* __restrict__ status) {
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    Kept kept = {layers, (int)count, n, fields + i, exponents + i};
    status[i] =
        (signed char)follow_unequal(form, sigma[i], sigma[n + i], q0, r0, apart, (int)depth, kept);
  }
}

extern "C" __global__ void __launch_bounds__(128)
    unequal_lines(double left, double right, const double* __restrict__ sigma, double q0, double r0,
                  double apart, long long depth, const int* __restrict__ layers, long long count,
                  long long n, double* __restrict__ fields, int* __restrict__ exponents,
                  signed char* __restrict__ status) {
  LinesPair form(left, right);
  follow_all_unequal(form, sigma, q0, r0, apart, depth, layers, count, n, fields, exponents,
                     status);
}

extern "C" __global__ void __launch_bounds__(128)
    unequal_erf(const double* __restrict__ sigma, double q0, double r0, double apart,
                long long depth, const int* __restrict__ layers, long long count, long long n,
                double* __restrict__ fields, int* __restrict__ exponents,
                signed char* __restrict__ status) {
  ErfUnequal form;
  follow_all_unequal(form, sigma, q0, r0, apart, depth, layers, count, n, fields, exponents,
                     status);
}
