// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <map>

#include "simulator/bound/bound.h"

namespace neteq::sim {
namespace {

/// First arrival of a sequence number.
struct Arrival {
  bool has_sound = false;
  double send_ms = 0.0;
  double transit_ms = 0.0;
};

/// Distance between two packets with sound, in time and in packets.
struct Step {
  double ms = 0.0;
  int64_t packets = 1;
};

std::map<int64_t, Arrival> FirstArrivals(const Stream& stream) {
  std::map<int64_t, Arrival> arrivals;
  const TimeLines lines(stream);
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const TracePacket& packet = stream.packets[i];
    const PacketPlace& place = lines.places()[i];
    if (place.is_stray) continue;
    Arrival arrival;
    arrival.has_sound = packet.payload_size() > 0 && !stream.event_types[packet.rtp.payload_type];
    if (arrival.has_sound) {
      arrival.send_ms = lines.DueMs(place);
      arrival.transit_ms = ToMs(packet.arrival.time_since_epoch()) - arrival.send_ms;
    }
    arrivals.emplace(place.sequence, arrival);
  }
  return arrivals;
}

/// Packets with sound and the steps between them. Packets without sound that arrived do not count
/// as losses.
struct Sound {
  std::vector<Arrival> packets;
  std::vector<Step> steps;
};
Sound SoundOf(const std::map<int64_t, Arrival>& arrivals) {
  Sound sound;
  int64_t last = 0;
  int64_t soundless = 0;
  for (const auto& [sequence, arrival] : arrivals) {
    const double ms = sound.packets.empty() ? 0.0 : arrival.send_ms - sound.packets.back().send_ms;
    const bool goes_on = sound.packets.empty() || ms > 0.0;
    if (!arrival.has_sound || !goes_on) {
      ++soundless;
      continue;
    }
    if (!sound.packets.empty()) sound.steps.push_back({ms, sequence - last - soundless});
    sound.packets.push_back(arrival);
    last = sequence;
    soundless = 0;
  }
  return sound;
}

/// Most common step between consecutive packets.
double UsualMs(const std::vector<Step>& steps) {
  constexpr double kDefaultMs = 20.0;  // RFC 3551 section 4.2
  std::map<double, int> counts;
  for (const Step& step : steps) {
    if (step.packets == 1) ++counts[step.ms];
  }
  const auto usual =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return usual == counts.end() ? kDefaultMs : usual->first;
}

/// Appends a packet and the losses after it.
void AppendStep(const Arrival& arrival, const Step& step, double usual_ms,
                std::vector<BoundPacket>& to) {
  constexpr double kUsualPackets = 3.0;  // heuristic; Opus DTX sends a packet every 400 ms
  const auto packets = static_cast<double>(step.packets);
  const bool is_pause = step.ms > kUsualPackets * packets * usual_ms;
  const double length_ms = is_pause ? usual_ms : step.ms / packets;
  to.push_back({.length_ms = length_ms,
                .pause_ms = is_pause ? step.ms - packets * usual_ms : 0.0,
                .delay_ms = arrival.transit_ms});
  for (int64_t lost = 1; lost < step.packets; ++lost) to.push_back({.length_ms = length_ms});
}

}  // namespace

std::vector<BoundPacket> BoundPackets(const Stream& stream) {
  const Sound sound = SoundOf(FirstArrivals(stream));
  std::vector<BoundPacket> packets;
  if (sound.packets.empty()) return packets;
  const double usual_ms = UsualMs(sound.steps);
  for (size_t i = 0; i < sound.steps.size(); ++i) {
    AppendStep(sound.packets[i], sound.steps[i], usual_ms, packets);
  }
  AppendStep(sound.packets.back(), {.ms = usual_ms}, usual_ms, packets);
  const auto fastest = std::min_element(
      sound.packets.begin(), sound.packets.end(),
      [](const Arrival& a, const Arrival& b) { return a.transit_ms < b.transit_ms; });
  for (BoundPacket& packet : packets) {
    if (packet.delay_ms) *packet.delay_ms -= fastest->transit_ms;
  }
  return packets;
}

}  // namespace neteq::sim
