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

/// What a file says about a network.
enum class NetworkKind {
  kDelays,         ///< a line a packet: transit time in ms; "lost", or a negative one, for losses
  kLossPattern,    ///< a digit a packet, 0 = arrives, 1 = lost; blanks and line ends mean nothing
  kOpportunities,  ///< Mahimahi: a line each time that 1504 bytes can leave, in ms from the start
};

/// A network, whatever packets it gets. Those that run out start again.
struct NetworkProfile {
  NetworkKind kind = NetworkKind::kDelays;
  Delays delays{};                          ///< kDelays and kLossPattern
  std::vector<int64_t> opportunities_ms{};  ///< kOpportunities; ascending, the last one above 0
};

/// The queue before a link with delivery opportunities.
struct QueueParams {
  int propagation_ms = 0;
  int max_packets = 0;
  int overhead_bytes = 28;
};
constexpr auto FieldsOf(const QueueParams*) {
  using P = QueueParams;
  return std::tuple{
      MakeField(&P::propagation_ms, "propagation_ms", Unit::kMilliseconds, 0, 10'000,
                "Way of a packet that has left the queue."),
      MakeField(&P::max_packets, "max_packets", Unit::kPackets, 0, 1'000'000,
                "A packet that finds so many waiting is lost; 0 = none ever is (Mahimahi: infinite "
                "queue)."),
      MakeField(&P::overhead_bytes, "overhead_bytes", Unit::kNone, 0, 1000,
                "Bytes of a packet besides RTP: IPv4 and UDP 28, IPv6 48, less under header "
                "compression."),
  };
}
static_assert(Declared<QueueParams>);

/// The kind is told by the content unless it is given: digits 0 and 1 alone are a loss pattern;
/// whole numbers that never fall, from anything up to 1000 ms or more, are delivery opportunities;
/// all else is delays. kUnreadable naming the file and the line.
Result<NetworkProfile> ReadNetworkProfile(const std::string& path,
                                          std::optional<NetworkKind> kind = {});
Result<NetworkProfile> ParseNetworkProfile(std::string_view text, const std::string& name,
                                           std::optional<NetworkKind> kind = {});

/// What becomes of each of the packets, which enter the network as they arrive in the trace.
/// Delivery opportunities serve them first come, first served: a packet leaves with the opportunity
/// that takes its last byte, one opportunity takes several packets if they fit, and what nobody
/// uses is gone (Netravali et al., "Mahimahi", USENIX ATC 2015). The network's clock starts at the
/// first packet.
Delays TransitTimes(const NetworkProfile& network, std::span<const TracePacket> packets,
                    const QueueParams& queue = {});

}  // namespace sim

template <>
struct EnumNames<sim::NetworkKind> {
  static constexpr std::array<std::string_view, 3> kNames = {"delays", "losses", "opportunities"};
};

}  // namespace neteq
