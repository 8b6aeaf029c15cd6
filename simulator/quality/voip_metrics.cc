// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/voip_metrics.h"

#include <algorithm>
#include <cmath>

#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr size_t kGmin = 16;  // recommended by RFC 3611 section 4.7.2

PacketFate FateOf(InsertResult result) {
  switch (result) {
    case InsertResult::kTooLate:
    case InsertResult::kNoRoom:
    case InsertResult::kUnknownPayloadType:
    case InsertResult::kUndecodable:
    case InsertResult::kMalformedRed:
      return PacketFate::kDiscarded;
    case InsertResult::kInserted:
    case InsertResult::kInsertedOldDropped:
    case InsertResult::kReplaced:
    case InsertResult::kDuplicate:
    case InsertResult::kEmpty:
    case InsertResult::kTelephoneEvent:
    case InsertResult::kForeign:
      break;
  }
  return PacketFate::kPlayed;
}

bool IsMissed(PacketFate fate) { return fate != PacketFate::kPlayed; }

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

size_t CountMissed(std::span<const PacketFate> fates) {
  return static_cast<size_t>(std::count_if(fates.begin(), fates.end(), IsMissed));
}

/// Packets of all bursts, or of all gaps.
struct Periods {
  size_t count = 0;
  size_t packets = 0;
  size_t missed = 0;

  void Add(std::span<const PacketFate> fates) {
    if (fates.empty()) return;
    ++count;
    packets += fates.size();
    missed += CountMissed(fates);
  }
  double MeanPackets() const { return Share(packets, count); }
};

/// The next cluster at or after `begin`: from its first miss to the last miss that follows the
/// previous one by fewer than Gmin played packets.
std::span<const PacketFate> NextCluster(std::span<const PacketFate> fates, size_t begin) {
  const auto first =
      std::find_if(fates.begin() + static_cast<std::ptrdiff_t>(begin), fates.end(), IsMissed);
  auto last = first;
  for (auto next = first; next != fates.end();) {
    last = next;
    next = std::find_if(next + 1, fates.end(), IsMissed);
    if (static_cast<size_t>(next - last) > kGmin) break;
  }
  const auto size = first == fates.end() ? 0 : static_cast<size_t>(last - first) + 1;
  return fates.subspan(static_cast<size_t>(first - fates.begin()), size);
}

/// Share as RTCP encodes it, in units of 1/256.
uint32_t In256ths(double share) {
  return static_cast<uint32_t>(std::clamp(std::floor(share * 256.0), 0.0, 255.0));
}
uint32_t InMs(double ms) { return static_cast<uint32_t>(std::clamp(std::round(ms), 0.0, 65535.0)); }
uint32_t InTenths(double mos) { return static_cast<uint32_t>(std::round(mos * 10.0)); }

}  // namespace

void PacketFates::OnArrival(int64_t sequence, InsertResult result) {
  const PacketFate fate = FateOf(result);
  const auto [entry, is_new] = fates_.emplace(sequence, fate);
  if (!is_new) entry->second = std::max(entry->second, fate);
}

std::vector<PacketFate> PacketFates::InOrder() const {
  std::vector<PacketFate> fates;
  if (fates_.empty()) return fates;
  const int64_t first = fates_.begin()->first;
  fates.resize(static_cast<size_t>(fates_.rbegin()->first - first) + 1, PacketFate::kLost);
  for (const auto& [sequence, fate] : fates_) fates[static_cast<size_t>(sequence - first)] = fate;
  return fates;
}

double BurstRatio(std::span<const PacketFate> fates) {
  const size_t missed = CountMissed(fates);
  size_t runs = 0;
  for (size_t i = 0; i < fates.size(); ++i) {
    if (IsMissed(fates[i]) && (i == 0 || !IsMissed(fates[i - 1]))) ++runs;
  }
  if (missed == 0 || missed == fates.size()) return 1.0;
  return Share(missed, runs) * (1.0 - Share(missed, fates.size()));
}

LossMetrics MeasureLoss(std::span<const PacketFate> fates, double packet_ms) {
  Periods bursts;
  Periods gaps;
  size_t gap_begin = 0;
  for (size_t next = 0; next < fates.size();) {
    const auto cluster = NextCluster(fates, next);
    next = static_cast<size_t>(cluster.data() - fates.data()) + std::max<size_t>(cluster.size(), 1);
    if (cluster.size() < 2) continue;  // a single miss belongs to the gap
    bursts.Add(cluster);
    gaps.Add(fates.subspan(gap_begin, next - cluster.size() - gap_begin));
    gap_begin = next;
  }
  gaps.Add(fates.subspan(gap_begin));
  const auto count = [&](PacketFate fate) {
    return static_cast<size_t>(std::count(fates.begin(), fates.end(), fate));
  };
  return {.loss_rate = Share(count(PacketFate::kLost), fates.size()),
          .discard_rate = Share(count(PacketFate::kDiscarded), fates.size()),
          .burst_density = Share(bursts.missed, bursts.packets),
          .gap_density = Share(gaps.missed, gaps.packets),
          .burst_duration_ms = packet_ms * bursts.MeanPackets(),
          .gap_duration_ms = packet_ms * gaps.MeanPackets()};
}

CallQualityMetrics CallQuality(const EModelFigures& figures) {
  return {.r_factor = std::clamp(figures.narrowband_r_factor, 0.0, 100.0),
          .mos_lq = figures.mos_lq,
          .mos_cq = figures.mos_cq};
}

std::vector<std::byte> VoipMetricsBlock(uint32_t ssrc, const VoipMetrics& metrics) {
  constexpr uint32_t kBlockType = 7;
  constexpr uint32_t kWords = 8;  // block length without its first word
  constexpr uint32_t kUnavailable = 127;
  constexpr uint32_t kReceiver = 0b10'11'0000;  // enhanced PLC, adaptive, rate unavailable
  const LossMetrics& loss = metrics.loss;
  const JitterBufferMetrics& buffer = metrics.jitter_buffer;
  std::vector<std::byte> block;
  const auto append = [&](size_t bytes, std::initializer_list<uint32_t> numbers) {
    for (const uint32_t number : numbers) AppendBigEndian(number, bytes, block);
  };
  append(1, {kBlockType, 0});
  append(2, {kWords});
  append(4, {ssrc});
  append(1, {In256ths(loss.loss_rate), In256ths(loss.discard_rate), In256ths(loss.burst_density),
             In256ths(loss.gap_density)});
  append(2, {InMs(loss.burst_duration_ms), InMs(loss.gap_duration_ms),
             InMs(metrics.delay.round_trip_delay_ms), InMs(metrics.delay.end_system_delay_ms)});
  append(1, {kUnavailable, kUnavailable, kUnavailable, kGmin});  // levels, echo return loss
  append(1, {static_cast<uint32_t>(std::round(metrics.quality.r_factor)), kUnavailable,
             InTenths(metrics.quality.mos_lq), InTenths(metrics.quality.mos_cq)});
  append(1, {kReceiver, 0});
  append(2, {InMs(buffer.nominal_ms), InMs(buffer.maximum_ms), InMs(buffer.absolute_maximum_ms)});
  return block;
}

}  // namespace neteq::sim
