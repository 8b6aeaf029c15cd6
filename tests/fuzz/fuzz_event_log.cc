// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/fuzz/trace_invariants.h"

#include "simulator/trace/event_log.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  neteq::sim::CheckTrace(neteq::sim::ParseEventLog(file, "fuzz"));
  return 0;
}
