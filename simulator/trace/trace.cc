// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/trace.h"

#include <algorithm>
#include <utility>

#include "neteq/rtp_parser.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr uint8_t kSenderReport = 200;  // RFC 3550 section 12.1
constexpr size_t kRtcpWord = 4;
constexpr size_t kSenderReportBytes = 28;  // RFC 3550 section 6.4.1, without report blocks

/// ParseRtp that also accepts packets whose end was not captured: the padding count is missing.
std::optional<RtpPacketView> ParseCaptured(std::vector<std::byte>& bytes, size_t missing_bytes) {
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
    datagrams.push_back({packet.arrival, packet.bytes, packet.full_size()});
  }
  for (const TraceRtcp& rtcp : trace.rtcp()) {
    datagrams.push_back({rtcp.arrival, rtcp.bytes, rtcp.bytes.size(), true});
  }
  SortEvents(datagrams, &TraceDatagram::arrival);
  return datagrams;
}

bool IsRtcp(std::span<const std::byte> datagram) {
  if (datagram.size() < 2) return false;
  const int type = ReadUint8(datagram, 1);
  return type >= 192 && type <= 223;
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

std::span<const std::byte> Trace::Keep(std::span<const std::byte> bytes) {
  return datagrams_.emplace_back(bytes.begin(), bytes.end());
}

bool Trace::Add(Timestamp arrival, std::span<const std::byte> datagram, size_t missing_bytes) {
  if (IsRtcp(datagram)) {
    AddRtcp(arrival, datagram);
    return false;
  }
  std::vector<std::byte> bytes(datagram.begin(), datagram.end());
  const auto rtp = ParseCaptured(bytes, missing_bytes);
  if (!rtp) {
    ++skipped_.malformed;
    return false;
  }
  packets_.push_back({arrival, bytes, *rtp, missing_bytes});
  datagrams_.push_back(std::move(bytes));
  return true;
}

void Trace::AddRtcp(Timestamp arrival, std::span<const std::byte> datagram) {
  rtcp_.push_back({arrival, Keep(datagram)});
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
