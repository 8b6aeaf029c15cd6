// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/serial.h"
#include "neteq/base/status.h"
#include "neteq/sdp.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/time_lines.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// Retransmission path to the sender.
struct ReturnPath {
  Duration rtt{0};
  /// Packets in sending order. Empty for a capture behind the network: its lost packets cannot be
  /// sent again.
  std::vector<TracePacket> sent{};
  Delays network{};  ///< transit times of retransmitted packets
};

/// Packets of one RTP stream in order of arrival. Views into the trace.
struct Stream {
  uint32_t ssrc = 0;
  SdpFormat format;  ///< format of the first speech payload, also within RED
  std::vector<TracePacket> packets;
  std::bitset<128> event_types;  ///< telephone events, whose timestamps are not sending times
  std::array<int, 128> clock_rates_hz{};  ///< by payload type; 0: that of `format`
  int64_t other_ssrc_skipped = 0;
  std::string path{};                     ///< addresses and ports; empty if unknown
  std::vector<std::string> notes{};       ///< sentences about the choice of packets, for people
  std::optional<ReturnPath> return_path;  ///< set if the receiver can request retransmissions
  /// When the last packet would have arrived that a network lost at the end; unset if none was lost.
  std::optional<Timestamp> lost_until{};

  int ClockRateOf(uint8_t payload_type) const {
    const int rate_hz = clock_rates_hz[payload_type & 0x7FU];
    return rate_hz != 0 ? rate_hz : format.clock_rate.hz();
  }
};

/// Selects the stream with the given SSRC, by default the first with speech in a registered payload
/// type and the SSRCs that take over from it on its path. A stream has one path. Times without
/// packets of more than 10 min are shortened to 1 s. Fails with kInvalidArgument if there is none.
Result<Stream> SelectStream(const Trace& trace, const PayloadTypes& types,
                            std::optional<uint32_t> ssrc);

/// Fails with kUnreadable if a payload was not captured, and with kUnsupported if a speech format of
/// the stream has no decoder.
Status CheckPlayable(const Stream& stream, const PayloadTypes& types);

/// Sends the packets through a network in order of arrival, on top of the delays they already have.
/// Fails with kInvalidArgument, naming --network, if no packet arrives.
Status ApplyNetwork(const Delays& network, Stream& stream);

/// Converts RTP timestamps to sending times, in ms after the first packet.
class SendClock {
 public:
  explicit SendClock(const Stream& stream);
  double SendMs(RtpTimestamp timestamp);

 private:
  Unwrapper<RtpTimestamp> unwrapper_;
  int64_t origin_;
  double ticks_per_ms_;
};

/// Network behaviour derived from RTP headers and arrival times alone.
struct NetworkFigures {
  int64_t lost = 0;             ///< missing sequence numbers between the first and the last
  int64_t duplicate = 0;        ///< packets whose sequence number had already arrived
  int64_t reordered = 0;        ///< packets that arrived after a higher sequence number
  int64_t stray = 0;            ///< packets that fit no time line
  int64_t restarts = 0;         ///< time lines after the first
  double min_transit_ms = 0.0;  ///< smallest transit of the first time line
  /// Transit time above the baseline of the packet's time line (see TimeLines), one per packet that
  /// is neither a telephone event nor a stray.
  std::vector<double> relative_transit_ms;
};
NetworkFigures MeasureNetwork(const Stream& stream, const TimeLines& lines);
NetworkFigures MeasureNetwork(const Stream& stream);

}  // namespace neteq::sim
