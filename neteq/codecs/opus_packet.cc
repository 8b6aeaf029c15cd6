// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/codecs/opus_packet.h"

#include <array>

namespace neteq {
namespace {

using Bytes = std::span<const std::byte>;

// RFC 6716 section 3.4, rules R2 and R5.
constexpr size_t kMaxFrameBytes = 1275;
constexpr Duration kMaxPacket = std::chrono::milliseconds(120);

struct Configuration {
  OpusMode mode = OpusMode::kCelt;
  Duration frame_length{0};
};

/// Configurations by their 5-bit number (RFC 6716 table 2).
constexpr std::array<Configuration, 32> kConfigurations = [] {
  constexpr std::array kSilkUs = {10'000, 20'000, 40'000, 60'000};
  constexpr std::array kHybridUs = {10'000, 20'000};
  constexpr std::array kCeltUs = {2500, 5000, 10'000, 20'000};
  std::array<Configuration, 32> all{};
  for (size_t i = 0; i < 12; ++i) all[i] = {OpusMode::kSilk, Duration(kSilkUs[i % 4])};
  for (size_t i = 12; i < 16; ++i) all[i] = {OpusMode::kHybrid, Duration(kHybridUs[i % 2])};
  for (size_t i = 16; i < 32; ++i) all[i] = {OpusMode::kCelt, Duration(kCeltUs[i % 4])};
  return all;
}();

/// The first byte of a packet, the "table of contents" (RFC 6716 section 3.1).
struct Toc {
  explicit Toc(std::byte byte) : bits(std::to_integer<unsigned>(byte)) {}

  const Configuration& configuration() const { return kConfigurations[bits >> 3U]; }
  int channels() const { return (bits & 4U) != 0 ? 2 : 1; }
  /// Selects the number of frames and the coding of their lengths.
  unsigned code() const { return bits & 3U; }

  unsigned bits;
};

/// Number of frames. 0 if the second byte of a code 3 packet is missing.
int FrameCount(Bytes payload) {
  const unsigned code = Toc(payload[0]).code();
  if (code < 3) return code == 0 ? 1 : 2;
  return payload.size() < 2 ? 0 : static_cast<int>(std::to_integer<unsigned>(payload[1]) & 0x3FU);
}

/// Reads a frame length from the front of `rest` (RFC 6716 section 3.2.1).
std::optional<size_t> ReadFrameBytes(Bytes& rest) {
  if (rest.empty()) return std::nullopt;
  auto bytes = std::to_integer<size_t>(rest[0]);
  size_t taken = 1;
  if (bytes >= 252) {
    if (rest.size() < 2) return std::nullopt;
    bytes += 4 * std::to_integer<size_t>(rest[1]);
    taken = 2;
  }
  rest = rest.subspan(taken);
  return bytes;
}

/// Removes the padding of a code 3 packet from both ends of `rest`. Returns false if the padding is
/// longer than `rest`.
bool RemovePadding(Bytes& rest) {
  size_t padding = 0;
  size_t step = 255;
  while (step == 255) {
    if (rest.empty()) return false;
    step = std::to_integer<size_t>(rest[0]);
    rest = rest.subspan(1);
    padding += step == 255 ? 254 : step;
  }
  if (padding > rest.size()) return false;
  rest = rest.first(rest.size() - padding);
  return true;
}

/// Reads `count` frames of equal length (R3, R6).
bool ReadEqualFrames(Bytes rest, int count, OpusPacket& packet) {
  const size_t bytes = rest.size() / static_cast<size_t>(count);
  if (rest.size() % static_cast<size_t>(count) != 0 || bytes > kMaxFrameBytes) return false;
  packet.frames = count;
  packet.first = rest.first(bytes);
  return true;
}

/// Reads the lengths of all but the last of `count` frames, then the frames (R4, R7).
bool ReadUnequalFrames(Bytes rest, int count, OpusPacket& packet) {
  size_t first_bytes = 0;
  size_t bytes_but_last = 0;
  for (int i = 0; i + 1 < count; ++i) {
    const auto bytes = ReadFrameBytes(rest);
    if (!bytes) return false;
    if (i == 0) first_bytes = *bytes;
    bytes_but_last += *bytes;
  }
  if (bytes_but_last > rest.size() || rest.size() - bytes_but_last > kMaxFrameBytes) return false;
  packet.frames = count;
  packet.first = rest.first(count > 1 ? first_bytes : rest.size());
  return true;
}

/// Reads a code 3 packet after the TOC byte (RFC 6716 section 3.2.5).
bool ReadManyFrames(Bytes rest, OpusPacket& packet) {
  if (rest.empty()) return false;
  const auto head = std::to_integer<unsigned>(rest[0]);
  const auto count = static_cast<int>(head & 0x3FU);
  const bool is_vbr = (head & 0x80U) != 0;
  const bool is_padded = (head & 0x40U) != 0;
  rest = rest.subspan(1);
  if (count == 0 || count * packet.frame_length > kMaxPacket) return false;
  if (is_padded && !RemovePadding(rest)) return false;
  return is_vbr ? ReadUnequalFrames(rest, count, packet) : ReadEqualFrames(rest, count, packet);
}

/// Reads the first bits of a SILK or hybrid frame (RFC 6716 section 4.2.3). Each channel has one
/// voice-activity bit per SILK frame of 20 ms (one bit for 10 ms), then one LBRR flag. Their
/// probability is 1/2, so the range coder stores them as plain bits at the top of the first byte;
/// 60 ms of stereo use all 8 bits.
void ReadSilkHead(OpusPacket& packet) {
  constexpr Duration kSilkFrame = std::chrono::milliseconds(20);
  // libopus treats a frame of one byte as lost.
  if (packet.mode == OpusMode::kCelt || packet.first.size() < 2) return;
  const auto bits = std::to_integer<unsigned>(packet.first[0]);
  const auto vad_bits = static_cast<int>((packet.frame_length + kSilkFrame / 2) / kSilkFrame);
  bool is_voice = false;
  int at = 7;
  for (int channel = 0; channel < packet.channels; ++channel) {
    for (int i = 0; i < vad_bits; ++i) is_voice |= ((bits >> at--) & 1U) != 0;
    packet.has_fec |= ((bits >> at--) & 1U) != 0;
  }
  packet.voice_active = is_voice;
}

bool ReadFrames(unsigned code, Bytes rest, OpusPacket& packet) {
  switch (code) {
    case 0:
      return ReadEqualFrames(rest, 1, packet);
    case 1:
      return ReadEqualFrames(rest, 2, packet);
    case 2:
      return ReadUnequalFrames(rest, 2, packet);
    default:
      return ReadManyFrames(rest, packet);
  }
}

}  // namespace

std::optional<OpusPacket> ParseOpusPacket(Bytes payload) noexcept {
  if (payload.empty()) return std::nullopt;
  const Toc toc(payload[0]);
  OpusPacket packet;
  packet.channels = toc.channels();
  packet.mode = toc.configuration().mode;
  packet.frame_length = toc.configuration().frame_length;
  if (!ReadFrames(toc.code(), payload.subspan(1), packet)) return std::nullopt;
  ReadSilkHead(packet);
  return packet;
}

Duration OpusPacketLength(Bytes payload) noexcept {
  if (payload.empty()) return Duration::zero();
  const Duration length = FrameCount(payload) * Toc(payload[0]).configuration().frame_length;
  return length <= kMaxPacket ? length : Duration::zero();
}

int OpusFecSamples(Bytes payload, SampleRate rate) noexcept {
  const auto packet = ParseOpusPacket(payload);
  if (!packet || !packet->has_fec) return 0;
  return static_cast<int>(rate.Samples(packet->frame_length));
}

}  // namespace neteq
