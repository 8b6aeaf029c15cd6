// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/fuzz/trace_invariants.h"

#include "simulator/trace/rtpdump.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  const auto trace = neteq::sim::ParseRtpdump(file, "fuzz");
  neteq::sim::CheckTrace(trace);
  // A trace that can be written reads back identically. Repaired arrival times may exceed the format.
  if (!trace.ok()) return 0;
  const auto written = neteq::sim::FormatRtpdump(*trace);
  if (!written.ok()) return 0;
  const auto again = neteq::sim::ParseRtpdump(*written, "fuzz");
  neteq::sim::Require(again.ok() && *neteq::sim::FormatRtpdump(*again) == *written);
  return 0;
}
