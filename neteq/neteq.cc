// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/neteq.h"

#include <utility>

#include "neteq/internal/session.h"
#include "neteq/network_statistics.h"
#include "neteq/receiver_statistics.h"
#include "neteq/research.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"

namespace neteq {

Result<std::unique_ptr<NetEq>> NetEq::Create(const Config& config) {
  return CreateWithControllers(config, {});
}

NetEq::NetEq(std::unique_ptr<internal::Session> session, const Config& config)
    : session_(std::move(session)),
      output_rate_hz_(config.output_rate_hz),
      output_channels_(config.output_channels) {}
NetEq::~NetEq() = default;

Status NetEq::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  return session_->RegisterDecoder(payload_type, std::move(decoder));
}
Status NetEq::RegisterDecoder(uint8_t payload_type, Result<std::unique_ptr<AudioDecoder>> decoder) {
  if (!decoder.ok()) return decoder.status();
  return session_->RegisterDecoder(payload_type, std::move(*decoder));
}
Status NetEq::RegisterPayloadType(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) {
  return session_->RegisterRole(payload_type, role, clock_rate);
}
void NetEq::RemovePayloadType(uint8_t payload_type) { session_->RemovePayloadType(payload_type); }

ArrivalReport NetEq::InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept {
  return session_->InsertPacket(packet, now);
}
const TickReport& NetEq::GetAudio(AudioView out) noexcept { return session_->GetAudio(out); }
const TickReport& NetEq::GetAudio(std::span<int16_t> out) noexcept {
  return session_->GetAudio(out);
}
int NetEq::NackList(Duration rtt, std::span<uint16_t> out) noexcept {
  return session_->NackList(rtt, out);
}
void NetEq::Flush() noexcept { session_->Flush(); }
Status NetEq::SetDelayBounds(const DelayBounds& bounds) {
  return session_->delay_manager().SetBounds(bounds);
}
Status NetEq::SetServiceLevel(const ServiceLevel& level) {
  return session_->delay_manager().SetServiceLevel(level);
}

const Statistics& NetEq::statistics() const noexcept { return session_->statistics(); }
const TickReport& NetEq::last_tick() const noexcept { return session_->last_tick(); }
std::span<const RtpPacketInfo> NetEq::packet_infos() const noexcept {
  return session_->packet_infos();
}

Snapshot NetEq::Inspect() const noexcept {
  const TickReport& tick = last_tick();
  const delay::DelayManager& delay = session_->delay_manager();
  const ReceiverStatistics& received = session_->receiver_statistics();
  Snapshot snapshot{.target_delay = delay.target(),
                    .unlimited_target_delay = delay.unlimited_target(),
                    .filtered_delay = tick.filtered_delay,
                    .unplayed = session_->unplayed(),
                    .delay_bounds = delay.bounds(),
                    .service = delay.service(),
                    .stalls = session_->stalls(),
                    .receiver_report = received.report(),
                    .clock_drift = received.clock_drift(),
                    .device_period = session_->device_period(),
                    .timestamp_step_ratio = session_->timestamp_step_ratio(),
                    .output = {output_rate_hz_, output_channels_}};
  if (tick.has_timestamps && tick.speech_type != SpeechType::kComfortNoise)
    snapshot.playout_timestamp = tick.playout_timestamp;
  if (output_rate_hz_ == 0) snapshot.output.rate_hz = tick.sample_rate_hz;
  if (output_channels_ == 0) snapshot.output.channels = tick.channels;
  return snapshot;
}

NetworkStatistics NetEq::TakeNetworkStatistics() noexcept {
  return session_->TakeNetworkStatistics();
}
ReceiverReport NetEq::CloseReceiverInterval() noexcept {
  return session_->receiver_statistics().CloseInterval();
}

}  // namespace neteq
