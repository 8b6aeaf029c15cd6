// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/fuzz/trace_invariants.h"

#include "simulator/trace/file.h"
#include "simulator/trace/info.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  // Every readable trace can be inspected.
  const auto trace = neteq::sim::ParseTrace(file, "fuzz");
  neteq::sim::CheckTrace(trace);
  if (!trace.ok()) return 0;
  const auto types = neteq::sim::PayloadTypes::Defaults();
  const auto info = neteq::sim::Inspect(*trace, types);
  neteq::sim::Require(!info.streams.empty());
  neteq::sim::Require(!neteq::sim::TraceInfoJson(info, types, "fuzz").empty());
  neteq::sim::Require(!neteq::sim::TraceInfoText(info, types, "fuzz").empty());
  return 0;
}
