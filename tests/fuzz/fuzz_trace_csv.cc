// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tests/fuzz/trace_invariants.h"

#include "simulator/trace/bytes.h"
#include "simulator/trace/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  const auto trace = neteq::sim::ParseCsv(neteq::sim::AsText(file), "fuzz");
  neteq::sim::CheckTrace(trace);
  if (!trace.ok()) return 0;
  const std::string written = neteq::sim::FormatCsv(*trace);
  const auto again = neteq::sim::ParseCsv(written, "fuzz");
  neteq::sim::Require(again.ok() && neteq::sim::FormatCsv(*again) == written);
  return 0;
}
