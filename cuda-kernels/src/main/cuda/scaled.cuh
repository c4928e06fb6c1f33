// A real number whose size may lie beyond the doubles: x = m 2^e, |m| in [2^-256, 2^256] or 0.
//
// e is a multiple of UNIT, so a number that a double holds well has e = 0, and its products are
// the doubles' own. Infinity and NaN stay what they are.
//
// Source: Magnitude in core, which carries the logarithm in place of e.
#pragma once

#define UNIT 512
#define LARGE 0x1p256
#define SMALL 0x1p-256
#define LN_2 0.69314718055994530942

struct Scaled {
  double m;
  int e;

  // Brings m back after a step by up to 2^±756.
  __device__ void settle() {
    double size = fabs(m);
    if (size >= LARGE && !(size == INFINITY)) {
      m *= 0x1p-512;
      e += UNIT;
    } else if (size < SMALL && m != 0) {
      m *= 0x1p512;
      e -= UNIT;
    }
  }

  // x f for |f| in [2^-500, 2^500], 0 or infinite.
  __device__ void times(double f) {
    m *= f;
    settle();
  }

  __device__ void times(const Scaled& f) {
    m *= f.m;
    e += f.e;
    settle();
  }

  __device__ void plus(const Scaled& other) {
    if (other.m == 0) {
      return;
    }
    if (m == 0 || e < other.e) {
      m = ldexp(m, e - other.e) + other.m;
      e = other.e;
    } else {
      m += e == other.e ? other.m : ldexp(other.m, other.e - e);
    }
    settle();
  }

  __device__ void plus(double b) { plus(Scaled{b, 0}); }

  // x over another, neither 0.
  __device__ Scaled over(const Scaled& other) const {
    Scaled ratio = {m / other.m, e - other.e};
    ratio.settle();
    return ratio;
  }

  // The nearest double; 0 or infinite beyond them.
  __device__ double value() const { return e == 0 ? m : ldexp(m, e); }

  // ln |x|; -∞ at 0.
  __device__ double ln() const { return log(fabs(m)) + e * LN_2; }
};

#define ONE \
  { 1, 0 }
