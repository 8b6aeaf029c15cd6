// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/explain/explain.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Ticks = std::vector<TickNote>;
constexpr size_t kTicksPerSecond = 100;

/// Packets of a stream in order of sending, without duplicates.
class SentPackets {
 public:
  struct Packet {
    double media_ms;
    double arrival_s;
    double transit_ms;  // above the fastest packet
  };

  explicit SentPackets(const Stream& stream) {
    SendClock clock(stream);
    Unwrapper<SequenceNumber> unwrapper;
    double least_ms = HUGE_VAL;
    for (const TracePacket& packet : stream.packets) {
      if (stream.event_types.test(packet.rtp.payload_type)) continue;
      const double media_ms = clock.SendMs(packet.rtp.timestamp);
      const double arrival_ms = ToMs(packet.arrival - stream.packets.front().arrival);
      packets_.try_emplace(unwrapper.Unwrap(packet.rtp.sequence),
                           Packet{media_ms, arrival_ms / 1000.0, arrival_ms - media_ms});
      least_ms = std::min(least_ms, arrival_ms - media_ms);
    }
    for (auto& [sequence, packet] : packets_) packet.transit_ms -= least_ms;
  }

  /// Packets after the one of `last_ms` up to the one of `next_ms`, including lost ones. The sound
  /// of the first was due at `begin_s`.
  std::vector<MissingPacket> Between(double last_ms, double next_ms, double begin_s) const {
    std::vector<MissingPacket> missing;
    auto entry = std::find_if(packets_.begin(), packets_.end(),
                              [&](const auto& p) { return p.second.media_ms > last_ms; });
    if (entry == packets_.begin() || entry == packets_.end()) return missing;
    const auto& [last, last_packet] = *std::prev(entry);
    const double packets = static_cast<double>(entry->first - last);
    const double due_ms =
        last_packet.media_ms + (entry->second.media_ms - last_packet.media_ms) / packets;
    int64_t expected = last + 1;
    for (; entry != packets_.end() && entry->second.media_ms <= next_ms; ++entry) {
      for (; expected < entry->first; ++expected) {
        missing.push_back({.sequence = static_cast<uint16_t>(expected)});
      }
      expected = entry->first + 1;
      const Packet& packet = entry->second;
      const double late_ms = (packet.arrival_s - begin_s) * 1000.0 - (packet.media_ms - due_ms);
      const bool is_next = packet.media_ms == next_ms;
      if (is_next && late_ms <= 0.0) continue;
      missing.push_back({.sequence = static_cast<uint16_t>(entry->first),
                         .fate = FateOf(late_ms, is_next),
                         .late_ms = late_ms,
                         .transit_ms = packet.transit_ms});
    }
    return missing;
  }

 private:
  static MissingPacket::Fate FateOf(double late_ms, bool is_next) {
    if (late_ms <= 0.0) return MissingPacket::Fate::kNotPlayed;
    return is_next ? MissingPacket::Fate::kPlayedLate : MissingPacket::Fate::kTooLate;
  }

  std::map<int64_t, Packet> packets_;
};

/// Media time of the packet decoded last before a tick; nullopt without one.
std::optional<double> LastMediaMs(const Ticks& ticks, size_t before) {
  while (before-- > 0) {
    if (ticks[before].last_media_ms) return ticks[before].last_media_ms;
  }
  return std::nullopt;
}

ConcealmentStory Tell(const Ticks& ticks, size_t begin, size_t end, const SentPackets& sent) {
  ConcealmentStory story{.begin_s = ticks[begin].time_s,
                         .end_s = end < ticks.size() ? ticks[end].time_s : ticks.back().time_s,
                         .first_reason = ticks[begin].reason};
  const auto decodes = [](const TickNote& tick) { return tick.first_media_ms.has_value(); };
  // Its first tick may begin, and its last tick may end, with decoded sound.
  const auto from = ticks.begin() + static_cast<ptrdiff_t>(begin) + (decodes(ticks[begin]) ? 1 : 0);
  const auto next = std::find_if(from, ticks.end(), decodes);
  story.is_at_the_end = next == ticks.end();
  story.last_reason = story.is_at_the_end ? ticks.back().reason : next->reason;
  const auto last_ms = LastMediaMs(ticks, static_cast<size_t>(from - ticks.begin()));
  if (last_ms) {
    const double next_ms = story.is_at_the_end ? HUGE_VAL : *next->first_media_ms;
    story.missing = sent.Between(*last_ms, next_ms, story.begin_s);
  }
  for (size_t i = begin; i-- > 0 && !story.before;) {
    if (ticks[i].playout_delay_ms) story.before = ticks[i];
  }
  return story;
}

/// All runs of concealment that overlap the ticks from `from` to `to`.
std::vector<ConcealmentStory> TellAll(const Ticks& ticks, size_t from, size_t to,
                                      const SentPackets& sent) {
  std::vector<ConcealmentStory> stories;
  for (size_t begin = 0; begin <= to;) {
    size_t end = begin;
    while (end < ticks.size() && ticks[end].is_concealed) ++end;
    if (end > from && end > begin) stories.push_back(Tell(ticks, begin, end, sent));
    begin = end + 1;
  }
  return stories;
}

}  // namespace

std::vector<ConcealmentStory> WorstConcealments(const Stream& stream, const History& history,
                                                size_t most) {
  const Ticks& ticks = history.ticks();
  if (ticks.empty()) return {};
  std::vector<ConcealmentStory> stories = TellAll(ticks, 0, ticks.size() - 1, SentPackets(stream));
  // Without a next packet, it is the silence after the stream.
  if (!stories.empty() && stories.back().is_at_the_end && stories.back().missing.empty()) {
    stories.pop_back();
  }
  std::stable_sort(stories.begin(), stories.end(), [](const auto& a, const auto& b) {
    return a.end_s - a.begin_s > b.end_s - b.begin_s;
  });
  stories.resize(std::min(stories.size(), most));
  return stories;
}

Result<Explanation> Explain(const Stream& stream, const History& history, double at_s) {
  const Ticks& ticks = history.ticks();
  const double ticks_until = std::floor(at_s * kTicksPerSecond + 1e-6);
  if (!(ticks_until >= 0.0) || ticks_until >= static_cast<double>(ticks.size())) {
    return Status(StatusCode::kInvalidArgument,
                  "expected a time from 0 to " + FormatFixed(ticks.back().time_s, 2) + " s");
  }
  const auto at = static_cast<size_t>(ticks_until);
  size_t sounding = at;
  while (sounding > 0 && !ticks[sounding].playout_delay_ms) --sounding;
  if (!ticks[sounding].playout_delay_ms) {
    return Status(StatusCode::kInvalidArgument, "no sound has been decoded by then");
  }
  const size_t from = at - std::min(at, kTicksPerSecond - 1);
  const size_t to = std::min(at + kTicksPerSecond, ticks.size() - 1);
  Explanation explanation{.tick = ticks[at], .sounding = ticks[sounding]};
  for (size_t i = from; i <= at; ++i) {
    ++explanation.last_second[static_cast<size_t>(ticks[i].operation)];
  }
  const auto candidates = history.CandidatesAt(at);
  explanation.candidates.assign(candidates.begin(), candidates.end());
  explanation.concealments = TellAll(ticks, from, to, SentPackets(stream));
  return explanation;
}

}  // namespace neteq::sim
