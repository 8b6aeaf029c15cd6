// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/pcap.h"

#include <algorithm>
#include <initializer_list>

#include "simulator/support/input.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/capture.h"

namespace neteq::sim {
namespace {

constexpr uint32_t kRtpPort = 5004;  // RFC 3551 section 8
constexpr size_t kIpv4Header = 20;
constexpr size_t kUdpHeader = 8;
constexpr size_t kMaxPayload = 0xFFFF - kIpv4Header - kUdpHeader;

/// Internet checksum (RFC 1071) of a whole number of 16-bit words.
uint16_t InternetChecksum(ConstBytes header) {
  uint32_t sum = 0;
  for (size_t i = 0; i < header.size(); i += 2) sum += ReadUint16(header, i);
  while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return static_cast<uint16_t>(~sum);
}

/// IPv4 and UDP headers for a payload of `payload_bytes`, from and to 127.0.0.1.
std::vector<std::byte> Headers(size_t payload_bytes, uint32_t port) {
  constexpr uint32_t kLoopback = 0x7F000001;
  const auto udp_bytes = static_cast<uint32_t>(payload_bytes + kUdpHeader);
  std::vector<std::byte> bytes;
  AppendBigEndian(0x4500, 2, bytes);
  AppendBigEndian(udp_bytes + kIpv4Header, 2, bytes);
  AppendBigEndian(0x4000, 4, bytes);  // identification 0, do not fragment
  AppendBigEndian(0x4011, 2, bytes);  // 64 hops, UDP
  AppendBigEndian(0, 2, bytes);
  AppendBigEndian(kLoopback, 4, bytes);
  AppendBigEndian(kLoopback, 4, bytes);
  const uint16_t checksum = InternetChecksum(bytes);
  bytes[10] = static_cast<std::byte>(checksum >> 8U);
  bytes[11] = static_cast<std::byte>(checksum);
  AppendBigEndian(port, 2, bytes);
  AppendBigEndian(port, 2, bytes);
  AppendBigEndian(udp_bytes, 2, bytes);
  AppendBigEndian(0, 2, bytes);  // no checksum (RFC 768)
  return bytes;
}

/// Appends numbers of 32 bits in little-endian order.
void AppendNumbers(std::initializer_list<uint32_t> numbers, std::vector<std::byte>& to) {
  for (const uint32_t number : numbers) {
    for (unsigned i = 0; i < 4; ++i) to.push_back(static_cast<std::byte>(number >> (8 * i)));
  }
}

Status AppendRecord(const TraceDatagram& record, std::vector<std::byte>& file) {
  const int64_t us = record.arrival.time_since_epoch().count();
  if (us < 0 || us / 1'000'000 > INT32_MAX || record.full_size > kMaxPayload) {
    return {StatusCode::kInvalidArgument,
            "pcap cannot hold a packet of " + std::to_string(record.full_size) + " bytes at " +
                std::to_string(us / 1000) + " ms; expected at most " + std::to_string(kMaxPayload) +
                " bytes and 0 to 2^31 s"};
  }
  constexpr uint32_t kMaxPaths = 10'000;  // two ports each
  const uint32_t rtp_port = kRtpPort + 2 * (std::max(record.path, 1U) - 1) % kMaxPaths;
  const auto headers = Headers(record.full_size, record.is_rtcp ? rtp_port + 1 : rtp_port);
  AppendNumbers({static_cast<uint32_t>(us / 1'000'000), static_cast<uint32_t>(us % 1'000'000),
                 static_cast<uint32_t>(headers.size() + record.bytes.size()),
                 static_cast<uint32_t>(headers.size() + record.full_size)},
                file);
  file.insert(file.end(), headers.begin(), headers.end());
  file.insert(file.end(), record.bytes.begin(), record.bytes.end());
  return {};
}

}  // namespace

Result<Trace> ParsePcap(std::span<const std::byte> file, const std::string& name,
                        std::optional<uint16_t> port) {
  const InputOpener open = [file] { return Result<InputPtr>(OpenMemory(file)); };
  Capture capture(open, name, port);
  if (Status status = capture.Survey(); !status.ok()) return status;
  return capture.Read([](const StreamKey&) { return true; });
}

Result<std::vector<std::byte>> FormatPcap(const Trace& trace) {
  constexpr uint32_t kMagic = 0xA1B2C3D4;  // microseconds
  constexpr uint32_t kVersion = 0x00040002;
  constexpr uint32_t kSnapLength = 0xFFFF;
  constexpr uint32_t kRawIp = 101;
  std::vector<std::byte> file;
  AppendNumbers({kMagic, kVersion, 0, 0, kSnapLength, kRawIp}, file);
  for (const TraceDatagram& record : DatagramsByArrival(trace)) {
    if (Status status = AppendRecord(record, file); !status.ok()) return status;
  }
  return file;
}

}  // namespace neteq::sim
