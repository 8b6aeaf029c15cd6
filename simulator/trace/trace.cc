// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/trace.h"

#include <algorithm>
#include <set>
#include <utility>

#include "neteq/rtp_parser.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr uint8_t kSenderReport = 200;  // RFC 3550 section 12.1
constexpr uint8_t kApplication = 204;
constexpr size_t kRtcpWord = 4;
constexpr size_t kSenderReportBytes = 28;  // RFC 3550 section 6.4.1, without report blocks

/// ParseRtp that also accepts packets whose end was not captured: the padding count is missing.
std::optional<RtpPacketView> ParseCaptured(std::span<std::byte> bytes, size_t missing_bytes) {
  constexpr std::byte kPaddingBit{0x20};
  if (missing_bytes == 0 || bytes.empty()) return ParseRtp(bytes);
  bytes[0] &= ~kPaddingBit;
  return ParseRtp(bytes);
}

template <class Item>
void SortEvents(std::vector<Item>& items, Timestamp Item::*time) {
  std::stable_sort(items.begin(), items.end(),
                   [time](const Item& a, const Item& b) { return a.*time < b.*time; });
}

}  // namespace

std::vector<TraceDatagram> DatagramsByArrival(const Trace& trace) {
  std::vector<TraceDatagram> datagrams;
  for (const TracePacket& packet : trace.packets()) {
    datagrams.push_back({packet.arrival, packet.bytes, packet.full_size(), false, packet.path});
  }
  for (const TraceRtcp& rtcp : trace.rtcp()) {
    datagrams.push_back({rtcp.arrival, rtcp.bytes, rtcp.bytes.size(), true});
  }
  SortEvents(datagrams, &TraceDatagram::arrival);
  return datagrams;
}

std::vector<TraceStream> StreamsOf(const Trace& trace) {
  std::set<TraceStream> streams;
  for (const TracePacket& packet : trace.packets()) {
    streams.insert({packet.rtp.ssrc, packet.path});
  }
  return {streams.begin(), streams.end()};
}

bool IsRtcp(std::span<const std::byte> datagram) {
  if (datagram.size() < kRtcpWord || ReadUint8(datagram, 0) >> 6U != 2) return false;
  const int first = ReadUint8(datagram, 1);
  const bool is_assigned = (first >= 192 && first <= 195) || (first >= 200 && first <= 213);
  if (!is_assigned) return false;
  const bool is_basic = first >= kSenderReport && first <= kApplication;
  size_t at = 0;
  while (at < datagram.size()) {
    const auto packet = datagram.subspan(at);
    const bool has_head = packet.size() >= kRtcpWord && ReadUint8(packet, 0) >> 6U == 2;
    const size_t size = has_head ? kRtcpWord * (size_t{1} + ReadUint16(packet, 2)) : 0;
    const bool fits = has_head && size <= packet.size();
    if (!fits) return is_basic && at > 0;
    at += size;
  }
  return true;
}

std::vector<TraceSenderReport> SenderReportsIn(Timestamp arrival,
                                               std::span<const std::byte> datagram) {
  std::vector<TraceSenderReport> reports;
  while (!datagram.empty()) {
    if (datagram.size() < kRtcpWord || ReadUint8(datagram, 0) >> 6U != 2) return {};
    const size_t size = kRtcpWord * (size_t{1} + ReadUint16(datagram, 2));
    if (size > datagram.size()) return {};
    if (ReadUint8(datagram, 1) == kSenderReport && size >= kSenderReportBytes) {
      reports.push_back(
          {arrival, ReadUint32(datagram, 4),
           SenderReport{ReadBigEndian(datagram, 8, 8), RtpTimestamp(ReadUint32(datagram, 16))}});
    }
    datagram = datagram.subspan(size);
  }
  return reports;
}

std::span<std::byte> ByteArena::Copy(std::span<const std::byte> bytes) {
  constexpr size_t kBlock = size_t{1} << 20U;  // heuristic: large enough to amortise the allocation
  if (bytes.empty()) return {};
  if (bytes.size() > left_) {
    const size_t size = std::max(kBlock, bytes.size());
    // A long string gets a block of its own, before the one that still has room.
    auto block = std::make_unique<std::byte[]>(size);
    std::byte* const begin = block.get();
    if (size > kBlock && !blocks_.empty()) {
      blocks_.insert(blocks_.end() - 1, std::move(block));
      std::copy(bytes.begin(), bytes.end(), begin);
      return {begin, bytes.size()};
    }
    blocks_.push_back(std::move(block));
    left_ = size;
    last_size_ = size;
  }
  std::byte* const to = blocks_.back().get() + (last_size_ - left_);
  std::copy(bytes.begin(), bytes.end(), to);
  left_ -= bytes.size();
  return {to, bytes.size()};
}

bool Trace::Add(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes) {
  if (!IsRtcp(datagram)) return AddRtp(arrival, datagram, missing_bytes);
  AddRtcp(arrival, datagram);
  return false;
}

bool Trace::AddRtp(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes) {
  const std::span<std::byte> bytes = arena_.Copy(datagram);
  const auto rtp = ParseCaptured(bytes, missing_bytes);
  if (!rtp) {
    ++skipped_.malformed;
    return false;
  }
  packets_.push_back({arrival, bytes, *rtp, missing_bytes});
  return true;
}

uint32_t Trace::PathIndex(const std::string& path) {
  const auto found = std::find(paths_.begin(), paths_.end(), path);
  const auto index = static_cast<uint32_t>(found - paths_.begin());
  if (found == paths_.end()) paths_.push_back(path);
  return index;
}

void Trace::Warn(const std::string& warning) {
  if (std::find(warnings_.begin(), warnings_.end(), warning) != warnings_.end()) return;
  warnings_.push_back(warning);
}

void Trace::AddRtcp(Timestamp arrival, std::span<const std::byte> datagram) {
  rtcp_.push_back({arrival, arena_.Copy(datagram)});
  const auto reports = SenderReportsIn(arrival, datagram);
  sender_reports_.insert(sender_reports_.end(), reports.begin(), reports.end());
}

void Trace::Shift(Duration by) {
  for (auto& packet : packets_) packet.arrival += by;
  for (auto& rtcp : rtcp_) rtcp.arrival += by;
  for (auto& report : sender_reports_) report.arrival += by;
  for (auto& playout : receiver_.playouts) playout += by;
  for (auto& minimum : receiver_.minimum_delays) minimum.time += by;
}

void Trace::SortByArrival() {
  SortEvents(packets_, &TracePacket::arrival);
  SortEvents(rtcp_, &TraceRtcp::arrival);
  SortEvents(sender_reports_, &TraceSenderReport::arrival);
  std::sort(receiver_.playouts.begin(), receiver_.playouts.end());
  SortEvents(receiver_.minimum_delays, &ReceiverLog::MinimumDelay::time);
}

}  // namespace neteq::sim
