// A cuBLAS without a GPU: the calls of libcublas.so.12 that CudaBlas makes, in plain loops.
//
// It works on the memory and in the streams of the host driver, so a product is computed only when
// somebody waits for it. A handle takes a workspace of 1 MiB, as cuBLAS takes one. A line
// "<call> <status>" in the file "machine" beside this library makes that call fail.
#include <dlfcn.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace {

enum Status {
  SUCCESS = 0,
  NOT_INITIALIZED = 1,
  ALLOC_FAILED = 3,
  INVALID_VALUE = 7,
  EXECUTION_FAILED = 13
};

enum Math { PEDANTIC = 2, TF32 = 3 };

const size_t WORKSPACE = 1 << 20;

#ifndef VERSION
#define VERSION 120604
#endif

struct Handle {
  uintptr_t workspace;
  void* stream;
  int math;
};

template <typename F>
F driver(const char* name) {
  static void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
  return library == nullptr ? nullptr : reinterpret_cast<F>(dlsym(library, name));
}

// What the file "machine" says of a call.
int told(const char* call) {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&told), &info);
  std::string here = info.dli_fname;
  std::ifstream file(here.substr(0, here.rfind('/') + 1) + "machine");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    int status;
    if (words >> key >> status && key == call) {
      return status;
    }
  }
  return SUCCESS;
}

// Whether all of a batch of column-major matrices lies in one allocation of the device.
template <typename T>
bool inside(const T* matrices, int rows, int columns, int leading, long long stride, int batch) {
  auto range = driver<int (*)(uintptr_t*, size_t*, uintptr_t)>("cuMemGetAddressRange_v2");
  uintptr_t base;
  size_t bytes;
  uintptr_t first = reinterpret_cast<uintptr_t>(matrices);
  if (rows == 0 || columns == 0 || batch == 0) {
    return true;
  }
  if (range(&base, &bytes, first) != 0) {
    return false;
  }
  long long elements = (batch - 1) * stride + (columns - 1LL) * leading + rows;
  return first + static_cast<size_t>(elements) * sizeof(T) <= base + bytes;
}

double operand(double x, int) { return x; }

// A float as the tensor cores see it in TF32: 10 bits of mantissa.
float operand(float x, int math) {
  if (math != TF32) {
    return x;
  }
  uint32_t bits;
  memcpy(&bits, &x, sizeof(bits));
  bits = (bits + 0x1000) & 0xffffe000;
  memcpy(&x, &bits, sizeof(x));
  return x;
}

template <typename T>
int gemm(Handle* handle, int trans_a, int trans_b, int m, int n, int k, const T* alpha, const T* a,
         int lda, long long stride_a, const T* b, int ldb, long long stride_b, const T* beta, T* c,
         int ldc, long long stride_c, int batch) {
  int rows_a = trans_a ? k : m;
  int rows_b = trans_b ? n : k;
  if (trans_a < 0 || trans_a > 1 || trans_b < 0 || trans_b > 1 || m < 0 || n < 0 || k < 0 ||
      batch < 0 || lda < 1 || lda < rows_a || ldb < 1 || ldb < rows_b || ldc < 1 || ldc < m) {
    return INVALID_VALUE;
  }
  if (!inside(a, rows_a, trans_a ? m : k, lda, stride_a, batch) ||
      !inside(b, rows_b, trans_b ? k : n, ldb, stride_b, batch) ||
      !inside(c, m, n, ldc, stride_c, batch)) {
    return EXECUTION_FAILED;
  }
  T factor = *alpha;
  T keep = *beta;
  int math = handle->math;
  auto* work = new std::function<void()>([=] {
    for (long long s = 0; s < batch; s++) {
      for (long long j = 0; j < n; j++) {
        for (long long i = 0; i < m; i++) {
          T sum = 0;
          for (long long l = 0; l < k; l++) {
            T x = a[s * stride_a + (trans_a ? l + i * lda : i + l * lda)];
            T y = b[s * stride_b + (trans_b ? j + l * ldb : l + j * ldb)];
            sum += operand(x, math) * operand(y, math);
          }
          T* to = &c[s * stride_c + i + j * ldc];
          *to = keep == 0 ? factor * sum : factor * sum + keep * *to;
        }
      }
    }
  });
  auto launch = driver<int (*)(void*, void (*)(void*), void*)>("cuLaunchHostFunc");
  auto run = [](void* data) {
    auto* product = static_cast<std::function<void()>*>(data);
    (*product)();
    delete product;
  };
  return launch(handle->stream, run, work) == 0 ? SUCCESS : EXECUTION_FAILED;
}

}  // namespace

#define TOLD(call)               \
  if (int status = told(call)) { \
    return status;               \
  }

extern "C" {

int cublasCreate_v2(Handle** handle) {
  TOLD("cublasCreate")
  auto allocate = driver<int (*)(uintptr_t*, size_t)>("cuMemAlloc_v2");
  if (allocate == nullptr) {
    return NOT_INITIALIZED;
  }
  Handle* made = new Handle{0, nullptr, 0};
  if (allocate(&made->workspace, WORKSPACE) != 0) {
    delete made;
    return ALLOC_FAILED;
  }
  *handle = made;
  return SUCCESS;
}

int cublasDestroy_v2(Handle* handle) {
  driver<int (*)(uintptr_t)>("cuMemFree_v2")(handle->workspace);
  delete handle;
  return SUCCESS;
}

int cublasGetVersion_v2(Handle*, int* version) {
  *version = VERSION;
  return SUCCESS;
}

int cublasSetStream_v2(Handle* handle, void* stream) {
  TOLD("cublasSetStream")
  handle->stream = stream;
  return SUCCESS;
}

int cublasSetMathMode(Handle* handle, int mode) {
  TOLD("cublasSetMathMode")
  handle->math = mode;
  return mode == 0 || mode == PEDANTIC || mode == TF32 ? SUCCESS : INVALID_VALUE;
}

#define GEMM(name, T)                                                                         \
  int name(Handle* handle, int trans_a, int trans_b, int m, int n, int k, const T* alpha,     \
           const T* a, int lda, long long stride_a, const T* b, int ldb, long long stride_b,  \
           const T* beta, T* c, int ldc, long long stride_c, int batch) {                     \
    TOLD(#name)                                                                               \
    return gemm(handle, trans_a, trans_b, m, n, k, alpha, a, lda, stride_a, b, ldb, stride_b, \
                beta, c, ldc, stride_c, batch);                                               \
  }

GEMM(cublasSgemmStridedBatched, float)
GEMM(cublasDgemmStridedBatched, double)

}  // extern "C"
