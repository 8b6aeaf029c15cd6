// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/serial.h"
#include "base/status.h"
#include "simulator/payload_types.h"
#include "simulator/trace.h"

namespace neteq::sim {

/// The packets of one RTP stream of a trace, in order of arrival. Views into the trace.
struct Stream {
  uint32_t ssrc = 0;
  PayloadFormat format;  ///< of the first packet that has a registered payload type
  std::vector<TracePacket> packets;
  int64_t other_ssrc_skipped = 0;
};

/// The stream with the given SSRC, else the one of the first packet with a registered payload type.
/// kInvalidArgument when there is none.
Result<Stream> SelectStream(const Trace& trace, const PayloadTypes& types,
                            std::optional<uint32_t> ssrc);

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
  std::vector<double> relative_transit_ms;  ///< a packet each: transit time above the smallest
};
NetworkFigures MeasureNetwork(const Stream& stream);

}  // namespace neteq::sim
