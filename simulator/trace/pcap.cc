// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/pcap.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <pcap/pcap.h>

#include "simulator/trace/bytes.h"
#include "simulator/trace/rtp_finder.h"
#include "simulator/trace/udp.h"

namespace neteq::sim {
namespace {

struct Close {
  void operator()(pcap_t* pcap) const { pcap_close(pcap); }
  void operator()(std::FILE* file) const { std::fclose(file); }
  void operator()(pcap_dumper_t* dumper) const { pcap_dump_close(dumper); }
  void operator()(char* memory) const { std::free(memory); }
};
using Pcap = std::unique_ptr<pcap_t, Close>;
using File = std::unique_ptr<std::FILE, Close>;

std::optional<LinkType> LinkTypeOf(int datalink) {
  switch (datalink) {
    case DLT_EN10MB:
      return LinkType::kEthernet;
    case DLT_LINUX_SLL:
      return LinkType::kLinuxCooked;
    case DLT_LINUX_SLL2:
      return LinkType::kLinuxCooked2;
    case DLT_NULL:
    case DLT_LOOP:
      return LinkType::kLoopback;
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
      return LinkType::kRawIp;
    default:
      return std::nullopt;
  }
}

std::string DatalinkName(int datalink) {
  const char* name = pcap_datalink_val_to_name(datalink);
  return name != nullptr ? name : std::to_string(datalink);
}

/// Adds one captured frame to the finder or to the counts.
void AddFrame(LinkType link, const pcap_pkthdr& head, const u_char* bytes, RtpFinder& finder,
              SkippedCounts& skipped) {
  constexpr int64_t kMaxSeconds = 10'000'000'000;  // three centuries; heuristic: later is garbage
  if (head.ts.tv_sec < 0 || head.ts.tv_sec > kMaxSeconds || head.ts.tv_usec < 0 ||
      head.ts.tv_usec > kMaxSeconds) {
    ++skipped.malformed;
    return;
  }
  const ConstBytes frame(reinterpret_cast<const std::byte*>(bytes), head.caplen);
  const Timestamp arrival(std::chrono::seconds(head.ts.tv_sec) + Duration(head.ts.tv_usec));
  const UdpDatagram datagram = ExtractUdp(link, frame);
  switch (datagram.result) {
    case UdpResult::kDatagram:
      return finder.Add(arrival, datagram);
    case UdpResult::kFragment:
      ++skipped.fragments;
      return;
    case UdpResult::kNotUdp:
      ++skipped.not_udp;
      return;
    case UdpResult::kMalformed:
      ++skipped.malformed;
      return;
  }
}

std::string NothingFound(const SkippedCounts& skipped, std::optional<uint16_t> port) {
  const std::string where = port ? " sent to UDP port " + std::to_string(*port) : "";
  return "no RTP packets" + where + " (" + std::to_string(skipped.not_rtp) +
         " other UDP datagrams, " + std::to_string(skipped.not_udp) + " packets without UDP, " +
         std::to_string(skipped.fragments) + " fragments, " + std::to_string(skipped.malformed) +
         " malformed)" + (port ? "" : "; if the RTP port is known, name it with --port");
}

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

Status DumpRecord(const TraceDatagram& record, pcap_dumper_t* dumper) {
  const int64_t us = record.arrival.time_since_epoch().count();
  if (us < 0 || us / 1'000'000 > INT32_MAX || record.full_size > kMaxPayload) {
    return {StatusCode::kInvalidArgument,
            "pcap cannot hold a packet of " + std::to_string(record.full_size) + " bytes at " +
                std::to_string(us / 1000) + " ms; expected at most " + std::to_string(kMaxPayload) +
                " bytes and 0 to 2^31 s"};
  }
  std::vector<std::byte> frame =
      Headers(record.full_size, record.is_rtcp ? kRtpPort + 1 : kRtpPort);
  const size_t headers = frame.size();
  frame.insert(frame.end(), record.bytes.begin(), record.bytes.end());
  pcap_pkthdr head{};
  head.ts.tv_sec = us / 1'000'000;
  head.ts.tv_usec = us % 1'000'000;
  head.caplen = static_cast<bpf_u_int32>(frame.size());
  head.len = static_cast<bpf_u_int32>(headers + record.full_size);
  pcap_dump(reinterpret_cast<u_char*>(dumper), &head,
            reinterpret_cast<const u_char*>(frame.data()));
  return {};
}

}  // namespace

bool LooksLikePcap(std::span<const std::byte> file) {
  // pcap with microseconds, nanoseconds and "modified" records, both byte orders; pcapng.
  constexpr std::array<uint32_t, 7> kMagic = {0xA1B2C3D4, 0xD4C3B2A1, 0xA1B23C4D, 0x4D3CB2A1,
                                              0xA1B2CD34, 0x34CDB2A1, 0x0A0D0D0A};
  return file.size() >= 4 &&
         std::find(kMagic.begin(), kMagic.end(), ReadUint32(file, 0)) != kMagic.end();
}

Result<Trace> ParsePcap(std::span<const std::byte> file, const std::string& name,
                        std::optional<uint16_t> port) {
  if (file.empty()) return UnreadableAt(name, 0, "the file is empty");
  // The const_cast is safe: mode "rb" does not write.
  File stream(fmemopen(const_cast<std::byte*>(file.data()), file.size(), "rb"));
  if (!stream) return UnreadableAt(name, 0, "cannot be opened");
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const Pcap pcap(pcap_fopen_offline(stream.get(), error.data()));
  if (!pcap) return UnreadableAt(name, 0, error.data());
  std::FILE* const owned = stream.release();
  const auto offset = [owned] { return static_cast<size_t>(std::max(0L, std::ftell(owned))); };
  const int datalink = pcap_datalink(pcap.get());
  const auto link = LinkTypeOf(datalink);
  if (!link) {
    return UnreadableAt(name, offset(),
                        "unsupported link type " + DatalinkName(datalink) +
                            "; expected Ethernet, Linux cooked, loopback or raw IP");
  }
  RtpFinder finder(port);
  SkippedCounts skipped;
  pcap_pkthdr* head = nullptr;
  const u_char* bytes = nullptr;
  int got = 0;
  while ((got = pcap_next_ex(pcap.get(), &head, &bytes)) == 1) {
    if (finder.is_full()) return UnreadableAt(name, offset(), kTooManyPackets);
    AddFrame(*link, *head, bytes, finder, skipped);
  }
  if (got != PCAP_ERROR_BREAK) return UnreadableAt(name, offset(), pcap_geterr(pcap.get()));
  Trace trace = finder.Finish(skipped);
  if (trace.packets().empty()) {
    return UnreadableAt(name, file.size(), NothingFound(trace.skipped(), port));
  }
  return trace;
}

Result<std::vector<std::byte>> FormatPcap(const Trace& trace) {
  constexpr int kSnapshot = 0xFFFF;
  const Pcap pcap(pcap_open_dead(DLT_RAW, kSnapshot));
  char* memory = nullptr;
  size_t size = 0;
  Status status;
  File stream(open_memstream(&memory, &size));
  if (!pcap || !stream) return Status(StatusCode::kInvalidArgument, "pcap: out of memory");
  std::unique_ptr<pcap_dumper_t, Close> dumper(pcap_dump_fopen(pcap.get(), stream.get()));
  if (!dumper) return Status(StatusCode::kInvalidArgument, pcap_geterr(pcap.get()));
  static_cast<void>(stream.release());  // the dumper owns it now
  for (const TraceDatagram& record : DatagramsByArrival(trace)) {
    status = DumpRecord(record, dumper.get());
    if (!status.ok()) break;
  }
  dumper.reset();
  const std::unique_ptr<char, Close> owned(memory);
  if (!status.ok()) return status;
  const auto* begin = reinterpret_cast<const std::byte*>(memory);
  return std::vector<std::byte>(begin, begin + size);
}

}  // namespace neteq::sim
