// SPDX-License-Identifier: BSD-3-Clause
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/fuzz/trace_invariants.h"

#include "simulator/trace/bytes.h"
#include "simulator/trace/network_profile.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  constexpr int kKinds = 3;
  std::vector<neteq::sim::TracePacket> packets(20);
  for (size_t i = 0; i < packets.size(); ++i) {
    packets[i].arrival = neteq::Timestamp(std::chrono::milliseconds(20 * i * i));
    packets[i].missing_bytes = 300 * i;
  }
  for (int kind = 0; kind < kKinds; ++kind) {
    const auto network = neteq::sim::ParseNetworkProfile(
        neteq::sim::AsText(file), "fuzz", static_cast<neteq::sim::NetworkKind>(kind));
    if (!network.ok()) continue;
    const auto delays = neteq::sim::TransitTimes(*network, packets, {.max_packets = 5});
    neteq::sim::Require(delays.size() == packets.size());
    for (const auto& delay : delays) neteq::sim::Require(!delay || delay->count() >= 0);
  }
  return 0;
}
