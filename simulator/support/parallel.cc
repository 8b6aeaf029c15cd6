// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace neteq::sim {
namespace {

/// State shared by the threads.
class Workload {
 public:
  Workload(size_t count, const std::function<Status(size_t)>& work,
           const std::function<void(size_t)>& on_done)
      : count_(count), work_(work), on_done_(on_done), failed_index_(count) {}

  /// Processes indices until none is left. An index that was started is always finished, so all
  /// indices below a failure have been tried.
  void Work() {
    while (!is_stopped_) {
      const size_t index = next_++;
      if (index >= count_) return;
      try {
        Finish(index, work_(index));
      } catch (...) {
        Stop(std::current_exception());
      }
    }
  }

  /// Rethrows an exception of the work.
  Status status() {
    if (exception_) std::rethrow_exception(exception_);
    return status_;
  }

 private:
  void Finish(size_t index, const Status& status) {
    const std::lock_guard lock(mutex_);
    if (status.ok()) return on_done_(++done_);
    is_stopped_ = true;
    if (index >= failed_index_) return;
    failed_index_ = index;
    status_ = status;
  }

  void Stop(std::exception_ptr exception) {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    exception_ = std::move(exception);
  }

  size_t count_;
  const std::function<Status(size_t)>& work_;
  const std::function<void(size_t)>& on_done_;
  std::atomic<size_t> next_{0};
  std::atomic<bool> is_stopped_{false};
  std::mutex mutex_;
  size_t done_ = 0;
  size_t failed_index_;
  Status status_;
  std::exception_ptr exception_;
};

}  // namespace

Status ForEachInParallel(size_t count, int threads, const std::function<Status(size_t)>& work,
                         const std::function<void(size_t)>& on_done) {
  Workload workload(count, work, on_done);
  const size_t wanted = std::min(count, static_cast<size_t>(std::max(threads, 1)));
  {
    std::vector<std::jthread> others;  // joined at the end of the block
    for (size_t i = 1; i < wanted; ++i) others.emplace_back([&] { workload.Work(); });
    workload.Work();
  }
  return workload.status();
}

int DefaultThreads() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

}  // namespace neteq::sim
