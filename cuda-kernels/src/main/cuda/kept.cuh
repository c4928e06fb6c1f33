// Where the numbers of one network go on a pair's way through it: the layers that are kept, and the
// gradients, which are relative to the last layer's.
//
// On the way forward the factors of the gradients between kept layers are put where the gradients
// will be, exponents beside them, and multiplied up from the last layer when it is reached.
//
// Source: Trajectory in core.
#pragma once

#include "fields.cuh"
#include "scaled.cuh"

enum TrajectoryField {
  Q_A,
  Q_B,
  ONE_MINUS_C,
  LN_ONE_MINUS_C,
  GRADIENT,
  GRADIENT_B,
  GRADIENT_COVARIANCE,
  LN_GRADIENT,
  TRAJECTORY_FIELDS
};

// Codes of a pair on its way; those below 0 are in fields.cuh.
enum Way { FOLLOWED, Q_LEAVES_TABLE };

#define LARGEST_W2 0x1p100  // beyond 2^±100 networks are the host's
#define SMALLEST_Q 1e-300   // beyond these every activation that is known there is homogeneous
#define LARGEST_Q 1e300

// Whether Scaled can take a factor, 0 among them.
__device__ inline bool moderate(double factor) {
  double size = fabs(factor);
  return size == 0 || (size <= 0x1p400 && size >= 0x1p-400);
}

// The layers to keep, and where the numbers of one network go.
struct Kept {
  const int* __restrict__ layers;
  int count;
  long long n;
  double* __restrict__ fields;
  int* __restrict__ exponents;

  __device__ double* field(TrajectoryField f, int k) const {
    return fields + ((long long)f * count + k) * n;
  }

  __device__ int* exponent(int which, int k) const {
    return exponents + ((long long)which * count + k) * n;
  }

  __device__ void signal(int k, double qa, double qb, const Scaled& apart) const {
    *field(Q_A, k) = qa;
    *field(Q_B, k) = qb;
    *field(ONE_MINUS_C, k) = apart.value();
    *field(LN_ONE_MINUS_C, k) = apart.ln();
  }

  __device__ void put(TrajectoryField f, int which, int k, const Scaled& x) const {
    *field(f, k) = x.m;
    *exponent(which, k) = x.e;
  }

  __device__ Scaled get(TrajectoryField f, int which, int k) const {
    return {*field(f, k), *exponent(which, k)};
  }

  __device__ void factors(int k, const Scaled& a, const Scaled& b, const Scaled& ab) const {
    put(GRADIENT, 0, k, a);
    put(GRADIENT_B, 1, k, b);
    put(GRADIENT_COVARIANCE, 2, k, ab);
  }

  // Turns factors into gradients, where a, b and ab are those behind the last layer that is kept.
  __device__ void gradients(Scaled a, Scaled b, Scaled ab) const {
    for (int k = count - 1; k >= 0; k--) {
      Scaled before_a = get(GRADIENT, 0, k);
      Scaled before_b = get(GRADIENT_B, 1, k);
      Scaled before_ab = get(GRADIENT_COVARIANCE, 2, k);
      *field(GRADIENT, k) = a.value();
      *field(GRADIENT_B, k) = b.value();
      *field(GRADIENT_COVARIANCE, k) = ab.value();
      *field(LN_GRADIENT, k) = a.ln();
      a.times(before_a);
      b.times(before_b);
      ab.times(before_ab);
    }
  }

  // The layers from k on are not known, nor is any gradient.
  __device__ void unknown(int k) const {
    for (int l = 0; l < count; l++) {
      for (int f = l < k ? GRADIENT : Q_A; f < TRAJECTORY_FIELDS; f++) {
        *field((TrajectoryField)f, l) = NAN;
      }
    }
  }
};
