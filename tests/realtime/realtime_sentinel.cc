// SPDX-License-Identifier: BSD-3-Clause
#include "tests/realtime/realtime_sentinel.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// The program's definitions of these functions replace those of the C library, also for shared
// libraries. They count and forward. operator new and delete call malloc and free.

namespace neteq::testing {
namespace {

// Null outside a scope.
thread_local ForbiddenCalls* current_calls = nullptr;
thread_local int64_t* current_bytes = nullptr;

void Count(int ForbiddenCalls::*kind) {
  if (current_calls != nullptr) ++(current_calls->*kind);
}

void* Taken(void* block) {
  if (current_bytes != nullptr) *current_bytes += static_cast<int64_t>(malloc_usable_size(block));
  return block;
}

void GivenBack(void* block) {
  if (current_bytes != nullptr) *current_bytes -= static_cast<int64_t>(malloc_usable_size(block));
}

// Returns the C library's mutex function `name`, looked up once.
int CallNext(std::atomic<int (*)(pthread_mutex_t*)>& cache, const char* name,
             pthread_mutex_t* mutex) {
  auto* next = cache.load(std::memory_order_relaxed);
  if (next == nullptr) {
    next = reinterpret_cast<int (*)(pthread_mutex_t*)>(dlsym(RTLD_NEXT, name));
    cache.store(next, std::memory_order_relaxed);
  }
  return next(mutex);
}

}  // namespace

RealtimeScope::RealtimeScope(ForbiddenCalls& calls) { current_calls = &calls; }
RealtimeScope::~RealtimeScope() { current_calls = nullptr; }
MemoryScope::MemoryScope(int64_t& bytes) { current_bytes = &bytes; }
MemoryScope::~MemoryScope() { current_bytes = nullptr; }

}  // namespace neteq::testing

using neteq::testing::Count;
using neteq::testing::ForbiddenCalls;
using neteq::testing::GivenBack;
using neteq::testing::Taken;

extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* block);

void* malloc(size_t size) noexcept {
  Count(&ForbiddenCalls::allocations);
  return Taken(__libc_malloc(size));
}

void* calloc(size_t count, size_t size) noexcept {
  Count(&ForbiddenCalls::allocations);
  return Taken(__libc_calloc(count, size));
}

void* realloc(void* block, size_t size) noexcept {
  Count(&ForbiddenCalls::allocations);
  GivenBack(block);
  return Taken(__libc_realloc(block, size));
}

void* memalign(size_t alignment, size_t size) noexcept {
  Count(&ForbiddenCalls::allocations);
  return Taken(__libc_memalign(alignment, size));
}

void* aligned_alloc(size_t alignment, size_t size) noexcept { return memalign(alignment, size); }

int posix_memalign(void** block, size_t alignment, size_t size) noexcept {
  *block = memalign(alignment, size);
  return *block != nullptr ? 0 : ENOMEM;
}

void free(void* block) noexcept {
  if (block != nullptr) Count(&ForbiddenCalls::frees);
  GivenBack(block);
  __libc_free(block);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> next;
  Count(&ForbiddenCalls::locks);
  return neteq::testing::CallNext(next, "pthread_mutex_lock", mutex);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> next;
  Count(&ForbiddenCalls::locks);
  return neteq::testing::CallNext(next, "pthread_mutex_trylock", mutex);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  Count(&ForbiddenCalls::clock_reads);
  return static_cast<int>(syscall(SYS_clock_gettime, clock, time));
}

int gettimeofday(timeval* time, void* zone) noexcept {
  Count(&ForbiddenCalls::clock_reads);
  return static_cast<int>(syscall(SYS_gettimeofday, time, zone));
}

}  // extern "C"
