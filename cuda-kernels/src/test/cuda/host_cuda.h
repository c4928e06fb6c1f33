// Lets g++ compile a .cu file as it stands and run its kernels on the CPU, one thread after
// another.
#pragma once

#include <cmath>

using std::fma;

#define __global__
#define __device__
#define __launch_bounds__(...)
#define __restrict__ __restrict

struct double2 {
  double x;
  double y;
};

struct dim3 {
  unsigned x;
  unsigned y;
  unsigned z;
};

inline thread_local dim3 gridDim;
inline thread_local dim3 blockDim;
inline thread_local dim3 blockIdx;
inline thread_local dim3 threadIdx;
