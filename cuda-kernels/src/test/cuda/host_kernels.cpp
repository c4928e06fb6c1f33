// The kernels as a library of the host: what a module of the host driver finds its functions in.
#include <utility>

#include "ceiling.cu"
#include "closed_forms.cu"
#include "homogeneous.cu"
#include "pairs.cu"
#include "phases.cu"
#include "trajectories.cu"
#include "unequal.cu"

namespace {

// Unpacks a kernel's arguments as the driver gets them and runs every thread of the grid.
template <typename... Arguments, size_t... place>
void run(void (*kernel)(Arguments...), dim3 grid, dim3 block, void** arguments,
         std::index_sequence<place...>) {
  gridDim = grid;
  blockDim = block;
  for (unsigned b = 0; b < grid.x; b++) {
    for (unsigned t = 0; t < block.x; t++) {
      blockIdx = {b, 0, 0};
      threadIdx = {t, 0, 0};
      kernel(*static_cast<std::remove_reference_t<Arguments>*>(arguments[place])...);
    }
  }
}

template <typename... Arguments>
void run(void (*kernel)(Arguments...), dim3 grid, dim3 block, void** arguments) {
  run(kernel, grid, block, arguments, std::index_sequence_for<Arguments...>());
}

template <typename... Arguments>
constexpr int count(void (*)(Arguments...)) {
  return sizeof...(Arguments);
}

}  // namespace

#define LAUNCH(kernel)                                                       \
  extern "C" void launch_##kernel(dim3 grid, dim3 block, void** arguments) { \
    run(kernel, grid, block, arguments);                                     \
  }                                                                          \
  extern "C" int count_##kernel() { return count(kernel); }

LAUNCH(multiply_add)
LAUNCH(solve_phases)
LAUNCH(solve_sign)
LAUNCH(solve_sine)
LAUNCH(solve_homogeneous)
LAUNCH(follow_table)
LAUNCH(follow_homogeneous)
LAUNCH(follow_erf)
LAUNCH(follow_sine)
LAUNCH(follow_sign)
LAUNCH(pairs_by_angle)
LAUNCH(pairs_in_closed_form)
LAUNCH(unequal_erf)
LAUNCH(unequal_lines)
