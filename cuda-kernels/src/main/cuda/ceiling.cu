// The machine's own double-precision rate, which benchmarks are measured against: every thread does
// rounds x CHAINS x UNROLL fused multiply-adds that depend on nothing but their own chain.
//
//   out      [threads], overwritten, so that nothing is optimised away
//   rounds   how often
//   a, b     x becomes a x + b; a = 0.5, b = 1 keeps x finite
#define CHAINS 8
#define UNROLL 16

extern "C" __global__ void __launch_bounds__(256)
    multiply_add(double* __restrict__ out, long long rounds, double a, double b) {
  double x[CHAINS];
#pragma unroll
  for (int k = 0; k < CHAINS; k++) {
    x[k] = threadIdx.x + k;
  }
  for (long long r = 0; r < rounds; r++) {
#pragma unroll
    for (int u = 0; u < UNROLL; u++) {
#pragma unroll
      for (int k = 0; k < CHAINS; k++) {
        x[k] = fma(a, x[k], b);
      }
    }
  }
  double sum = 0;
#pragma unroll
  for (int k = 0; k < CHAINS; k++) {
    sum += x[k];
  }
  out[(long long)blockIdx.x * blockDim.x + threadIdx.x] = sum;
}
