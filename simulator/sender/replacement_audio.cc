// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/replacement_audio.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "simulator/sender/sender.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

constexpr size_t kSampleBytes = 2;
constexpr size_t kRtpHeader = 12;
constexpr std::byte kQuietestNoise{127};  // -127 dBov without a spectrum (RFC 3389)

using Bytes = std::vector<std::byte>;

/// Encodes the audio as one run of L16 samples.
Result<Bytes> AsL16(const AudioFile& audio, int rate_hz) {
  SenderOptions options;
  options.encoder.codec = Codec::kL16;
  options.encoder.rate_hz = rate_hz;
  options.encoder.channels = 1;
  const auto sent = Send(audio, options, {});
  if (!sent.ok()) return sent.status();
  Bytes sound;
  for (const TracePacket& packet : sent->trace.packets()) {
    sound.insert(sound.end(), packet.rtp.payload.begin(), packet.rtp.payload.end());
  }
  return sound;
}

/// Number of samples of each packet, by unwrapped sequence number.
class PacketLengths {
 public:
  explicit PacketLengths(const Stream& stream) {
    const int clock_hz = stream.format.clock_rate.hz();
    Unwrapper<SequenceNumber> unwrapper;
    for (const TracePacket& packet : stream.packets) {
      const int64_t sequence = unwrapper.Unwrap(packet.rtp.sequence);
      if (packet.payload_size() > 0) timestamps_.try_emplace(sequence, packet.rtp.timestamp);
    }
    std::map<int, int> counts;
    for (const auto& [sequence, timestamp] : timestamps_) {
      const auto next = timestamps_.find(sequence + 1);
      if (next == timestamps_.end()) continue;
      const int step = next->second.DistanceFrom(timestamp);
      // Shortest and longest packet of Opus (RFC 6716).
      if (step < clock_hz / 400 || step > clock_hz * 12 / 100) continue;
      lengths_[sequence] = step;
      ++counts[step];
    }
    usual_ = clock_hz / 50;
    const auto usual = std::max_element(counts.begin(), counts.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
    if (usual != counts.end()) usual_ = usual->first;
  }

  int Of(int64_t sequence) const {
    const auto found = lengths_.find(sequence);
    return found == lengths_.end() ? usual_ : found->second;
  }

 private:
  std::map<int64_t, RtpTimestamp> timestamps_;
  std::map<int64_t, int> lengths_;
  int usual_ = 0;
};

/// Appends `count` samples of the repeated sound, starting at sample `first`.
void AppendSound(const Bytes& sound, int64_t first, int count, Bytes& to) {
  const auto samples = static_cast<int64_t>(sound.size() / kSampleBytes);
  for (int64_t i = first; i < first + count; ++i) {
    const auto at = static_cast<size_t>((i % samples + samples) % samples) * kSampleBytes;
    to.push_back(sound[at]);
    to.push_back(sound[at + 1]);
  }
}

/// Appends the replacement of a payload: sound, silence for DTX, or nothing.
void AppendPayload(const TracePacket& packet, const Bytes& sound, int64_t first, int samples,
                   Bytes& to) {
  constexpr size_t kLargestDtx = 2;  // RFC 6716: TOC byte and optional frame count
  if (packet.payload_size() > kLargestDtx) {
    AppendSound(sound, first, samples, to);
  } else if (packet.payload_size() > 0) {
    to.resize(to.size() + kSampleBytes * static_cast<size_t>(samples));
  }
}

/// The fixed RTP header without padding, extension and CSRCs.
Bytes HeaderOf(const TracePacket& packet, uint8_t payload_type) {
  Bytes header(packet.bytes.begin(), packet.bytes.begin() + kRtpHeader);
  header[0] = std::byte{0x80};
  header[1] = static_cast<std::byte>((packet.rtp.marker ? 0x80U : 0U) | payload_type);
  return header;
}

}  // namespace

Result<Trace> ReplaceAudio(const Trace& trace, const PayloadTypes& types,
                           std::optional<uint32_t> ssrc, const AudioFile& audio) {
  const auto stream = SelectStream(trace, types, ssrc);
  if (!stream.ok()) return stream.status();
  const std::string encoding = "L16/" + std::to_string(stream->format.clock_rate.hz()) + "/1";
  const auto number = types.NumberOf(encoding);
  if (!number) {
    return Status(StatusCode::kUnsupported,
                  "replacement audio needs a payload type for " + encoding +
                      "; add one with --pt, for example --pt 96=" + encoding);
  }
  const auto sound = AsL16(audio, stream->format.clock_rate.hz());
  if (!sound.ok()) return sound.status();
  if (sound->empty()) {
    return Status(StatusCode::kInvalidArgument,
                  "the replacement audio is empty; use a file with sound");
  }
  const PacketLengths lengths(*stream);
  Unwrapper<SequenceNumber> sequences;
  Unwrapper<RtpTimestamp> timestamps;
  Trace replaced;
  for (const TracePacket& packet : stream->packets) {
    const PayloadRole role = types.RoleOf(packet.rtp.payload_type);
    const bool is_key = role == PayloadRole::kTelephoneEvent;
    const bool is_noise = role == PayloadRole::kComfortNoise;
    const int samples = lengths.Of(sequences.Unwrap(packet.rtp.sequence));
    const int64_t first = timestamps.Unwrap(packet.rtp.timestamp);
    Bytes bytes = HeaderOf(packet, is_noise || is_key ? packet.rtp.payload_type : *number);
    if (is_key) {
      bytes.insert(bytes.end(), packet.rtp.payload.begin(), packet.rtp.payload.end());
    } else if (is_noise) {
      bytes.push_back(kQuietestNoise);
    } else {
      AppendPayload(packet, *sound, first, samples, bytes);
    }
    replaced.AddRtp(packet.arrival, bytes);
    replaced.last().sent = packet.sent;
    replaced.last().rtp.metadata = packet.rtp.metadata;
  }
  return replaced;
}

}  // namespace neteq::sim
