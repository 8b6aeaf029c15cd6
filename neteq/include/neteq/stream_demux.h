// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/neteq.h"
#include "neteq/packet.h"
#include "neteq/reports.h"

namespace neteq {

/// Which packets a StreamDemux takes, and for how long.
struct StreamDemuxOptions {
  /// Payload types to take; packets of other types (video on the same port) are ignored.
  std::bitset<128> payload_types = std::bitset<128>().set();
  /// A stream without packets for this long ends, 1 ms to 1 h. Heuristic: longer than the pause of
  /// a sender with DTX, shorter than the patience of a listener.
  Duration timeout = std::chrono::seconds(30);
};

/// Distributes the packets of one port to engines, one for each SSRC: the participants of a
/// conference.
///
/// - Admission: a new SSRC gets an engine with its second packet in sequence (RFC 3550, A.1), so
///   strays do not. The first packet is not played.
/// - Bounds: there are as many streams as engines. Further SSRCs are refused until a stream ends.
/// - End: a stream ends after `timeout` without packets, or by End(). Its engine is flushed and
///   serves the next SSRC; it keeps its payload types, delay bounds and statistics.
/// - Threads: calls on one object and on its engines must not overlap.
class StreamDemux {
 public:
  /// Outcome of InsertPacket().
  enum class Result : uint8_t {
    kInserted,     ///< an engine took the packet; see `report`
    kIgnored,      ///< not one of the payload types
    kOnProbation,  ///< first packet of an SSRC
    kNoEngine,     ///< every engine serves another SSRC
  };
  struct Outcome {
    Result result = Result::kIgnored;
    int stream = -1;         ///< index of the stream, if inserted
    bool is_new = false;     ///< the packet started the stream
    ArrivalReport report{};  ///< report of the engine, if inserted
  };
  /// One stream. `ssrc` is empty while the engine serves none.
  struct Stream {
    std::unique_ptr<NetEq> engine;
    std::optional<uint32_t> ssrc{};
    Timestamp last_arrival{};
  };

  /// [setup] `engines` have their payload types registered. Errors: kInvalidArgument for no engine
  /// or a null one; kOutOfRange for another timeout.
  static neteq::Result<StreamDemux> Create(std::vector<std::unique_ptr<NetEq>> engines,
                                           const StreamDemuxOptions& options = {});

  /// [stream] Gives the packet to the engine of its SSRC. `now`: see NetEq::InsertPacket(). Streams
  /// that have timed out by then end before.
  Outcome InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;
  /// [stream] Ends streams that have timed out. Needed only while no packet arrives. Returns their
  /// number.
  int EndStale(Timestamp now) noexcept NETEQ_REALTIME;
  /// [stream] Ends the stream of an SSRC, for example at its RTCP BYE. Returns false if there is
  /// none.
  bool End(uint32_t ssrc) noexcept NETEQ_REALTIME;

  /// All engines, with or without a stream. The order never changes.
  const std::vector<Stream>& streams() const { return streams_; }
  /// Index of the stream of an SSRC, or -1.
  int Find(uint32_t ssrc) const noexcept;
  /// Packets refused because every engine served another SSRC.
  uint64_t packets_without_engine() const { return packets_without_engine_; }

 private:
  struct Candidate {
    uint32_t ssrc = 0;
    SequenceNumber sequence;
    Timestamp arrival{};
    bool is_used = false;
  };

  StreamDemux(std::vector<std::unique_ptr<NetEq>> engines, const StreamDemuxOptions& options);
  bool IsConfirmed(const RtpPacketView& packet, Timestamp now) noexcept;
  int Admit(uint32_t ssrc) noexcept;
  static void Release(Stream& stream) noexcept;

  StreamDemuxOptions options_;
  std::vector<Stream> streams_;
  std::vector<Candidate> candidates_;
  uint64_t packets_without_engine_ = 0;
};

}  // namespace neteq
