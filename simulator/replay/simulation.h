// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// Makes the decoder of a speech format.
using DecoderMaker = std::function<Result<std::unique_ptr<AudioDecoder>>(const SdpFormat&)>;

/// What an engine is made of beside its configuration.
struct EngineParts {
  DecoderMaker make_decoder = MakeDecoder;
  /// Called for each engine; what it leaves out is built in.
  std::function<Controllers()> make_controllers = [] { return Controllers(); };
};

/// One stream played through the engine in virtual time.
///
/// Ticks begin at the first packet's arrival and come every 10 ms until a second after the last
/// one's. Before a tick every packet that has arrived by then is inserted, at its own arrival time.
/// Where the stream has a return path, the receiver asks for what is missing after every packet and
/// every second tick; what is sent again slips in by itself when it arrives.
///
///   while (!simulation.IsDone()) {
///     while (simulation.HasArrival()) simulation.InsertNext();
///     simulation.Pull();
///   }
class Simulation {
 public:
  /// `stream` must outlive the simulation. kInvalidArgument or kOutOfRange as NetEq::Create, or as
  /// `parts.make_decoder`.
  static Result<Simulation> Create(const Stream& stream, const PayloadTypes& types,
                                   const Config& config, const EngineParts& parts = {});

  bool IsDone() const { return now_ > end_; }
  /// Time of the tick to come.
  Timestamp now() const { return now_; }

  /// A packet has arrived before the tick to come and is not inserted yet.
  bool HasArrival() const;
  /// The packet that InsertNext inserts; HasArrival.
  const TracePacket& next_arrival() const { return stream_->packets[next_packet_]; }
  /// Takes that packet in as from a socket: its payload goes into the engine's own memory, as far
  /// as there is room. InsertNext does so by itself; called before, it is not part of its time.
  void Receive();
  ArrivalReport InsertNext();
  bool AllInserted() const { return next_packet_ == stream_->packets.size(); }

  /// Plays the tick and moves on to the next.
  const TickReport& Pull();
  /// What the last Pull played, interleaved.
  std::span<const int16_t> audio() const { return {audio_.data(), audio_samples_}; }

  /// Null without a return path.
  const NackFigures* nack() const { return sender_ ? &sender_->figures() : nullptr; }

  NetEq& engine() { return *engine_; }
  const NetEq& engine() const { return *engine_; }

 private:
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
  std::optional<RtpPacketView> received_;  // the next packet, once it is
  Timestamp now_;
  Timestamp end_;
};

}  // namespace neteq::sim
