// SPDX-License-Identifier: BSD-3-Clause
#include "benchmarks/allocations.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace neteq::benchmarks {
namespace {

std::atomic<int64_t> count = 0;
std::atomic<int64_t> bytes = 0;

}  // namespace

Allocations AllocationsSoFar() { return {count, bytes}; }

}  // namespace neteq::benchmarks

void* operator new(size_t size) {
  ++neteq::benchmarks::count;
  neteq::benchmarks::bytes += static_cast<int64_t>(size);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
