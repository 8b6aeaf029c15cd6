// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "dsp/resampler.h"
#include "simulator/payload_encoder.h"
#include "simulator/text.h"

namespace neteq::sim {
namespace {

Status Invalid(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

PayloadFormat FormatOf(const SenderOptions& options, int audio_channels) {
  switch (options.codec) {
    case Codec::kOpus:
      return {Codec::kOpus, 48000, std::min(audio_channels, 2)};
    case Codec::kPcmu:
    case Codec::kPcma:
      return {options.codec, 8000, audio_channels};
    case Codec::kL16:
      return {Codec::kL16, options.rate_hz, audio_channels};
  }
  return {};
}

Status CheckOptions(const AudioFile& audio, const SenderOptions& options) {
  constexpr std::array kOpusFramesMs = {5, 10, 20, 40, 60};
  const bool is_opus_frame = std::find(kOpusFramesMs.begin(), kOpusFramesMs.end(),
                                       options.frame_ms) != kOpusFramesMs.end();
  if (options.codec == Codec::kOpus && !is_opus_frame) {
    return Invalid("--frame-ms: Opus has frames of 5, 10, 20, 40 or 60 ms");
  }
  if (options.frame_ms < 5 || options.frame_ms > 120) return Invalid("--frame-ms: 5 to 120");
  if (options.bitrate_bps < 6000 || options.bitrate_bps > 510'000) {
    return Invalid("--bitrate: 6000 to 510000 bit/s");
  }
  if (options.payload_type > 127) return Invalid("--pt: 0 to 127");
  if (audio.rate.hz() % 25 != 0) return Invalid("the sample rate is not a multiple of 25 Hz");
  return {};
}

/// All of `audio` at `rate`, up to the next 40 ms.
AudioBuffer Resampled(const AudioFile& audio, SampleRate rate) {
  // 40 ms are a whole number of samples at every multiple of 25 Hz, 11025 and 22050 included.
  const int in_block = audio.rate.hz() / 25;
  const int out_block = rate.hz() / 25;
  const int blocks = (audio.frames() + in_block - 1) / in_block;
  const int channels = audio.audio.channels();
  AudioBuffer padded(channels, blocks * in_block);
  Copy(audio.audio.First(audio.frames()), padded.First(audio.frames()));
  AudioBuffer result(channels, blocks * out_block);
  dsp::Resampler resampler(audio.rate, rate, channels);
  for (int i = 0; i < blocks; ++i) {
    resampler.Process(padded.Slice(i * in_block, in_block), result.Slice(i * out_block, out_block));
  }
  return result;
}

/// Frames [first, first + count) of the first `channels` channels, silence after the end.
std::vector<float> InterleavedFrame(const AudioBuffer& audio, int first, int count, int channels) {
  std::vector<float> frame(static_cast<size_t>(count) * static_cast<size_t>(channels));
  const int available = std::min(count, audio.capacity() - first);
  const ConstAudioView view = audio.Slice(first, available);
  for (int c = 0; c < channels; ++c) {
    const auto row = view.Channel(c);
    for (size_t i = 0; i < row.size(); ++i) {
      frame[i * static_cast<size_t>(channels) + static_cast<size_t>(c)] = row[i];
    }
  }
  return frame;
}

/// The fixed header of RFC 3550 section 5.1; the first packet carries the marker.
std::vector<std::byte> RtpHeader(const SenderOptions& options, uint32_t index,
                                 uint32_t timestamp_step) {
  std::vector<std::byte> header;
  const auto append = [&](uint32_t number, size_t bytes) {
    for (size_t i = bytes; i-- > 0;) header.push_back(static_cast<std::byte>(number >> (8 * i)));
  };
  append(0x80, 1);
  append((index == 0 ? 0x80U : 0U) | options.payload_type, 1);
  append((options.first_sequence + index) & 0xFFFFU, 2);
  append(options.first_timestamp + index * timestamp_step, 4);
  append(options.ssrc, 4);
  return header;
}

}  // namespace

Result<Delays> ParseDelays(std::string_view text, const std::string& name) {
  Delays delays;
  while (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view line : Split(text, '\n')) {
    const auto ms = ParseNumber<double>(line);
    if (line == "lost") {
      delays.emplace_back(std::nullopt);
    } else if (ms && *ms >= 0.0 && *ms <= 3.6e6) {
      delays.emplace_back(FromMs(*ms));
    } else {
      return Status(StatusCode::kUnreadable, name + ": line " + std::to_string(delays.size() + 1) +
                                                 ": expected milliseconds (at most an hour) or "
                                                 "'lost'");
    }
  }
  return delays;
}

Result<Trace> Send(const AudioFile& audio, const SenderOptions& options, const Delays& delays) {
  if (Status status = CheckOptions(audio, options); !status.ok()) return status;
  const PayloadFormat format = FormatOf(options, audio.audio.channels());
  const auto encoder = MakeEncoder(format, options.bitrate_bps);
  if (!encoder) return Invalid("--codec: the encoder cannot be made");

  const AudioBuffer sound = Resampled(audio, SampleRate(format.clock_rate_hz));
  const int frame_samples = format.clock_rate_hz * options.frame_ms / 1000;
  const int frames = (sound.capacity() + frame_samples - 1) / frame_samples;
  Trace trace;
  for (int i = 0; i < frames; ++i) {
    const auto samples = InterleavedFrame(sound, i * frame_samples, frame_samples, format.channels);
    const auto payload = encoder->Encode(samples);
    const auto index = static_cast<size_t>(i);
    const auto delay = delays.empty() ? Duration(0) : delays[index % delays.size()];
    if (!delay) continue;
    auto packet =
        RtpHeader(options, static_cast<uint32_t>(i), static_cast<uint32_t>(frame_samples));
    packet.insert(packet.end(), payload.begin(), payload.end());
    trace.Add(Timestamp(std::chrono::milliseconds(i * options.frame_ms) + *delay), packet);
  }
  trace.SortByArrival();
  return trace;
}

}  // namespace neteq::sim
