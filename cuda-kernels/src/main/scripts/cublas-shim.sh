#!/bin/sh
# Lets JCublas2, which wants libcublas.so.12, run on a machine that has CUDA 13 only.
#
#   cublas-shim.sh DIR [LIBCUBLAS_SO_13]
#   LD_LIBRARY_PATH=DIR deepmft ...
#
# The first writes DIR/libcublas.so.12 and prints what to put before the second. The library
# forwards the calls that CudaBlas makes to libcublas.so.13; their arguments are the same in both.
# Other calls of cuBLAS are not in it: JCublas2 looks a function up when it is first called, so
# LD_BIND_NOW must not be set. This needs a C compiler (CC, cc, gcc, g++ or clang); where the node has
# none, run it where there is one and the same libcublas.so.13, the login node, say.
set -eu

fail() {
  echo "cublas-shim.sh: $*" >&2
  exit 1
}

refuse() {
  echo "cublas-shim.sh: $*" >&2
  exit 2
}

if [ $# -lt 1 ] || [ $# -gt 2 ] || [ -z "$1" ]; then
  refuse "usage: cublas-shim.sh DIR [LIBCUBLAS_SO_13]"
fi

# Sets library: the first of the files that can be read.
choose_library() {
  library=""
  for file in "$@"; do
    if [ -r "$file" ]; then
      library=$file
      return
    fi
  done
}

# Sets compiler: the first of the programs that is here.
choose_compiler() {
  compiler=""
  for program in "$@"; do
    if command -v "$program" >/dev/null 2>&1; then
      compiler=$program
      return
    fi
  done
}

if [ $# = 2 ]; then
  choose_library "$2"
  [ -n "$library" ] || refuse "LIBCUBLAS_SO_13 must be a file that can be read, got '$2'"
else
  known=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null |
    sed -n 's/.*libcublas\.so\.13 .*x86-64.*=> //p' | head -n 1) || known=""
  choose_library "${CUDA_HOME:-/usr/local/cuda}/lib64/libcublas.so.13" \
    /usr/local/cuda-13*/lib64/libcublas.so.13 "$known"
  [ -n "$library" ] || fail "there is no libcublas.so.13 under \$CUDA_HOME or /usr/local/cuda," \
    "nor does ldconfig know one; give its path as second argument"
fi
choose_compiler "${CC:-cc}" gcc g++ clang
[ -n "$compiler" ] || fail "there is no C compiler (cc, gcc, g++, clang); run this where there is" \
  "one and libcublas.so.13 lies in the same place, and copy DIR here"

mkdir -p "$1"
out=$(CDPATH='' cd -- "$1" && pwd)
folder=$(CDPATH='' cd -- "$(dirname -- "$library")" && pwd)
source=$out/libcublas.c
trap 'rm -f "$source"' EXIT
cat >"$source" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

enum { NOT_SUPPORTED = 15 };

/* libcublas.so.13 is loaded with this library; asked for by name, it is not taken for this one. */
static void *find(const char *name) {
  void *library = dlopen("libcublas.so.13", RTLD_LAZY | RTLD_NOLOAD);
  return library ? dlsym(library, name) : NULL;
}

#define FORWARD(name, parameters, arguments)              \
  int name parameters {                                   \
    static int (*volatile found) parameters;              \
    int (*function) parameters = found;                   \
    if (!function) {                                      \
      function = (int (*) parameters)find(#name);         \
      found = function;                                   \
    }                                                     \
    return function ? function arguments : NOT_SUPPORTED; \
  }

#define GEMM(name, T)                                                                           \
  FORWARD(name,                                                                                 \
          (void *handle, int op_a, int op_b, int m, int n, int k, const T *alpha, const T *a,   \
           int lda, long long stride_a, const T *b, int ldb, long long stride_b, const T *beta, \
           T *c, int ldc, long long stride_c, int batch),                                       \
          (handle, op_a, op_b, m, n, k, alpha, a, lda, stride_a, b, ldb, stride_b, beta, c, ldc,\
           stride_c, batch))

FORWARD(cublasCreate_v2, (void **handle), (handle))
FORWARD(cublasDestroy_v2, (void *handle), (handle))
FORWARD(cublasGetVersion_v2, (void *handle, int *version), (handle, version))
FORWARD(cublasSetStream_v2, (void *handle, void *stream), (handle, stream))
FORWARD(cublasSetMathMode, (void *handle, int mode), (handle, mode))
GEMM(cublasSgemmStridedBatched, float)
GEMM(cublasDgemmStridedBatched, double)
END

for name in $(sed -n 's/^[A-Z]*(\(cublas[A-Za-z_0-9]*\),.*/\1/p' "$source"); do
  grep -aq "$name" "$library" ||
    refuse "LIBCUBLAS_SO_13 must be a libcublas.so.13, but $library has no $name"
done

# Old-style rpath: libcublasLt.so.13, which libcublas.so.13 loads, is looked for beside it too.
"$compiler" -x c -std=gnu99 -O2 -fPIC -shared -o "$out/libcublas.so.12" "$source" -x none \
  -Wl,-soname,libcublas.so.12 -Wl,--default-symver \
  -Wl,--push-state,--no-as-needed "$library" -Wl,--pop-state \
  -Wl,--disable-new-dtags "-Wl,-rpath,$folder" \
  -Wl,--allow-shlib-undefined -Wl,--as-needed -ldl ||
  fail "$compiler cannot build $out/libcublas.so.12, see above"
echo "LD_LIBRARY_PATH=$out"
