// Kernels of a data set, K (NNGP) and Θ (NTK), for a tile of pairs of inputs: one thread a pair
// carries it through all layers.
//
// Inputs of one norm, or a homogeneous network: all layers are functions of w = tan(θ/4) alone,
// which the host gave as Chebyshev series,
//
//   f(w) = Σ_n c_n T_n(x),   w = 2^-k (1 + (panel + (1 + x)/2)/panels)
//
//   angles   series of every octave that the tile has: how many functions, where octave k begins
//            (OCTAVES numbers from index 1 on; 0 where it is not here), the functions at w = 0;
//            then for each octave the number of panels and [panel][function][TERMS]; no panels
//            where no series can follow
//   w        [n], in [0, 1]
//   out      [functions][n], overwritten: 1 - c, Θ, 1 - c, ...
//   codes    [n] bytes, overwritten: 0, or HOST_SOLVES where no series can follow
//
// Inputs of several norms, in closed form layer by layer. With a = K_aa, b = K_bb:
//
//   dense   1 - c' = [σ_w² √(ab) (1 - c) + twist]/√(a'b'),   Θ' = σ_w² Θ + √(a'b') c'
//           twist = σ_w² σ_b² (√a - √b)²/(√(a'b') + σ_w² √(ab) + σ_b²)
//   lines   1 - c' = (1 - c) G(y)/κ,   Θ' = Θ D(y)
//   erf     see erf_pair.cuh
//
//   layers     [count][STEP]: kind, two numbers of it (σ_w², σ_b² or the slopes), and where the
//              kernels after it go, -1 for nowhere
//   variances  [count + 1][inputs]: K_aa before each layer and at the end, then their roots
//   first_a, first_b, last_b   pair i is a = first_a + i/SIDE, b = first_b + i%SIDE, if b < a and
//                              b < last_b; others are left alone
//   stored     the last place, where the output goes
//
// Same bits on every run, and core's for the series: no atomics, no fused multiply-adds. Any grid
// of blocks of up to 128 threads. Reads 8 bytes a pair and writes 8 a function.
// Source: AngleTable and ClosedFormPairs in core; docs/kernels.md; cho2009.
#include "erf_pair.cuh"
#include "pair_duals.cuh"

#define TERMS 16
#define OCTAVES 1100
#define LEAST_NORMAL 1023  // numbers below 2^-1022 are in its octave
#define SIDE 256
#define STEP 4

enum Kind { DENSE, LINES, ERF };

__device__ inline double clenshaw(const double* __restrict__ c, double x) {
  double twice = 2 * x;
  double b1 = 0;
  double b2 = 0;
#pragma unroll
  for (int n = TERMS - 1; n >= 1; n--) {
    double b = (c[n] - b2) + twice * b1;
    b2 = b1;
    b1 = b;
  }
  return (c[0] - b2) + x * b1;
}

extern "C" __global__ void __launch_bounds__(128)
    pairs_by_angle(const double* __restrict__ angles, const double* __restrict__ w, long long n,
                   double* __restrict__ out, signed char* __restrict__ codes) {
  int functions = (int)angles[0];
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    codes[i] = 0;
    if (w[i] == 0) {
      for (int f = 0; f < functions; f++) {
        out[f * n + i] = angles[1 + OCTAVES + f];
      }
      continue;
    }
    int k = w[i] == 1 ? 1 : -ilogb(w[i]);
    k = k > LEAST_NORMAL ? LEAST_NORMAL : k;
    const double* octave = angles + (int)angles[1 + k];
    int panels = octave == angles ? 0 : (int)octave[0];
    if (panels == 0) {
      codes[i] = HOST_SOLVES;
      continue;
    }
    double place = (ldexp(w[i], k) - 1) * panels;
    int panel = (int)place < panels - 1 ? (int)place : panels - 1;
    double x = 2 * (place - panel) - 1;
    for (int f = 0; f < functions; f++) {
      out[f * n + i] = clenshaw(octave + 1 + (panel * functions + f) * TERMS, x);
    }
  }
}

extern "C" __global__ void __launch_bounds__(128)
    pairs_in_closed_form(const double* __restrict__ layers, long long count,
                         const double* __restrict__ variances, long long inputs, long long first_a,
                         long long first_b, long long last_b, long long stored,
                         const double* __restrict__ w, long long n, double* __restrict__ out,
                         signed char* __restrict__ codes) {
  const double* __restrict__ roots = variances + (count + 1) * inputs;
  long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
    codes[i] = 0;
    long long a = first_a + i / SIDE;
    long long b = first_b + i % SIDE;
    if (b >= a || b >= last_b) {
      continue;
    }
    double sine = 2 * w[i] / (1 + w[i] * w[i]);
    double apart = 2 * sine * sine;
    double theta = 0;
    for (int l = 0; l < count; l++) {
      const double* layer = layers + l * STEP;
      long long here = l * inputs;
      long long after = here + inputs;
      double root = roots[here + a] * roots[here + b];
      double next = roots[after + a] * roots[after + b];
      int kind = (int)layer[0];
      if (kind == DENSE) {
        double s = layer[1];
        double bias = layer[2];
        double spread =
            (variances[here + a] - variances[here + b]) / (roots[here + a] + roots[here + b]);
        double twist = s * bias * spread * spread / (next + s * root + bias);
        apart = (s * root * apart + twist) / next;
        theta = s * theta + next * (1 - apart);
      } else if (kind == LINES) {
        HomogeneousDual lines(layer[1], layer[2]);
        lines.pair(fmin(0.5 * apart, 1.0));
        apart = fmax(apart * (lines.g / lines.v), 0.0);  // |x| makes opposite inputs equal
        theta *= lines.d;
      } else {
        ErfPair pair(variances[here + a], variances[here + b]);
        theta *= pair.d(apart);
        apart = pair.one_minus_rho(apart);
      }
      int slot = (int)layer[3];
      if (slot >= 0) {
        out[2 * slot * n + i] = apart;
        out[(2 * slot + 1) * n + i] = theta;
      }
    }
    out[2 * stored * n + i] = apart;
    out[(2 * stored + 1) * n + i] = theta;
  }
}
