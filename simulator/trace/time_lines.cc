// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/time_lines.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "simulator/trace/baseline.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

constexpr int kMaxDropout = 3000;                             // RFC 3550, A.1
constexpr int kMaxMisorder = 100;                             // the same
constexpr Duration kLateOfOldLine = std::chrono::seconds(2);  // heuristic: longer than any detour
constexpr double kMaxLateMs = 60'000.0;                       // heuristic: the same
// Heuristics of plausible timestamp steps. Opus DTX sends a packet every 400 ms; packets of one
// frame repeat their timestamp, and some senders are a few samples off.
constexpr double kMaxPacketMs = 500.0;
constexpr double kSlackMs = 500.0;
constexpr double kMaxBackMs = 60.0;
constexpr double kPauseMs = 2000.0;  // between a late packet and the newest one
constexpr size_t kLookAhead = 8;     // packets that may confirm a new line

/// Where a time line has got to.
struct Head {
  uint32_t ssrc = 0;
  int rate_hz = 8000;
  SequenceNumber sequence;          // the highest
  int64_t unwrapped_sequence = 0;   // the same
  RtpTimestamp timestamp;           // of the last packet that is not an event
  int64_t unwrapped_timestamp = 0;  // the same
  Timestamp arrival;
  int64_t first_sequence = 0;  // unwrapped
  double packet_ms = 20.0;     // last step between neighbours
};

/// Properties of a packet that decide about its line.
struct Candidate {
  const TracePacket& packet;
  int rate_hz = 8000;
  bool is_event = false;  // its timestamp says when the key was pressed
};

double MsOf(int64_t ticks, int rate_hz) { return 1000.0 * static_cast<double>(ticks) / rate_hz; }

bool Fits(const Head& head, const Candidate& candidate) {
  const RtpPacketView& rtp = candidate.packet.rtp;
  if (rtp.ssrc != head.ssrc || (candidate.rate_hz != head.rate_hz && !candidate.is_event)) {
    return false;
  }
  const int ahead = rtp.sequence.DistanceFrom(head.sequence);
  if (candidate.is_event) return std::abs(ahead) < kMaxDropout;
  const double step_ms = MsOf(rtp.timestamp.DistanceFrom(head.timestamp), head.rate_hz);
  const double arrival_ms = std::max(0.0, ToMs(candidate.packet.arrival - head.arrival));
  if (ahead == 0) return step_ms == 0.0;
  if (ahead < 0) {
    const double expected_ms = head.packet_ms * ahead;
    return ahead > -kMaxDropout && step_ms <= 0.0 && step_ms >= -kMaxLateMs &&
           head.unwrapped_sequence + ahead >= head.first_sequence - kMaxMisorder &&
           std::abs(step_ms - expected_ms) <= kPauseMs - expected_ms / 2.0;
  }
  if (ahead < kMaxDropout) {
    return step_ms >= -kMaxBackMs && step_ms <= arrival_ms + kMaxPacketMs * ahead + kSlackMs;
  }
  // A long outage: the timestamps prove that the sender counted on.
  constexpr double kShortestPacketMs = 2.5;  // of Opus
  constexpr double kOutageSlackMs = 5000.0;  // heuristic: jitter of a network that recovers
  return std::abs(step_ms - arrival_ms) < kOutageSlackMs && step_ms >= kShortestPacketMs * ahead;
}

/// Adds a packet that fits; returns its place, without the line.
PacketPlace Advance(const Candidate& candidate, Head& head) {
  const RtpPacketView& rtp = candidate.packet.rtp;
  const int ahead = rtp.sequence.DistanceFrom(head.sequence);
  const PacketPlace place{head.unwrapped_sequence + ahead,
                          head.unwrapped_timestamp + rtp.timestamp.DistanceFrom(head.timestamp)};
  if (ahead <= 0) return place;
  head.sequence = rtp.sequence;
  head.unwrapped_sequence = place.sequence;
  head.arrival = candidate.packet.arrival;
  if (candidate.is_event) return place;
  const double step_ms = MsOf(place.timestamp - head.unwrapped_timestamp, head.rate_hz);
  if (ahead == 1 && step_ms > 0.0 && step_ms <= kMaxPacketMs) head.packet_ms = step_ms;
  head.timestamp = rtp.timestamp;
  head.unwrapped_timestamp = place.timestamp;
  return place;
}

Head HeadAt(const Candidate& candidate, int64_t sequence) {
  const RtpPacketView& rtp = candidate.packet.rtp;
  return {rtp.ssrc,
          candidate.rate_hz,
          rtp.sequence,
          sequence,
          rtp.timestamp,
          static_cast<int64_t>(rtp.timestamp.value()),
          candidate.packet.arrival,
          sequence};
}

class Placer {
 public:
  explicit Placer(const Stream& stream) : stream_(stream) {}

  /// Places packet `index`. Sets `begins` if a new line begins with it.
  PacketPlace Place(size_t index, bool& begins) {
    const Candidate candidate = At(index);
    begins = false;
    if (head_ && Fits(*head_, candidate)) return WithLine(Advance(candidate, *head_), line_);
    const bool may_be_late = old_head_ && candidate.packet.arrival - line_begin_ <= kLateOfOldLine;
    if (may_be_late && Fits(*old_head_, candidate)) {
      return WithLine(Advance(candidate, *old_head_), line_ - 1);
    }
    if (head_ && !IsConfirmed(index)) {
      PacketPlace stray;
      stray.line = line_;
      stray.is_stray = true;
      return stray;
    }
    begins = true;
    const int64_t sequence = candidate.packet.rtp.sequence.value();
    if (head_) ++line_;
    old_head_ = head_;
    head_ = HeadAt(candidate, sequence);
    line_begin_ = candidate.packet.arrival;
    return WithLine({sequence, head_->unwrapped_timestamp}, line_);
  }

  int rate_hz() const { return head_->rate_hz; }

 private:
  static PacketPlace WithLine(PacketPlace place, size_t line) {
    place.line = line;
    return place;
  }

  Candidate At(size_t index) const {
    const TracePacket& packet = stream_.packets[index];
    const uint8_t type = packet.rtp.payload_type;
    return {packet, stream_.ClockRateOf(type), stream_.event_types[type]};
  }

  /// Whether a later packet continues from packet `index` and not from the present line.
  bool IsConfirmed(size_t index) const {
    const Candidate first = At(index);
    const Head begin = HeadAt(first, 0);
    const size_t end = std::min(stream_.packets.size(), index + 1 + kLookAhead);
    for (size_t i = index + 1; i < end; ++i) {
      const Candidate later = At(i);
      const int ahead = later.packet.rtp.sequence.DistanceFrom(begin.sequence);
      const bool is_next = ahead > 0 && ahead <= static_cast<int>(kLookAhead);
      if (is_next && Fits(begin, later) && !Fits(*head_, later)) return true;
    }
    return false;
  }

  const Stream& stream_;
  std::optional<Head> head_;
  std::optional<Head> old_head_;
  size_t line_ = 0;
  Timestamp line_begin_;
};

}  // namespace

TimeLines::TimeLines(const Stream& stream) {
  Placer placer(stream);
  places_.reserve(stream.packets.size());
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    bool begins = false;
    places_.push_back(placer.Place(i, begins));
    if (begins) AddLine(stream.packets[i], places_.back().timestamp, placer.rate_hz());
  }
  JoinSequences();
  SplitAtHolds(stream);
  FitBaselines(stream);
}

/// Moves the numbers of each line behind those of the line before.
void TimeLines::JoinSequences() {
  struct Extent {
    int64_t first = INT64_MAX;
    int64_t last = INT64_MIN;
  };
  std::vector<Extent> extents(lines_.size());
  for (const PacketPlace& place : places_) {
    if (place.is_stray) continue;
    Extent& extent = extents[place.line];
    extent.first = std::min(extent.first, place.sequence);
    extent.last = std::max(extent.last, place.sequence);
  }
  std::vector<int64_t> offsets(lines_.size());
  for (size_t i = 1; i < lines_.size(); ++i) {
    offsets[i] = extents[i - 1].last + offsets[i - 1] + 1 - extents[i].first;
  }
  for (PacketPlace& place : places_) {
    if (!place.is_stray) place.sequence += offsets[place.line];
  }
}

void TimeLines::AddLine(const TracePacket& packet, int64_t timestamp, int rate_hz) {
  lines_.push_back({.begin = packet.arrival,
                    .first = packet.rtp.timestamp,
                    .first_timestamp = timestamp,
                    .last_timestamp = timestamp,
                    .ticks_per_ms = rate_hz / 1000.0});
}

double TimeLines::SendMs(const Line& line, int64_t timestamp) const {
  return static_cast<double>(timestamp - line.first_timestamp) / line.ticks_per_ms;
}

void TimeLines::SplitAtHolds(const Stream& stream) {
  constexpr double kShortestMs = 1000.0;  // heuristic: networks stall for less
  constexpr double kWatchedMs =
      2000.0;                      // heuristic: a stalled network delivers its backlog in less
  constexpr int kMinPackets = 10;  // heuristic: fewer prove nothing
  std::vector<size_t> timed;       // packets whose timestamps are sending times
  for (size_t i = 0; i < places_.size(); ++i) {
    const bool is_event = stream.event_types[stream.packets[i].rtp.payload_type];
    if (!places_[i].is_stray && !is_event) timed.push_back(i);
  }
  const auto arrival_ms = [&](size_t i) {
    return ToMs(stream.packets[i].arrival.time_since_epoch());
  };
  const auto transit_ms = [&](size_t i) {
    return arrival_ms(i) - SendMs(lines_[places_[i].line], places_[i].timestamp);
  };
  std::vector<size_t> holds;
  for (size_t k = 1; k < timed.size(); ++k) {
    const size_t i = timed[k];
    const size_t before = timed[k - 1];
    const double gap_ms = arrival_ms(i) - arrival_ms(before);
    const bool is_next = places_[i].line == places_[before].line &&
                         places_[i].sequence == places_[before].sequence + 1;
    const double growth_ms = is_next ? transit_ms(i) - transit_ms(before) : 0.0;
    if (gap_ms < kShortestMs || growth_ms < kShortestMs / 2.0) continue;
    double least_ms = transit_ms(i);
    int packets = 0;
    for (size_t j = k; j < timed.size() && arrival_ms(timed[j]) - arrival_ms(i) < kWatchedMs; ++j) {
      if (places_[timed[j]].line != places_[i].line) break;
      least_ms = std::min(least_ms, transit_ms(timed[j]));
      ++packets;
    }
    if (packets >= kMinPackets && least_ms - transit_ms(before) >= 0.75 * growth_ms) {
      holds.push_back(i);
    }
  }
  // Later packets move up by the number of holds before them.
  std::vector<Line> lines;
  size_t passed = 0;
  for (size_t i = 0; i < places_.size(); ++i) {
    PacketPlace& place = places_[i];
    const bool is_hold = passed < holds.size() && holds[passed] == i;
    if (is_hold) ++passed;
    const size_t old_line = place.line;
    place.line += passed;
    while (lines.size() <= place.line) {
      lines.push_back(lines_[old_line]);
      if (!is_hold) continue;
      lines.back().begin = stream.packets[i].arrival;
      lines.back().first = stream.packets[i].rtp.timestamp;
      lines.back().first_timestamp = place.timestamp;
    }
  }
  lines_ = std::move(lines);
}

void TimeLines::FitBaselines(const Stream& stream) {
  std::vector<std::vector<TransitPoint>> points(lines_.size());
  for (size_t i = 0; i < places_.size(); ++i) {
    const PacketPlace& place = places_[i];
    if (place.is_stray || stream.event_types[stream.packets[i].rtp.payload_type]) continue;
    Line& line = lines_[place.line];
    line.last_timestamp = std::max(line.last_timestamp, place.timestamp);
    const double send_ms = SendMs(line, place.timestamp);
    const double arrival_ms = ToMs(stream.packets[i].arrival.time_since_epoch());
    points[place.line].push_back({send_ms, arrival_ms - send_ms});
  }
  for (size_t i = 0; i < lines_.size(); ++i) {
    const Baseline baseline = FitBaseline(std::move(points[i]));
    lines_[i].base_ms = baseline.transit_ms;
    lines_[i].slope = baseline.slope;
  }
}

double TimeLines::DueMs(const PacketPlace& place) const {
  const Line& line = lines_[place.line];
  const double send_ms = SendMs(line, place.timestamp);
  return line.base_ms + send_ms * (1.0 + line.slope);
}

double TimeLines::FirstTransitMs() const { return lines_.front().base_ms; }

double TimeLines::drift_ppm() const {
  double largest = 0.0;
  for (const Line& line : lines_) {
    if (std::abs(line.slope) > std::abs(largest)) largest = line.slope;
  }
  return -1e6 * largest;  // the transit times of a fast sender fall
}

std::optional<double> TimeLines::DelayMs(RtpTimestamp timestamp, Timestamp now) {
  constexpr double kMostAheadMs = 50.0;     // heuristic: rounding of baselines
  constexpr double kMostBeyondMs = 1000.0;  // heuristic: concealed and lost packets at the ends
  const double now_ms = ToMs(now.time_since_epoch());
  std::optional<double> least;
  size_t best = playing_;
  for (size_t i = playing_; i < lines_.size() && lines_[i].begin <= now; ++i) {
    const Line& line = lines_[i];
    // The unwrapped timestamp nearest to the one that is due now.
    const auto due = line.first_timestamp +
                     std::llround((now_ms - line.base_ms) / (1.0 + line.slope) * line.ticks_per_ms);
    const int64_t unwrapped =
        due + timestamp.DistanceFrom(line.first.Advanced(due - line.first_timestamp));
    const double beyond = kMostBeyondMs * line.ticks_per_ms;
    if (static_cast<double>(line.first_timestamp - unwrapped) > beyond ||
        static_cast<double>(unwrapped - line.last_timestamp) > beyond) {
      continue;
    }
    const double send_ms = SendMs(line, unwrapped);
    const double delay_ms = now_ms - line.base_ms - send_ms * (1.0 + line.slope);
    if (delay_ms < -kMostAheadMs || delay_ms >= least.value_or(HUGE_VAL)) continue;
    least = delay_ms;
    best = i;
  }
  playing_ = best;
  return least;
}

}  // namespace neteq::sim
