// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/recorded_models.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "neteq/base/serial.h"
#include "simulator/trace/file.h"
#include "simulator/trace/payload_types.h"

namespace neteq::sim {
namespace {

// RFC 3550 A.1, MAX_DROPOUT: a larger step of sequence numbers is a restarted sender.
constexpr double kMaxDropout = 3000.0;

/// Converts flights to packets for TransitTimes, with the fields it reads.
std::vector<TracePacket> AsPackets(const Flights& flights) {
  std::vector<TracePacket> packets;
  packets.reserve(flights.size());
  for (const Flight& flight : flights) {
    TracePacket packet{};
    packet.arrival = Timestamp(flight.time);
    packet.missing_bytes = flight.bytes;
    packets.push_back(packet);
  }
  return packets;
}

/// Transit time of a packet, and its sending time from the RTP timestamp. Telephone events have no
/// sending time: their timestamps mark the start of the event.
struct Sample {
  std::optional<double> sent_ms;
  double transit_ms = 0;
};

/// First arrival of each sequence number.
std::map<int64_t, Sample> SamplesOf(const Stream& stream) {
  std::map<int64_t, Sample> samples;
  const TimeLines lines(stream);
  for (size_t i = 0; i < stream.packets.size(); ++i) {
    const TracePacket& packet = stream.packets[i];
    const PacketPlace& place = lines.places()[i];
    if (place.is_stray) continue;
    Sample sample;
    if (!stream.event_types[packet.rtp.payload_type]) {
      sample.sent_ms = lines.DueMs(place);
      sample.transit_ms = ToMs(packet.arrival.time_since_epoch()) - *sample.sent_ms;
    }
    samples.try_emplace(place.sequence, sample);
  }
  return samples;
}

/// Plays back recorded delays by sending time.
class Player {
 public:
  explicit Player(const Recording& recording) : recording_(recording) {
    const Duration last = recording.sent.back();
    const auto steps = static_cast<Duration::rep>(recording.sent.size() - 1);
    // The duration of the last packet is taken as the mean of the others.
    period_ = last > Duration(0) ? last + last / steps : Duration(1);
  }
  std::optional<Duration> DelayAt(Duration since_start) const {
    const auto& sent = recording_.sent;
    const auto next = std::upper_bound(sent.begin(), sent.end(), since_start % period_);
    return recording_.delays[static_cast<size_t>(next - sent.begin()) - 1];
  }

 private:
  const Recording& recording_;
  Duration period_{1};
};

}  // namespace

Result<NetworkStage> LoadStage(const RecordedProfile& model, const std::string& path) {
  auto profile = ReadNetworkProfile(path);
  if (!profile.ok()) return profile.status();
  return NetworkStage([model, profile = std::move(*profile)](Flights& flights, Random&) {
    const Delays delays = TransitTimes(profile, AsPackets(flights), model.queue);
    size_t next = 0;
    DelayEach(flights, [&](const Flight&) { return delays[next++]; });
    if (!model.reorder) KeepOrder(flights);
  });
}

Result<NetworkStage> LoadStage(const RecordedTrace& model, const std::string& path) {
  const auto trace = ReadTrace(path);
  if (!trace.ok()) return trace.status();
  const auto stream = SelectStream(*trace, PayloadTypes::Defaults(), std::nullopt);
  if (!stream.ok()) return Status(stream.status().code(), path + ": " + stream.status().detail());
  return NetworkStage([model, recording = RecordingOf(*stream)](Flights& flights, Random&) {
    if (flights.empty()) return;
    const Player player(recording);
    const Duration start = flights.front().time;
    DelayEach(flights, [&](const Flight& flight) { return player.DelayAt(flight.time - start); });
    if (!model.reorder) KeepOrder(flights);
  });
}

Recording RecordingOf(const Stream& stream) {
  struct Entry {
    double sent_ms;
    std::optional<double> transit_ms;
  };
  std::vector<Entry> entries;
  double least_ms = std::numeric_limits<double>::infinity();
  std::optional<int64_t> last_sequence;
  for (const auto& [sequence, sample] : SamplesOf(stream)) {
    const auto step = static_cast<double>(sequence - last_sequence.value_or(sequence - 1));
    last_sequence = sequence;
    if (!sample.sent_ms) continue;
    const double last_ms = entries.empty() ? *sample.sent_ms : entries.back().sent_ms;
    const int lost_until = step <= kMaxDropout ? static_cast<int>(step) : 1;
    for (int i = 1; i < lost_until; ++i) {
      entries.push_back({last_ms + (*sample.sent_ms - last_ms) * i / step, std::nullopt});
    }
    entries.push_back({*sample.sent_ms, sample.transit_ms});
    least_ms = std::min(least_ms, sample.transit_ms);
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.sent_ms < b.sent_ms; });
  Recording recording;
  for (const Entry& entry : entries) {
    recording.sent.push_back(FromMs(entry.sent_ms - entries.front().sent_ms));
    recording.delays.emplace_back();
    if (entry.transit_ms) recording.delays.back() = FromMs(*entry.transit_ms - least_ms);
  }
  return recording;
}

}  // namespace neteq::sim
