// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/decode_step.h"

#include <algorithm>
#include <chrono>

#include "neteq/internal/play/checked_decode.h"

namespace neteq::internal {
namespace {

// Maximum length of audio that an operation processes (NetEQ: 30 ms for time stretching).
constexpr Duration kMostWaiting = std::chrono::milliseconds(30);

}  // namespace

void DecodeStep::Run(const Decision& decision, Operation previous) noexcept {
  outcome_.operation = decision.operation;
  switch (decision.operation) {
    case Operation::kExpand:
      return;
    case Operation::kComfortNoise:
      if (decision.decode_samples > 0) ReadSilenceDescriptor();
      return;
    case Operation::kCodecComfortNoise:
      DecodeNoise();
      return;
    case Operation::kCodecPlc:
      if (!DecodePlc()) outcome_.operation = Operation::kExpand;
      return;
    case Operation::kDtmf:
      MakeRoomForTone(previous);
      return;
    default:
      DecodePackets(decision);
      // The last packet may begin a pause within this tick.
      if (until_.pause == PauseNoise::kCodec) DecodeNoise();
      return;
  }
}

void DecodeStep::DecodePackets(const Decision& decision) noexcept {
  if (decision.decode_samples > 0 && decision.reset_decoder) parts_.decoder.payload_type = -1;
  // A policy may request any amount, but no operation processes more, and the buffer has no room.
  const bool has_enough = rate().Length(path().sync().playable()) >= kMostWaiting;
  const int64_t wanted =
      has_enough ? 0 : std::min(decision.decode_samples, rate().Samples(kMostWaiting));
  while (outcome_.audio.total() < wanted && DecodeFront()) {
  }
}

/// Decodes the next packet if it continues what this step has decoded. Returns false when the step
/// ends here.
bool DecodeStep::DecodeFront() noexcept {
  PacketBuffer& buffer = parts_.buffer;
  if (buffer.empty() || timeline_pending_) return false;
  if (parts_.outcome.packets.size() == DecodeOutcome::kMaxPackets) return false;
  const Packet& packet = *buffer.Front();
  const bool is_first = outcome_.audio.total() == 0;
  const bool continues =
      packet.media_time == until_.time && packet.payload_type == parts_.decoder.payload_type;
  if (packet.is_comfort_noise || (!is_first && !continues)) return false;
  DecoderEntry& entry = *parts_.decoders.Find(packet.payload_type);
  if (packet.payload_type != parts_.decoder.payload_type) SwitchDecoder(packet, entry);
  const RtpPacketInfo& info = buffer.FrontInfo();
  const std::span<const std::byte> payload = buffer.FrontPayload();
  buffer.PopFront();

  const bool is_fec = packet.priority.codec_level > 0;
  const DecodeResult result = is_fec
                                  ? CheckedDecodeFec(*entry.decoder, payload, path().DecodeSpace())
                                  : CheckedDecode(*entry.decoder, payload, path().DecodeSpace());
  ++parts_.outcome.attempts;
  if (!result.ok()) {
    outcome_.decode_error = true;
    outcome_.audio.lost_samples = packet.duration_samples;
    ContinueAt(packet.media_time + packet.duration_samples, PauseNoise::kNone);
    return false;
  }
  if (is_first) outcome_.first = {packet.sequence, packet.media_time, packet.follows_pause};
  outcome_.anchor = {packet.media_time, packet.origin_ticks};
  parts_.outcome.infos.PushBack(info);
  AddPacket(packet, result.frames);
  path().AppendDecoded(result.frames);
  const bool is_noise = result.code == DecodeResult::Code::kComfortNoise;
  ContinueAt(packet.media_time + result.frames, is_noise ? PauseNoise::kCodec : PauseNoise::kNone);
  (is_noise ? outcome_.audio.noise_samples : outcome_.audio.samples) += result.frames;
  return !is_noise;  // a pause ends the step
}

/// Resets the decoder of the packet, because it did not decode the audio played last. Cross-fades
/// to its audio.
void DecodeStep::SwitchDecoder(const Packet& packet, const DecoderEntry& entry) noexcept {
  const bool is_change = parts_.decoder.payload_type >= 0;
  entry.decoder->Reset();
  parts_.decoder.payload_type = packet.payload_type;
  if (is_change || entry.chain != parts_.chains.active()) parts_.chains.ChangeTo(*entry.chain);
}

void DecodeStep::AddPacket(const Packet& packet, int samples) noexcept {
  parts_.decoder.last_frame_samples = samples;
  parts_.outcome.packets.PushBack({.priority = packet.priority,
                                   .waiting = now_ - packet.arrival,
                                   .ahead = rate().Length(path().sync().playable()),
                                   .samples = samples});
}

void DecodeStep::ContinueAt(MediaTime time, PauseNoise pause) noexcept {
  until_ = {.time = time, .pause = pause};
  outcome_.event.decoded = until_;
}

void DecodeStep::ReadSilenceDescriptor() noexcept {
  PacketBuffer& buffer = parts_.buffer;
  const Packet packet = *buffer.Front();
  path().UpdateSid(buffer.FrontPayload());
  parts_.outcome.infos.PushBack(buffer.FrontInfo());
  buffer.PopFront();
  outcome_.first = {packet.sequence, packet.media_time, packet.follows_pause};
  outcome_.anchor = {packet.media_time, packet.origin_ticks};
  ContinueAt(packet.media_time, PauseNoise::kRfc3389);
}

/// Fills the rest of the tick with comfort noise from the decoder.
void DecodeStep::DecodeNoise() noexcept {
  AudioDecoder* const codec = decoder();
  if (codec == nullptr) return;
  while (missing_samples() > 0) {
    const DecodeResult result = CheckedDecode(*codec, {}, path().DecodeSpace());
    if (!result.ok() || result.frames <= 0) {
      outcome_.event.codec_noise_ended = true;
      return;
    }
    path().AppendDecoded(result.frames);
    outcome_.audio.noise_samples += result.frames;
    outcome_.event.codec_noise_samples += result.frames;
  }
}

/// Fills the rest of the tick with the decoder's concealment. Returns false if it has none.
bool DecodeStep::DecodePlc() noexcept {
  AudioDecoder* const codec = decoder();
  if (codec == nullptr) return false;
  const int missing = missing_samples();
  if (missing <= 0) return true;
  const DecodeResult result = CheckedDecodePlc(*codec, missing, path().DecodeSpace());
  if (!result.ok() || result.frames < missing) return false;
  path().AppendDecoded(result.frames);
  outcome_.audio.samples = result.frames;
  return true;
}

/// Appends silence to which the tone is added later. The tone takes media time like audio does.
void DecodeStep::MakeRoomForTone(Operation previous) noexcept {
  outcome_.event.is_tone = true;
  const int missing = missing_samples();
  if (missing <= 0) return;
  if (previous != Operation::kDtmf) path().BeginJoin();
  Clear(path().DecodeSpace().First(missing));
  path().AppendDecoded(missing);
  outcome_.audio.samples = missing;
  outcome_.event.tone_samples = missing;
}

AudioDecoder* DecodeStep::decoder() const {
  if (parts_.decoder.payload_type < 0) return nullptr;
  return parts_.decoders.Find(static_cast<uint8_t>(parts_.decoder.payload_type))->decoder.get();
}

}  // namespace neteq::internal
