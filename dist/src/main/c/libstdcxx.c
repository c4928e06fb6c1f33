/*
 * The ten symbols of libstdc++.so.6 that JCuda's natives name, for nodes that have no libstdc++.
 *
 * They allocate and free. The rest is named but never run: they throw nothing, cast nothing
 * dynamically and print through printf, so vtables of type_info and the set-up of iostreams may be
 * empty.
 */
#include <stdlib.h>

void *_Znwm(size_t size) { /* operator new(size_t) */
  void *memory = malloc(size ? size : 1);
  if (!memory) {
    abort();
  }
  return memory;
}

void *_Znam(size_t size) { /* operator new[](size_t) */
  return _Znwm(size);
}

void _ZdlPvm(void *memory, size_t size) { /* operator delete(void *, size_t) */
  (void)size;
  free(memory);
}

void _ZdaPv(void *memory) { /* operator delete[](void *) */
  free(memory);
}

void __cxa_pure_virtual(void) {
  abort();
}

void __cxa_throw_bad_array_new_length(void) {
  abort();
}

void _ZNSt8ios_base4InitC1Ev(void *init) { /* std::ios_base::Init::Init() */
  (void)init;
}

void _ZNSt8ios_base4InitD1Ev(void *init) { /* std::ios_base::Init::~Init() */
  (void)init;
}

/* vtables of __cxxabiv1::__class_type_info and __si_class_type_info */
const void *const _ZTVN10__cxxabiv117__class_type_infoE[11];
const void *const _ZTVN10__cxxabiv120__si_class_type_infoE[11];
