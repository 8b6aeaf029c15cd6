// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/sender.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "neteq/base/audio_buffer.h"
#include "simulator/sender/dtmf_encoder.h"
#include "simulator/sender/red_packer.h"
#include "simulator/sender/silence_encoder.h"
#include "simulator/support/resample.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/payload_types.h"

namespace neteq::sim {
namespace {

// First dynamic payload type (RFC 3551) that PayloadTypes::Defaults() leaves free.
constexpr uint8_t kUnnamedPayloadType = 97;

Status Invalid(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

/// A packet without its RTP header.
struct Outgoing {
  Duration time{0};
  bool marker = false;
  bool is_event = false;
  RedMedia media;
};

/// Payload types of a transmission.
struct Numbers {
  uint8_t speech = 0;
  std::optional<uint8_t> comfort_noise;
  std::optional<uint8_t> events;
};

/// Frames [first, first + count) interleaved in `channels` channels; silence after the end.
std::vector<float> InterleavedFrame(const AudioBuffer& audio, int first, int count, int channels) {
  std::vector<float> frame(static_cast<size_t>(count) * static_cast<size_t>(channels));
  const int available = std::min(count, audio.capacity() - first);
  const ConstAudioView view = audio.Slice(first, available);
  for (int c = 0; c < channels; ++c) {
    const auto row = view.Channel(std::min(c, view.channels() - 1));
    for (size_t i = 0; i < row.size(); ++i) {
      frame[i * static_cast<size_t>(channels) + static_cast<size_t>(c)] = row[i];
    }
  }
  return frame;
}

/// Extracts the first channel of interleaved samples.
std::vector<float> FirstChannel(const std::vector<float>& interleaved, int channels) {
  std::vector<float> row;
  for (size_t i = 0; i < interleaved.size(); i += static_cast<size_t>(channels)) {
    row.push_back(interleaved[i]);
  }
  return row;
}

/// Sorted key presses, aligned to whole frames.
Result<std::vector<KeyPress>> KeysOf(const SenderOptions& options, Duration length) {
  const Duration frame = FromMs(options.encoder.frame_ms);
  std::vector<KeyPress> keys;
  for (const std::string& text : options.keys) {
    const auto presses = ParseKeyPresses(text);
    if (!presses.ok()) return presses.status();
    keys.insert(keys.end(), presses->begin(), presses->end());
  }
  const auto to_frame = [&](Duration time) { return (time + frame - Duration(1)) / frame * frame; };
  for (KeyPress& key : keys) {
    const Duration held = to_frame(key.end - key.start);
    key.start = to_frame(key.start);
    key.end = key.start + held;
    if (key.start >= length) {
      return Invalid("--dtmf: a key begins at " + FormatNumber(ToMs(key.start) / 1000.0, 3) +
                     " s, but the sound ends at " + FormatNumber(ToMs(length) / 1000.0, 3) + " s");
    }
  }
  std::sort(keys.begin(), keys.end(),
            [](const KeyPress& a, const KeyPress& b) { return a.start < b.start; });
  for (size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].start < keys[i - 1].end) {
      return Invalid("--dtmf: two keys overlap at " +
                     FormatNumber(ToMs(keys[i].start) / 1000.0, 3) + " s; move one of them");
    }
  }
  return keys;
}

Status CheckOptions(const AudioFile& audio, const SenderOptions& options, SampleRate rate) {
  const double frame_samples = rate.hz() * options.encoder.frame_ms / 1000.0;
  // G.722 encodes two samples per byte.
  const double whole = options.encoder.codec == Codec::kG722 ? 2.0 : 1.0;
  if (std::fmod(frame_samples, whole) != 0.0) {
    return Invalid("--frame-ms " + FormatNumber(options.encoder.frame_ms, 3) +
                   ": expected an integer number of samples at " + std::to_string(rate.hz()) +
                   " Hz" + (whole > 1.0 ? ", and an even one for G.722" : ""));
  }
  if (options.comfort_noise && options.encoder.codec == Codec::kOpus) {
    return Invalid("--cn: not available for Opus; use --dtx");
  }
  if (options.red_distance < 0 || options.red_distance > 9) {
    return Invalid("--red " + std::to_string(options.red_distance) + ": expected 0 to 9");
  }
  constexpr const char* kUsable =
      ": expected 0 to 63 or 96 to 127; others look like RTCP (RFC 5761)";
  if (!IsUsable(options.red_payload_type)) {
    return Invalid("--red-pt " + std::to_string(options.red_payload_type) + kUsable);
  }
  if (const uint8_t number = options.payload_type.value_or(0); !IsUsable(number)) {
    return Invalid("--pt " + std::to_string(number) + kUsable);
  }
  if (audio.rate.hz() % 25 != 0) {
    return Invalid("the sample rate is " + std::to_string(audio.rate.hz()) +
                   " Hz; expected a multiple of 25 Hz");
  }
  return {};
}

/// Payload types from the options, else as in PayloadTypes::Defaults().
Result<Numbers> NumbersOf(const SenderOptions& options, const PayloadEncoder& encoder) {
  const PayloadTypes types = PayloadTypes::Defaults();
  const SdpFormat format = encoder.format();
  Numbers numbers;
  numbers.speech = options.payload_type.value_or(
      types.NumberOf(format.Encoding()).value_or(kUnnamedPayloadType));
  if (options.comfort_noise) {
    numbers.comfort_noise = types.NumberOf("CN/" + std::to_string(encoder.rate().hz()));
    if (!numbers.comfort_noise) {
      return Invalid("--cn: the rate is " + std::to_string(encoder.rate().hz()) +
                     " Hz; expected 8000, 16000, 32000 or 48000 Hz");
    }
  }
  if (!options.keys.empty()) {
    const std::string clock = std::to_string(format.clock_rate.hz());
    numbers.events = types.NumberOf("telephone-event/" + clock);
    if (!numbers.events) {
      return Invalid("--dtmf: the RTP clock is " + clock +
                     " Hz; expected 8000, 16000, 32000 or 48000 Hz");
    }
  }
  return numbers;
}

/// Encodes frames as packets with sound, comfort noise or DTX.
class Packetizer {
 public:
  Packetizer(PayloadEncoder& encoder, const Numbers& numbers, int channels)
      : encoder_(encoder), numbers_(numbers), channels_(channels), silence_(encoder.rate()) {}

  /// Encodes a frame. Returns nullopt if the sender pauses.
  std::optional<Outgoing> Encode(const std::vector<float>& frame) {
    if (numbers_.comfort_noise && silence_.Add(FirstChannel(frame, channels_))) {
      Pause();
      return Packet(*numbers_.comfort_noise, silence_.Descriptor());
    }
    auto payload = encoder_.Encode(frame);
    if (encoder_.IsDtx(payload)) {
      Pause();
      if (std::exchange(is_in_dtx_, true)) payload.clear();
      return Packet(numbers_.speech, std::move(payload));
    }
    is_in_dtx_ = false;
    auto packet = Packet(numbers_.speech, std::move(payload));
    if (packet) packet->marker = std::exchange(after_pause_, false);
    return packet;
  }
  /// Notes that no sound is sent for a frame.
  void Pause() { after_pause_ = true; }

 private:
  static std::optional<Outgoing> Packet(uint8_t payload_type, std::vector<std::byte> payload) {
    if (payload.empty()) return std::nullopt;
    Outgoing packet;
    packet.media.payload_type = payload_type;
    packet.media.payload = std::move(payload);
    return packet;
  }

  PayloadEncoder& encoder_;
  Numbers numbers_;
  int channels_;
  SilenceEncoder silence_;
  bool after_pause_ = true;
  bool is_in_dtx_ = false;
};

uint32_t TicksAt(Duration time, RtpClockRate clock) {
  return static_cast<uint32_t>(SampleRate(clock.hz()).Samples(time));
}

/// Packets of the sound outside key presses.
std::vector<Outgoing> SoundPackets(const AudioBuffer& sound, const SenderOptions& options,
                                   const std::vector<KeyPress>& keys, PayloadEncoder& encoder,
                                   const Numbers& numbers) {
  const int channels = options.encoder.channels;
  const Duration frame = FromMs(options.encoder.frame_ms);
  const auto frame_samples = static_cast<int>(encoder.rate().Samples(frame));
  std::vector<Outgoing> packets;
  Packetizer packetizer(encoder, numbers, channels);
  for (int i = 0; i * frame_samples < sound.capacity(); ++i) {
    const Duration time = i * frame;
    const auto is_down = [&](const KeyPress& key) { return key.start <= time && time < key.end; };
    if (std::any_of(keys.begin(), keys.end(), is_down)) {
      packetizer.Pause();
      continue;
    }
    const auto samples = InterleavedFrame(sound, i * frame_samples, frame_samples, channels);
    auto packet = packetizer.Encode(samples);
    if (!packet) continue;
    packet->time = time;
    packet->media.timestamp = TicksAt(time, encoder.format().clock_rate);
    packets.push_back(std::move(*packet));
  }
  return packets;
}

void AddKeys(const std::vector<KeyPress>& keys, uint8_t payload_type, RtpClockRate clock,
             std::vector<Outgoing>& packets) {
  for (const KeyPress& key : keys) {
    for (KeyReport& report : ReportsOf(key, clock)) {
      RedMedia media{payload_type, TicksAt(key.start, clock), std::move(report.payload)};
      packets.push_back({report.time, report.is_first, true, std::move(media)});
    }
  }
  std::stable_sort(packets.begin(), packets.end(),
                   [](const Outgoing& a, const Outgoing& b) { return a.time < b.time; });
}

/// Prepends the fixed header of RFC 3550 section 5.1.
std::vector<std::byte> RtpPacket(const Outgoing& packet, size_t index,
                                 const SenderOptions& options) {
  std::vector<std::byte> bytes;
  AppendBigEndian(0x80, 1, bytes);
  AppendBigEndian((packet.marker ? 0x80U : 0U) | packet.media.payload_type, 1, bytes);
  AppendBigEndian(options.first_sequence + static_cast<uint32_t>(index), 2, bytes);
  AppendBigEndian(options.first_timestamp + packet.media.timestamp, 4, bytes);
  AppendBigEndian(options.ssrc, 4, bytes);
  bytes.insert(bytes.end(), packet.media.payload.begin(), packet.media.payload.end());
  return bytes;
}

void AddRedundancy(const SenderOptions& options, std::vector<Outgoing>& packets) {
  if (options.red_distance == 0) return;
  RedPacker packer(static_cast<size_t>(options.red_distance));
  for (Outgoing& packet : packets) {
    if (packet.is_event) continue;
    packet.media.payload = packer.Pack(packet.media);
    packet.media.payload_type = options.red_payload_type;
  }
}

}  // namespace

Result<Transmission> Send(const AudioFile& audio, const SenderOptions& options,
                          const Delays& delays) {
  const auto encoder = MakeEncoder(options.encoder);
  if (!encoder.ok()) return encoder.status();
  const SampleRate rate = (*encoder)->rate();
  if (Status status = CheckOptions(audio, options, rate); !status.ok()) return status;
  const auto numbers = NumbersOf(options, **encoder);
  if (!numbers.ok()) return numbers.status();
  const auto keys = KeysOf(options, audio.rate.Length(audio.frames()));
  if (!keys.ok()) return keys.status();

  auto packets = SoundPackets(Resampled(audio.audio.First(audio.frames()), audio.rate, rate),
                              options, *keys, **encoder, *numbers);
  AddKeys(*keys, numbers->events.value_or(0), (*encoder)->format().clock_rate, packets);
  AddRedundancy(options, packets);
  Transmission sent{.format = (*encoder)->format(), .payload_type = numbers->speech};
  for (size_t i = 0; i < packets.size(); ++i) {
    const auto delay = DelayOf(delays, i);
    if (delay)
      sent.trace.Add(Timestamp(packets[i].time + *delay), RtpPacket(packets[i], i, options));
  }
  sent.trace.SortByArrival();
  return sent;
}

}  // namespace neteq::sim
