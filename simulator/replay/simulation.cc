// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/simulation.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <utility>

#include "neteq/base/check.h"
#include "neteq/config.h"
#include "neteq/reserved_slot.h"

namespace neteq::sim {
namespace {

/// Payload types of a stream, including those inside RED.
std::bitset<128> TypesOf(const Stream& stream, const PayloadTypes& types) {
  std::bitset<128> present;
  const auto add = [&](const std::vector<TracePacket>& packets) {
    for (const TracePacket& packet : packets) {
      present.set(packet.rtp.payload_type);
      for (const uint8_t type : types.TypesIn(packet.rtp)) present.set(type);
    }
  };
  add(stream.packets);
  if (stream.return_path) add(stream.return_path->sent);
  return present;
}

Status Register(uint8_t payload_type, const SdpFormat& format, const DecoderMaker& make_decoder,
                NetEq& engine) {
  if (format.role != PayloadRole::kSpeech) {
    return engine.RegisterPayloadType(payload_type, format.role, format.clock_rate);
  }
  auto decoder = make_decoder(format);
  if (!decoder.ok()) return decoder.status();
  return engine.RegisterDecoder(payload_type, std::move(*decoder));
}

/// Registers each payload type of the stream.
Status RegisterAll(const Stream& stream, const PayloadTypes& types,
                   const DecoderMaker& make_decoder, NetEq& engine) {
  const auto present = TypesOf(stream, types);
  for (size_t number = 0; number < present.size(); ++number) {
    const auto payload_type = static_cast<uint8_t>(number);
    const auto& format = types.Find(payload_type);
    if (!present.test(number) || !format) continue;
    Status status = Register(payload_type, *format, make_decoder, engine);
    if (!status.ok()) return {status.code(), types.Label(payload_type) + ": " + status.detail()};
  }
  return {};
}

bool IsPlayable(InsertResult result) {
  return result == InsertResult::kInserted || result == InsertResult::kInsertedOldDropped ||
         result == InsertResult::kReplaced;
}

}  // namespace

Result<Simulation> Simulation::Create(const Stream& stream, const PayloadTypes& types,
                                      const Config& config, const EngineParts& parts) {
  auto engine = CreateWithControllers(config, parts.make_controllers());
  if (!engine.ok()) return engine.status();
  Status status = RegisterAll(stream, types, parts.make_decoder, **engine);
  if (!status.ok()) return status;
  return Simulation(stream, std::move(*engine));
}

Simulation::Simulation(const Stream& stream, std::unique_ptr<NetEq> engine)
    : stream_(&stream),
      engine_(std::move(engine)),
      audio_(static_cast<size_t>(kMaxOutputSamples) * static_cast<size_t>(kMaxOutputChannels)),
      now_(stream.packets.front().arrival),
      end_(std::max(stream.lost_until.value_or(stream.packets.back().arrival),
                    stream.packets.back().arrival) +
           kTail) {
  if (stream.return_path) sender_.emplace(*stream.return_path);
}

bool Simulation::HasArrival() const {
  return !AllInserted() && stream_->packets[next_packet_].arrival <= now_;
}

void Simulation::Receive() {
  NETEQ_DCHECK(HasArrival());
  const TracePacket& packet = next_arrival();
  InsertSentAgain(packet.arrival);
  received_ = packet.rtp;
  const auto payload = ReserveSlot(*engine_, packet.rtp.payload.size());
  if (payload.empty()) return;
  std::memcpy(payload.data(), packet.rtp.payload.data(), payload.size());
  received_->payload = payload;
}

ArrivalReport Simulation::InsertNext() {
  if (!received_) Receive();
  const Timestamp arrival = stream_->packets[next_packet_++].arrival;
  const ArrivalReport report = engine_->InsertPacket(*received_, arrival);
  received_.reset();
  AskForMissing(arrival);
  return report;
}

void Simulation::InsertSentAgain(Timestamp now) {
  while (sender_ && sender_->HasArrival(now)) {
    const TracePacket packet = sender_->Take();
    const ArrivalReport report = engine_->InsertPacket(packet.rtp, packet.arrival);
    if (IsPlayable(report.result)) sender_->CountInTime();
  }
}

void Simulation::AskForMissing(Timestamp now) {
  if (!sender_) return;
  std::array<uint16_t, 500> missing{};  // largest value of nack.max_list
  const int count = engine_->NackList(sender_->rtt(), missing);
  sender_->Request(std::span(missing).first(static_cast<size_t>(count)), now);
}

const TickReport& Simulation::Pull() {
  InsertSentAgain(now_);
  const TickReport& report = engine_->GetAudio(std::span(audio_));
  audio_samples_ =
      static_cast<size_t>(report.samples_per_channel) * static_cast<size_t>(report.channels);
  if (++ticks_ % 2 == 0) AskForMissing(now_);
  now_ += kTick;
  return report;
}

}  // namespace neteq::sim
