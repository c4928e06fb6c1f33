// Duals in closed form, y = (1 - c)/2 = sin²(θ/2).
//
//   sin    V = (1 - e^(-2q))/2,   D = (e^(-2qy) + e^(-2q(1-y)))/2
//          G = ((1 - e^(-2qy)) + e^(-2q)(e^(2qy) - 1))/(4qy)
//   sign   V = 1,   D = 2/(πq sin θ),   G = θ/(πqy)
//   erf    V = (2/π) asin(z),   D = (4/π)/√(1 + 4q + 16q² y(1-y))
//          G = (asin z - asin zc)/(πqy),   z = 2q/(1 + 2q), c = 1 - 2y
//
// Source: SineDual, SignDual and ErfDual in core; williams1998.
#pragma once

#include "fields.cuh"

#define PI 3.14159265358979323846

struct Sine {
  // (1 - e^(-t))/t.
  __device__ static double rise(double t) { return t == 0 ? 1 : -expm1(-t) / t; }

  __device__ static double v0() { return 0; }
  __device__ static double v_over_q(double q) { return rise(2 * q); }
  __device__ static double dv(double q) { return exp(-2 * q); }

  __device__ static double d(double q, double y) {
    return 0.5 * (exp(-2 * q * y) + exp(-2 * q * (1 - y)));
  }

  __device__ static double g(double q, double y) {
    return 0.5 * (rise(2 * q * y) + exp(-2 * q * (1 - y)) * rise(2 * q * y));
  }

  // y ∂G/∂y; both halves of D and G are e^(∓t) and its mean over [0, t], t = 2qy, so that for small
  // t D - G is a sum of terms k/(k + 1) (∓t)^k/k!.
  __device__ static double y_dg(double q, double y) {
    double t = 2 * q * y;
    if (t > 0.5) {
      return d(q, y) - g(q, y);
    }
    double far = exp(-2 * q);
    double sum = 0;
    double power = 1;
    for (int k = 1; k <= 18; k++) {
      power *= t / k;
      sum += power * k / (k + 1) * ((k % 2 == 0 ? 1 : -1) + far);
    }
    return 0.5 * sum;
  }

  __device__ static double d_phi_4(double q) { return (3 + 4 * exp(-2 * q) + exp(-8 * q)) / 8; }
  __device__ static double d2_phi_2(double q) { return -0.5 * expm1(-2 * q); }

  __device__ static Errors errors(double q, double y) {
    double far = exp(-2 * q);
    double chi_by_q = 2 * q * far / (1 + far);
    double g_by_q = 1 + 2 * q * exp(-2 * q * (1 - y));
    double spread = 2 + 2 * q * y;
    double e = CLOSED_ROUNDING;
    return {e, e, e, 2 * e, chi_by_q, g_by_q, spread, spread};
  }
};

struct Sign {
  __device__ static double angle(double y) { return 2 * atan2(sqrt(y), sqrt(1 - y)); }

  __device__ static double v0() { return 1; }
  __device__ static double v_over_q(double) { return 0; }
  __device__ static double dv(double) { return 0; }

  __device__ static double d(double q, double y) { return 1 / (PI * q * sqrt(y * (1 - y))); }

  __device__ static double g(double q, double y) {
    return y == 0 ? INFINITY : angle(y) / (PI * q * y);
  }

  __device__ static double y_dg(double q, double y) { return d(q, y) - g(q, y); }

  __device__ static double d_phi_4(double) { return NAN; }
  __device__ static double d2_phi_2(double) { return NAN; }

  __device__ static Errors errors(double, double) {
    double e = CLOSED_ROUNDING;
    return {e, e, e, e, 0, 1, 1, 0};
  }
};

struct Erf {
  __device__ static double v0() { return 0; }

  __device__ static double v_over_q(double q) {
    return q < 1e-290 ? 4 / PI : 2 / PI * atan2(2 * q, sqrt(1 + 4 * q)) / q;
  }

  __device__ static double d(double q, double y) {
    return 4 / PI / sqrt(1 + 4 * q + 16 * q * q * y * (1 - y));
  }

  // asin z = atan2(2q, a), asin zc = atan2(2qc, b); their difference as one angle.
  __device__ static double g(double q, double y) {
    double a = sqrt(1 + 4 * q);
    if (y < 1e-290) {  // what follows would round with y
      return 4 / PI / a;
    }
    double b = sqrt(1 + 4 * q + 16 * q * q * y * (1 - y));
    double s = 1 + 2 * q;
    double c = 1 - 2 * y;
    double angle = c >= 0
                       ? atan2(8 * q * y * (1 - y) / (b + c * a), (a * b + 4 * q * q * c) / (s * s))
                       : atan2(2 * q, a) + atan2(-2 * q * c, b);
    return angle / (PI * q * y);
  }
};
