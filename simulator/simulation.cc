// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/simulation.h"

#include <bitset>
#include <utility>

#include "base/check.h"

namespace neteq::sim {
namespace {

/// How long playout goes on after the last packet.
constexpr Duration kTail = std::chrono::seconds(1);

/// Registers a decoder for each payload type that the stream has.
Status RegisterDecoders(const Stream& stream, const PayloadTypes& types, NetEq& engine) {
  std::bitset<128> is_present;
  for (const TracePacket& packet : stream.packets) is_present.set(packet.rtp.payload_type);
  for (size_t number = 0; number < is_present.size(); ++number) {
    const auto payload_type = static_cast<uint8_t>(number);
    const auto& format = types.Find(payload_type);
    if (!is_present.test(number) || !format) continue;
    Status status = engine.RegisterDecoder(payload_type, MakeDecoder(*format));
    if (!status.ok()) return {status.code(), types.Label(payload_type) + ": " + status.detail()};
  }
  return {};
}

}  // namespace

Result<Simulation> Simulation::Create(const Stream& stream, const PayloadTypes& types,
                                      const Config& config) {
  auto engine = NetEq::Create(config);
  if (!engine.ok()) return engine.status();
  Status status = RegisterDecoders(stream, types, **engine);
  if (!status.ok()) return status;
  return Simulation(stream, std::move(*engine));
}

Simulation::Simulation(const Stream& stream, std::unique_ptr<NetEq> engine)
    : stream_(&stream),
      engine_(std::move(engine)),
      audio_(static_cast<size_t>(engine_->max_output_frames()) *
             static_cast<size_t>(engine_->max_output_channels())),
      now_(stream.packets.front().arrival),
      end_(stream.packets.back().arrival + kTail) {}

bool Simulation::HasArrival() const {
  return !AllInserted() && stream_->packets[next_packet_].arrival <= now_;
}

ArrivalReport Simulation::InsertNext() {
  NETEQ_DCHECK(HasArrival());
  const TracePacket& packet = stream_->packets[next_packet_++];
  return engine_->InsertPacket(packet.rtp, packet.arrival);
}

const FrameReport& Simulation::Pull() {
  const FrameReport& report = engine_->GetAudio(std::span(audio_));
  audio_samples_ = static_cast<size_t>(report.frames) * static_cast<size_t>(report.channels);
  now_ += kTick;
  return report;
}

}  // namespace neteq::sim
