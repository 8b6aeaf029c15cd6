// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/trace.h"

namespace neteq {
namespace sim {

/// Content of a network file.
enum class NetworkKind {
  kDelays,         ///< one line per packet: transit time in ms, or "lost" or -1
  kLossPattern,    ///< one digit per packet: 0 = arrives, 1 = lost; whitespace is ignored
  kOpportunities,  ///< Mahimahi: one line per 1504-byte opportunity, ms from the start
};

/// A recorded network, independent of the packets sent over it. It repeats when it runs out.
struct NetworkProfile {
  NetworkKind kind = NetworkKind::kDelays;
  Delays delays{};                          ///< kDelays and kLossPattern
  std::vector<int64_t> opportunities_ms{};  ///< kOpportunities; ascending, the last above 0
};

/// The queue in front of a link with delivery opportunities.
struct QueueParams {
  int propagation_ms = 0;
  int max_packets = 0;
  int overhead_bytes = 28;
};
constexpr auto FieldsOf(const QueueParams*) {
  using P = QueueParams;
  return std::tuple{
      MakeField(&P::propagation_ms, "propagation_ms", Unit::kMilliseconds, 0, 10'000,
                "Propagation delay after a packet has left the queue."),
      MakeField(&P::max_packets, "max_packets", Unit::kPackets, 0, 1'000'000,
                "Queue limit: a packet that finds this many in the queue is lost. 0 = unlimited "
                "(Mahimahi: infinite queue)."),
      MakeField(&P::overhead_bytes, "overhead_bytes", Unit::kNone, 0, 1000,
                "Bytes added to each RTP packet by lower layers: 28 for IPv4 and UDP, 48 for IPv6 "
                "and UDP, less with header compression."),
  };
}
static_assert(Declared<QueueParams>);

/// Reads a network file. Without `kind` the content decides: only digits 0 and 1 are a loss
/// pattern; non-decreasing integers that are not all equal and reach 1000 ms or more are delivery
/// opportunities; everything else is delays. Fails with kUnreadable, naming the file and the line.
Result<NetworkProfile> ReadNetworkProfile(const std::string& path,
                                          std::optional<NetworkKind> kind = {});
Result<NetworkProfile> ParseNetworkProfile(std::string_view text, const std::string& name,
                                           std::optional<NetworkKind> kind = {});

/// Transit time of each packet; packets enter the network at their arrival times in the trace.
/// Delivery opportunities serve packets first come, first served: a packet leaves with the
/// opportunity that carries its last byte, one opportunity carries several packets if they fit, and
/// unused opportunities are wasted (Netravali et al., "Mahimahi", USENIX ATC 2015). The network's
/// clock starts at the first packet.
Delays TransitTimes(const NetworkProfile& network, std::span<const TracePacket> packets,
                    const QueueParams& queue = {});

}  // namespace sim

template <>
struct EnumNames<sim::NetworkKind> {
  static constexpr std::array<std::string_view, 3> kNames = {"delays", "losses", "opportunities"};
};

}  // namespace neteq
