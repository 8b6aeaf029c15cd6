// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/rtp_parser.h"

#include <cstdint>

namespace neteq {
namespace {

constexpr size_t kFixedHeader = 12;
constexpr size_t kWord = 4;

/// Reads a big-endian number of `bytes` bytes.
uint32_t Read(std::span<const std::byte> from, size_t offset, size_t bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < bytes; ++i) {
    value = (value << 8U) | std::to_integer<uint32_t>(from[offset + i]);
  }
  return value;
}

/// Length of the header including the CSRC list and the extension. Nullopt if it exceeds the
/// packet.
std::optional<size_t> HeaderSize(std::span<const std::byte> packet) {
  const uint32_t first = Read(packet, 0, 1);
  const size_t csrc_count = first & 0x0FU;
  const bool has_extension = (first & 0x10U) != 0;
  size_t size = kFixedHeader + kWord * csrc_count;
  if (has_extension) {
    if (packet.size() < size + kWord) return std::nullopt;
    const size_t words = Read(packet, size + 2, 2);
    size += kWord * (1 + words);
  }
  if (packet.size() < size) return std::nullopt;
  return size;
}

}  // namespace

std::optional<RtpPacketView> ParseRtp(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() < kFixedHeader) return std::nullopt;
  const uint32_t first = Read(bytes, 0, 1);
  const uint32_t second = Read(bytes, 1, 1);
  const bool is_version_2 = (first >> 6U) == 2;
  const bool has_padding = (first & 0x20U) != 0;
  const std::optional<size_t> header = HeaderSize(bytes);
  if (!is_version_2 || !header) return std::nullopt;

  std::span<const std::byte> payload = bytes.subspan(*header);
  if (has_padding) {
    // The last byte is the length of the padding, including itself.
    const size_t padding = payload.empty() ? 0 : std::to_integer<size_t>(payload.back());
    if (padding == 0 || padding > payload.size()) return std::nullopt;
    payload = payload.first(payload.size() - padding);
  }
  return RtpPacketView{.payload_type = static_cast<uint8_t>(second & 0x7FU),
                       .sequence = SequenceNumber(static_cast<uint16_t>(Read(bytes, 2, 2))),
                       .timestamp = RtpTimestamp(Read(bytes, 4, 4)),
                       .ssrc = Read(bytes, 8, 4),
                       .marker = (second & 0x80U) != 0,
                       .payload = payload};
}

}  // namespace neteq
