// A CUDA driver without a GPU: the calls of libcuda.so.1 that the backend makes, on the CPU.
//
// Work in a stream is done only when somebody waits for it, so that a forgotten wait shows. What
// the machine is like stands in the file "machine" beside this library, one "key value" a line,
// read when the driver is initialised:
//
//   devices N          number of devices (1)
//   driver V           what cuDriverGetVersion says (13000)
//   capability C       10 major + minor (90)
//   memory B           bytes of each device
//   refuse_ptx 1       cuModuleLoadDataEx says CUDA_ERROR_UNSUPPORTED_PTX_VERSION
//   lose D N           device D makes N more launches and is lost at the next
//   kernels FILE       library of the kernels beside this one (libkernels.so)
#include <dlfcn.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "host_cuda.h"

namespace {

enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_PTX = 218,
  UNSUPPORTED_PTX_VERSION = 222,
  NOT_FOUND = 500,
  LAUNCH_FAILED = 719
};

struct Device {
  size_t memory = 0;
  size_t used = 0;
  long launches_left = -1;
  bool lost = false;
  std::deque<std::function<void()>> copies;  // from pageable memory, on their way

  void finish_copies() {
    while (!copies.empty()) {
      copies.front()();
      copies.pop_front();
    }
  }
};

struct Event {
  std::chrono::steady_clock::time_point time;
};

struct Stream {
  Device* device;
  std::deque<std::function<void()>> work;

  void drain() {
    while (!work.empty()) {
      work.front()();
      work.pop_front();
    }
  }
};

struct Module {
  void* library;
};

using Launch = void (*)(dim3, dim3, void**);

struct Function {
  Launch launch;
  int arguments;
};

std::recursive_mutex lock;
std::map<std::string, long> machine;
std::string kernels;
Device devices[8];
size_t count = 0;
std::map<void*, size_t> allocations;
std::map<void*, Device*> owners;
std::vector<Stream*> streams;
thread_local Device* current = nullptr;
bool initialised = false;

std::string folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&folder), &info);
  std::string file = info.dli_fname;
  return file.substr(0, file.rfind('/') + 1);
}

long value(const char* key, long otherwise) {
  auto found = machine.find(key);
  return found == machine.end() ? otherwise : found->second;
}

void read_machine() {
  machine.clear();
  std::ifstream file(folder() + "machine");
  std::string key;
  long lost_device = -1;
  long lost_launch = -1;
  kernels = "libkernels.so";
  while (file >> key) {
    if (key == "kernels") {
      file >> kernels;
    } else if (key == "lose") {
      file >> lost_device >> lost_launch;
    } else {
      file >> machine[key];
    }
  }
  count = static_cast<size_t>(value("devices", 1));
  for (Device& device : devices) {
    device.memory = static_cast<size_t>(value("memory", 1L << 32));
    device.launches_left = -1;
    device.lost = false;
  }
  if (lost_device >= 0) {
    devices[lost_device].launches_left = lost_launch;
  }
}

int ready() {
  return current == nullptr ? INVALID_CONTEXT : current->lost ? LAUNCH_FAILED : SUCCESS;
}

// Reads or writes must stay within one allocation of the device.
bool inside(uintptr_t from, size_t bytes) {
  for (auto& [start, size] : allocations) {
    uintptr_t begin = reinterpret_cast<uintptr_t>(start);
    if (from >= begin && from + bytes <= begin + size) {
      return true;
    }
  }
  return false;
}

}  // namespace

extern "C" {

int cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  read_machine();
  initialised = true;
  return count == 0 ? NO_DEVICE : SUCCESS;
}

int cuDriverGetVersion(int* version) {
  *version = static_cast<int>(value("driver", 13000));
  return SUCCESS;
}

int cuDeviceGetCount(int* number) {
  *number = static_cast<int>(count);
  return initialised ? SUCCESS : NOT_INITIALIZED;
}

int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return ordinal >= 0 && ordinal < static_cast<int>(count) ? SUCCESS : INVALID_DEVICE;
}

int cuDeviceGetName(char* name, int length, int device) {
  std::string text = "Host " + std::to_string(device);
  strncpy(name, text.c_str(), static_cast<size_t>(length));
  return SUCCESS;
}

int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  *bytes = devices[device].memory;
  return SUCCESS;
}

int cuDeviceGetAttribute(int* number, int attribute, int) {
  long capability = value("capability", 90);
  switch (attribute) {
    case 75:
      *number = static_cast<int>(capability / 10);
      break;
    case 76:
      *number = static_cast<int>(capability % 10);
      break;
    case 16:  // multiprocessors
      *number = 2;
      break;
    case 13:  // clock in kHz
      *number = 1000000;
      break;
    default:
      return INVALID_VALUE;
  }
  return SUCCESS;
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
  *context = &devices[device];
  return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }

int cuCtxSetCurrent(void* context) {
  current = static_cast<Device*>(context);
  return SUCCESS;
}

int cuCtxSynchronize() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  current->finish_copies();
  for (Stream* stream : streams) {
    if (stream->device == current) {
      stream->drain();
    }
  }
  return ready();
}

int cuModuleLoadDataEx(void** module, const char* image, unsigned number, int* options,
                       void** values) {
  if (value("refuse_ptx", 0) != 0) {
    for (unsigned k = 0; k < number; k++) {
      if (options[k] == 5) {  // CU_JIT_ERROR_LOG_BUFFER
        strcpy(static_cast<char*>(values[k]), "ptxas fatal : unsupported .version");
      }
    }
    return UNSUPPORTED_PTX_VERSION;
  }
  std::string text = image;
  if (text.find(".version") == std::string::npos) {
    return INVALID_PTX;
  }
  std::string library = folder() + kernels;
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return INVALID_IMAGE;
  }
  *module = new Module{handle};
  return ready();
}

int cuModuleGetFunction(void** function, void* module, const char* name) {
  std::string symbol = std::string("launch_") + name;
  void* launch = dlsym(static_cast<Module*>(module)->library, symbol.c_str());
  if (launch == nullptr) {
    return NOT_FOUND;
  }
  void* arity =
      dlsym(static_cast<Module*>(module)->library, (std::string("count_") + name).c_str());
  *function = new Function{reinterpret_cast<Launch>(launch), reinterpret_cast<int (*)()>(arity)()};
  return SUCCESS;
}

int cuModuleUnload(void* module) {
  delete static_cast<Module*>(module);
  return SUCCESS;
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  *free = current->memory - current->used;
  *total = current->memory;
  return ready();
}

int cuMemAlloc_v2(uintptr_t* pointer, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  if (current->used + bytes > current->memory) {
    return OUT_OF_MEMORY;
  }
  void* memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(memory, 0xff, bytes);  // NaN, for whoever reads what nobody wrote
  current->used += bytes;
  allocations[memory] = bytes;
  owners[memory] = current;
  *pointer = reinterpret_cast<uintptr_t>(memory);
  return ready();
}

int cuMemFree_v2(uintptr_t pointer) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  void* memory = reinterpret_cast<void*>(pointer);
  auto found = allocations.find(memory);
  if (found == allocations.end()) {
    return INVALID_VALUE;
  }
  owners[memory]->finish_copies();
  owners[memory]->used -= found->second;
  owners.erase(memory);
  allocations.erase(found);
  free(memory);
  return SUCCESS;
}

int cuMemGetAddressRange_v2(uintptr_t* base, size_t* bytes, uintptr_t pointer) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  for (auto& [start, size] : allocations) {
    *base = reinterpret_cast<uintptr_t>(start);
    *bytes = size;
    if (pointer >= *base && pointer < *base + size) {
      return ready();
    }
  }
  return NOT_FOUND;
}

int cuMemAllocHost_v2(void** pointer, size_t bytes) {
  *pointer = aligned_alloc(256, (bytes + 255) / 256 * 256);
  return ready();
}

int cuMemFreeHost(void* pointer) {
  free(pointer);
  return SUCCESS;
}

int cuStreamCreate(void** stream, unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  Stream* made = new Stream{current, {}};
  streams.push_back(made);
  *stream = made;
  return ready();
}

int cuStreamSynchronize(void* stream) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  static_cast<Stream*>(stream)->drain();
  return ready();
}

int cuStreamDestroy_v2(void* stream) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  for (size_t k = 0; k < streams.size(); k++) {
    if (streams[k] == stream) {
      streams.erase(streams.begin() + static_cast<long>(k));
      break;
    }
  }
  delete static_cast<Stream*>(stream);
  return SUCCESS;
}

int cuEventCreate(void** event, unsigned) {
  *event = new Event();
  return ready();
}

int cuEventDestroy_v2(void* event) {
  delete static_cast<Event*>(event);
  return SUCCESS;
}

int cuEventRecord(void* event, void* stream) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  static_cast<Stream*>(stream)->work.push_back(
      [event] { static_cast<Event*>(event)->time = std::chrono::steady_clock::now(); });
  return ready();
}

int cuEventElapsedTime(float* milliseconds, void* from, void* to) {
  auto time = static_cast<Event*>(to)->time - static_cast<Event*>(from)->time;
  *milliseconds = std::chrono::duration<float, std::milli>(time).count();
  return SUCCESS;
}

int cuMemcpyHtoD_v2(uintptr_t to, const void* from, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!inside(to, bytes)) {
    return INVALID_VALUE;
  }
  // It returns when the pageable memory has been read; streams that do not block do not wait for
  // it.
  const char* text = static_cast<const char*>(from);
  std::vector<char> staged(text, text + bytes);
  current->copies.push_back(
      [=] { memcpy(reinterpret_cast<void*>(to), staged.data(), staged.size()); });
  return ready();
}

int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void* stream) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!inside(to, bytes)) {
    return INVALID_VALUE;
  }
  static_cast<Stream*>(stream)->work.push_back(
      [=] { memcpy(reinterpret_cast<void*>(to), from, bytes); });
  return ready();
}

int cuMemcpyDtoH_v2(void* to, uintptr_t from, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!inside(from, bytes)) {
    return INVALID_VALUE;
  }
  current->finish_copies();
  memcpy(to, reinterpret_cast<void*>(from), bytes);
  return ready();
}

int cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, void* stream) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!inside(from, bytes)) {
    return INVALID_VALUE;
  }
  static_cast<Stream*>(stream)->work.push_back(
      [=] { memcpy(to, reinterpret_cast<void*>(from), bytes); });
  return ready();
}

int cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                   unsigned block_x, unsigned block_y, unsigned block_z, unsigned, void* stream,
                   void** arguments, void**) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (grid_x == 0 || block_x == 0 || block_x > 1024 || grid_y * grid_z * block_y * block_z != 1) {
    return INVALID_VALUE;
  }
  if (current->launches_left == 0) {
    current->lost = true;
  } else if (current->launches_left > 0) {
    current->launches_left--;
  }
  if (current->lost) {
    return LAUNCH_FAILED;
  }
  // The driver copies the arguments when it is called; none is larger than 8 bytes.
  std::vector<uint64_t> copies;
  for (int k = 0; k < static_cast<Function*>(function)->arguments; k++) {
    uint64_t copy;
    memcpy(&copy, arguments[k], sizeof(copy));
    copies.push_back(copy);
  }
  Launch launch = static_cast<Function*>(function)->launch;
  dim3 grid = {grid_x, grid_y, grid_z};
  dim3 block = {block_x, block_y, block_z};
  static_cast<Stream*>(stream)->work.push_back([=]() mutable {
    std::vector<void*> pointers;
    for (uint64_t& copy : copies) {
      pointers.push_back(&copy);
    }
    launch(grid, block, pointers.data());
  });
  return SUCCESS;
}

int cuLaunchHostFunc(void* stream, void (*function)(void*), void* data) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  static_cast<Stream*>(stream)->work.push_back([=] { function(data); });
  return ready();
}

int cuGetErrorName(int code, const char** name) {
  *name = code == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR";
  return SUCCESS;
}

}  // extern "C"
