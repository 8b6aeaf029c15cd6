// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/reference.h"

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "neteq/base/audio_buffer.h"
#include "simulator/support/json_figures.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

bool IsSpeech(const Stream& stream, const TracePacket& packet) {
  return !stream.event_types[packet.rtp.payload_type];
}

/// Timestamp of the first sample sent, in order of sending.
RtpTimestamp FirstTimestamp(const Stream& stream) {
  SendClock clock(stream);
  std::optional<double> first_ms;
  RtpTimestamp first;
  for (const TracePacket& packet : stream.packets) {
    if (!IsSpeech(stream, packet)) continue;
    const double ms = clock.SendMs(packet.rtp.timestamp);
    if (first_ms && *first_ms <= ms) continue;
    first_ms = ms;
    first = packet.rtp.timestamp;
  }
  return first;
}

/// Packet duration: the median timestamp step between consecutive packets.
Duration PacketLength(const Stream& stream) {
  SendClock clock(stream);
  std::vector<double> steps_ms;
  const TracePacket* last = nullptr;
  for (const TracePacket& packet : stream.packets) {
    if (!IsSpeech(stream, packet)) continue;
    if (last != nullptr && packet.rtp.sequence.DistanceFrom(last->rtp.sequence) == 1) {
      steps_ms.push_back(clock.SendMs(packet.rtp.timestamp) - clock.SendMs(last->rtp.timestamp));
    }
    last = &packet;
  }
  return steps_ms.empty() ? Duration{0} : FromMs(Summarize(std::move(steps_ms)).p50);
}

}  // namespace

SpeakingTime::SpeakingTime(const Stream& sent)
    : first_(FirstTimestamp(sent)), packet_(PacketLength(sent)) {}

Timestamp SpeakingTime::Begin(const Stream& received) const {
  const double sent_ms = SendClock(received).SendMs(first_);
  return Timestamp(FromMs(sent_ms + MeasureNetwork(received).min_transit_ms) - packet_);
}

void ReferenceMeter::OnTick(const TickRecord& tick) {
  constexpr float kFullScale = 32768.0F;
  if (!begin_) begin_ = tick.time;
  sample_rate_hz_ = tick.report.sample_rate_hz;
  const auto channels = static_cast<size_t>(tick.report.channels);
  for (size_t i = 0; i < tick.audio.size(); i += channels) {
    float sum = 0.0F;
    for (size_t c = 0; c < channels; ++c) sum += static_cast<float>(tick.audio[i + c]);
    samples_.push_back(sum / (kFullScale * static_cast<float>(channels)));
  }
}

Result<QualityReport> ReferenceMeter::Compare(const AudioFile& clean, Timestamp spoken_from) const {
  const auto frames = static_cast<int>(samples_.size());
  AudioFile played{SampleRate(sample_rate_hz_), AudioBuffer(1, frames)};
  Copy(ConstAudioView(samples_.data(), 1, frames, frames), played.audio.First(frames));
  return CompareWithReference(clean, played, ToMs(*begin_ - spoken_from), {});
}

Json QualityJson(const std::optional<QualityReport>& quality) {
  if (!quality) return nullptr;
  Json json = FiguresToJson(quality->figures);
  json["mouth_to_ear_ms"] = ToJson(quality->mouth_to_ear_ms);
  Json& delays = json["delays"] = Json::array();
  for (const DelayAt& at : quality->delays) {
    delays.push_back({{"reference_ms", at.reference_ms}, {"delay_ms", at.delay_ms}});
  }
  return json;
}

}  // namespace neteq::sim
