// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/neteq.h"

#include <utility>

#include "neteq/internal/engine.h"

namespace neteq {

Result<std::unique_ptr<NetEq>> NetEq::Create(const Config& config) {
  Status status = CheckConfig(config);
  if (!status.ok()) return status;
  return std::unique_ptr<NetEq>(new NetEq(std::make_unique<internal::Engine>(config)));
}

NetEq::NetEq(std::unique_ptr<internal::Engine> engine) : engine_(std::move(engine)) {}
NetEq::~NetEq() = default;

Status NetEq::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  return engine_->RegisterDecoder(payload_type, std::move(decoder));
}

ArrivalReport NetEq::InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept {
  return engine_->InsertPacket(packet, now);
}

const FrameReport& NetEq::GetAudio(AudioView out) noexcept { return engine_->GetAudio(out); }
const FrameReport& NetEq::GetAudio(std::span<int16_t> out) noexcept {
  return engine_->GetAudio(out);
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
const Statistics& NetEq::statistics() const noexcept { return engine_->statistics(); }
const FrameReport& NetEq::last_frame() const noexcept { return engine_->last_frame(); }
int NetEq::max_output_frames() const noexcept { return engine_->max_output_frames(); }
int NetEq::max_output_channels() const noexcept { return engine_->max_output_channels(); }

}  // namespace neteq
