// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/neteq.h"
#include "neteq/research.h"
#include "neteq/sdp.h"
#include "simulator/replay/retransmission.h"
#include "simulator/support/codecs.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// Creates the decoder of a speech format.
using DecoderMaker = std::function<Result<std::unique_ptr<AudioDecoder>>(const SdpFormat&)>;

/// Components of an engine in addition to its configuration.
struct EngineParts {
  DecoderMaker make_decoder = MakeToolDecoder;
  /// Called once per engine. Null members select the built-in components.
  std::function<Controllers()> make_controllers = [] { return Controllers(); };
};

/// Plays one stream through the engine in virtual time.
///
/// Ticks start at the first packet's arrival and follow every 10 ms until one second after the last
/// arrival, or after the time of the last packet that a network lost. Every packet that has arrived by a tick is inserted before it, with its own arrival
/// time. With a return path, the receiver requests missing packets after every packet and every
/// second tick; retransmissions join the arrivals.
///
///   while (!simulation.IsDone()) {
///     while (simulation.HasArrival()) simulation.InsertNext();
///     simulation.Pull();
///   }
class Simulation {
 public:
  /// `stream` must outlive the simulation. Fails as NetEq::Create or `parts.make_decoder` does,
  /// with kInvalidArgument or kOutOfRange.
  static Result<Simulation> Create(const Stream& stream, const PayloadTypes& types,
                                   const Config& config, const EngineParts& parts = {});

  bool IsDone() const { return now_ > end_; }
  /// Time of the next tick.
  Timestamp now() const { return now_; }

  /// Whether a packet that has arrived by the next tick is not inserted yet.
  bool HasArrival() const;
  /// The packet that InsertNext inserts. Requires HasArrival().
  const TracePacket& next_arrival() const { return stream_->packets[next_packet_]; }
  /// Receives that packet into a reserved slot of the engine, like a socket read. InsertNext calls
  /// it if needed; a separate call keeps this copy out of the time of InsertNext.
  void Receive();
  ArrivalReport InsertNext();
  bool AllInserted() const { return next_packet_ == stream_->packets.size(); }
  /// Index of that packet in the stream.
  size_t next_index() const { return next_packet_; }
  /// Whether all packets are inserted, and the time of those that a network lost at the end is over.
  bool IsAfterStream() const { return AllInserted() && now_ > end_ - kTail; }

  /// Plays one tick.
  const TickReport& Pull();
  /// Output of the last Pull, interleaved.
  std::span<const int16_t> audio() const { return {audio_.data(), audio_samples_}; }

  /// Null without a return path.
  const NackFigures* nack() const { return sender_ ? &sender_->figures() : nullptr; }

  NetEq& engine() { return *engine_; }
  const NetEq& engine() const { return *engine_; }

 private:
  /// Playout continues this long after the last packet.
  static constexpr Duration kTail = std::chrono::seconds(1);

  Simulation(const Stream& stream, std::unique_ptr<NetEq> engine);
  void InsertSentAgain(Timestamp now);
  void AskForMissing(Timestamp now);

  const Stream* stream_;
  std::unique_ptr<NetEq> engine_;
  std::optional<Retransmitter> sender_;
  int64_t ticks_ = 0;
  std::vector<int16_t> audio_;
  size_t audio_samples_ = 0;
  size_t next_packet_ = 0;
  std::optional<RtpPacketView> received_;  // the next packet, after Receive
  Timestamp now_;
  Timestamp end_;
};

}  // namespace neteq::sim
