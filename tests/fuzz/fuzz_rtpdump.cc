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
  // A trace that was read can be written, and reads back identically.
  if (!trace.ok()) return 0;
  const auto written = neteq::sim::FormatRtpdump(*trace);
  neteq::sim::Require(written.ok());
  const auto again = neteq::sim::ParseRtpdump(*written, "fuzz");
  neteq::sim::Require(again.ok() && *neteq::sim::FormatRtpdump(*again) == *written);
  return 0;
}
