// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/neteq.h"

#include <utility>

#include "neteq/internal/session.h"
#include "neteq/sdp.h"

namespace neteq {

Result<std::unique_ptr<NetEq>> NetEq::Create(const Config& config, Controllers controllers) {
  Status status = CheckConfig(config);
  if (!status.ok()) return status;
  return std::unique_ptr<NetEq>(
      new NetEq(std::make_unique<internal::Session>(config, std::move(controllers))));
}

NetEq::NetEq(std::unique_ptr<internal::Session> engine) : engine_(std::move(engine)) {}
NetEq::~NetEq() = default;

Status NetEq::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  return engine_->RegisterDecoder(payload_type, std::move(decoder));
}
Status NetEq::RegisterPayloadType(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) {
  return engine_->RegisterRole(payload_type, role, clock_rate);
}
Status NetEq::RegisterSdp(std::string_view rtpmap, std::string_view fmtp) {
  auto payload = DecoderFromSdp(rtpmap, fmtp);
  if (!payload.ok()) return payload.status();
  if (payload->decoder != nullptr)
    return RegisterDecoder(payload->payload_type, std::move(payload->decoder));
  return RegisterPayloadType(payload->payload_type, payload->role, payload->clock_rate);
}
void NetEq::RemovePayloadType(uint8_t payload_type) { engine_->RemovePayloadType(payload_type); }
void NetEq::RemoveAllPayloadTypes() {
  for (int type = 0; type < internal::DecoderTable::kPayloadTypes; ++type)
    RemovePayloadType(static_cast<uint8_t>(type));
}
PayloadRole NetEq::payload_role(uint8_t payload_type) const noexcept {
  return engine_->decoders().role(payload_type);
}
const AudioDecoder* NetEq::decoder(uint8_t payload_type) const noexcept {
  const auto* entry = engine_->decoders().Find(payload_type);
  return entry == nullptr ? nullptr : entry->decoder.get();
}

ArrivalReport NetEq::InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept {
  return engine_->InsertPacket(packet, now);
}
std::span<std::byte> NetEq::ReceiveBuffer(size_t bytes) noexcept {
  return engine_->ReserveSlot(bytes);
}
void NetEq::InsertEmptyPacket(const RtpPacketView& packet, Timestamp now) noexcept {
  RtpPacketView empty = packet;
  empty.payload = {};
  engine_->InsertPacket(empty, now);
}
const TickReport& NetEq::GetAudio(AudioView out) noexcept { return engine_->GetAudio(out); }
const TickReport& NetEq::GetAudio(std::span<int16_t> out) noexcept {
  return engine_->GetAudio(out);
}
void NetEq::OverrideNextOperation(Operation operation) noexcept {
  engine_->OverrideNextOperation(operation);
}
int NetEq::NackList(Duration rtt, std::span<uint16_t> out) noexcept {
  return engine_->NackList(rtt, out);
}
void NetEq::Flush() noexcept { engine_->Flush(); }

bool NetEq::SetMinimumDelay(Duration minimum) noexcept {
  return engine_->delay_manager().SetMinimumDelay(minimum);
}
bool NetEq::SetMaximumDelay(Duration maximum) noexcept {
  return engine_->delay_manager().SetMaximumDelay(maximum);
}
bool NetEq::SetBaseMinimumDelay(Duration base_minimum) noexcept {
  return engine_->delay_manager().SetBaseMinimumDelay(base_minimum);
}

Duration NetEq::target_delay() const noexcept { return engine_->delay_manager().target(); }
Duration NetEq::unlimited_target_delay() const noexcept {
  return engine_->delay_manager().unlimited_target();
}
Duration NetEq::filtered_delay() const noexcept { return last_tick().filtered_delay; }
Duration NetEq::unplayed() const noexcept { return engine_->unplayed(); }
Duration NetEq::base_minimum_delay() const noexcept {
  return engine_->delay_manager().bounds().base_minimum;
}
std::optional<RtpTimestamp> NetEq::playout_timestamp() const noexcept {
  const TickReport& frame = last_tick();
  if (!frame.has_timestamps || frame.speech_type == SpeechType::kComfortNoise) return std::nullopt;
  return frame.playout_timestamp;
}

const Statistics& NetEq::statistics() const noexcept { return engine_->statistics(); }
NetworkStatistics NetEq::TakeNetworkStatistics() noexcept {
  return engine_->TakeNetworkStatistics();
}
StallReport NetEq::stalls() const noexcept { return engine_->stalls(); }
ReceiverReport NetEq::receiver_report() const noexcept {
  return engine_->receiver_statistics().report();
}
ReceiverReport NetEq::CloseReceiverInterval() noexcept {
  return engine_->receiver_statistics().CloseInterval();
}
ClockDrift NetEq::clock_drift() const noexcept {
  return engine_->receiver_statistics().clock_drift();
}
delay::EstimatorReport NetEq::estimator_report() const noexcept {
  return engine_->delay_manager().report();
}
const TickReport& NetEq::last_tick() const noexcept { return engine_->last_tick(); }
std::span<const RtpPacketInfo> NetEq::packet_infos() const noexcept {
  return engine_->packet_infos();
}
int NetEq::max_output_frames() const noexcept { return engine_->max_output_frames(); }
int NetEq::max_output_channels() const noexcept { return engine_->max_output_channels(); }

}  // namespace neteq
