// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "neteq/base/serial.h"
#include "neteq/base/status.h"
#include "neteq/sdp.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// The way back to the sender.
struct ReturnPath {
  Duration rtt{0};
  /// As they left the sender, in that order; empty for a capture of a network, whose lost packets
  /// nobody has.
  std::vector<TracePacket> sent{};
  Delays network{};  ///< what becomes of packets that are sent again
};

/// The packets of one RTP stream of a trace, in order of arrival. Views into the trace.
struct Stream {
  uint32_t ssrc = 0;
  SdpFormat format;  ///< of the first speech, in a packet of its own or in RED
  std::vector<TracePacket> packets;
  std::bitset<128> event_types;  ///< telephone events: their timestamps are no sending times
  int64_t other_ssrc_skipped = 0;
  std::optional<ReturnPath> return_path;  ///< if the receiver can ask for packets again
};

/// The stream with the given SSRC, else the first with speech in a registered payload type.
/// kInvalidArgument when there is none.
Result<Stream> SelectStream(const Trace& trace, const PayloadTypes& types,
                            std::optional<uint32_t> ssrc);

/// Sends the packets through a network, in order of their arrival and on top of the delay that they
/// have. kInvalidArgument naming --network when none arrives.
Status ApplyNetwork(const Delays& network, Stream& stream);

/// When a sample was sent, from its RTP timestamp: milliseconds after the first packet's.
class SendClock {
 public:
  explicit SendClock(const Stream& stream);
  double SendMs(RtpTimestamp timestamp);

 private:
  Unwrapper<RtpTimestamp> unwrapper_;
  int64_t origin_;
  double ticks_per_ms_;
};

/// What the network did to a stream, from RTP headers and arrival times alone.
struct NetworkFigures {
  int64_t lost = 0;       ///< sequence numbers between the first and the last that never came
  int64_t duplicate = 0;  ///< packets whose sequence number had come before
  int64_t reordered = 0;  ///< packets that came after one with a higher sequence number
  double min_transit_ms = 0.0;
  /// A packet each, but for telephone events: transit time above the smallest.
  std::vector<double> relative_transit_ms;
};
NetworkFigures MeasureNetwork(const Stream& stream);

}  // namespace neteq::sim
