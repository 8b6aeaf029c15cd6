// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/outage_models.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "simulator/networks/schedule.h"

namespace neteq::sim {
namespace {

/// An interval [start, end) in which no packet passes.
struct Outage {
  Duration start;
  Duration end;
};

Status CheckFit(double longest_ms, double every_ms, double spread) {
  if (longest_ms <= every_ms * (1.0 - spread)) return {};
  return {StatusCode::kInvalidArgument,
          "outages may overlap: the longest exceeds every * (1 - spread); raise every"};
}

/// Delays packets that arrive during an outage. Outages and calls are in order of time.
class Barrier {
 public:
  explicit Barrier(const std::vector<Outage>& outages) : outages_(outages) {}
  /// Time at which a packet that arrives at `time` passes.
  Duration Release(Duration time) {
    while (next_ < outages_.size() && outages_[next_].end <= time) ++next_;
    const bool is_shut = next_ < outages_.size() && outages_[next_].start <= time;
    return is_shut ? outages_[next_].end : time;
  }

 private:
  const std::vector<Outage>& outages_;
  size_t next_ = 0;
};

/// Holds flights during outages and releases them `spacing` apart, together with those that arrive
/// while others are queued. A share `loss` of the held flights is lost.
void Hold(const std::vector<Outage>& outages, Duration spacing, double loss, Flights& flights,
          Random& random) {
  Barrier barrier(outages);
  std::optional<Duration> queue_free;  // next departure time while flights are queued
  DelayEach(flights, [&](const Flight& flight) -> std::optional<Duration> {
    const Duration ready = std::max(flight.time, queue_free.value_or(flight.time));
    const Duration out = barrier.Release(ready);
    if (out > ready && random.Uniform() < loss) return std::nullopt;
    queue_free.reset();
    if (out > flight.time) queue_free = out + spacing;
    return out - flight.time;
  });
}

/// Outages of random start and length until the last flight.
std::vector<Outage> RandomOutages(double every_ms, double length_ms, double spread,
                                  const Flights& flights, Random& random) {
  std::vector<Outage> outages;
  if (flights.empty()) return outages;
  Schedule starts(every_ms, spread, flights.front().time, random);
  for (; starts.next() <= flights.back().time; starts.Advance()) {
    const Duration length = FromMs(Vary(length_ms, spread, random));
    outages.push_back({starts.next(), starts.next() + length});
  }
  return outages;
}

}  // namespace

Status Check(const Freeze& model) {
  return CheckFit(model.length_ms * (1.0 + model.spread), model.every_ms, model.spread);
}

void Pass(const Freeze& model, Flights& flights, Random& random) {
  const auto outages =
      RandomOutages(model.every_ms, model.length_ms, model.spread, flights, random);
  Hold(outages, Duration(0), 0.0, flights, random);
}

Status Check(const Handover& model) {
  return CheckFit(model.length_ms * (1.0 + model.spread), model.every_ms, model.spread);
}

void Pass(const Handover& model, Flights& flights, Random& random) {
  const auto outages =
      RandomOutages(model.every_ms, model.length_ms, model.spread, flights, random);
  Hold(outages, FromMs(model.spacing_ms), model.loss, flights, random);
}

Status Check(const WifiScan& model) {
  return CheckFit(model.channels * (model.dwell_ms + model.home_ms), model.every_ms, model.spread);
}

void Pass(const WifiScan& model, Flights& flights, Random& random) {
  if (flights.empty()) return;
  std::vector<Outage> outages;
  Schedule scans(model.every_ms, model.spread, flights.front().time, random);
  for (; scans.next() <= flights.back().time; scans.Advance()) {
    for (int channel = 0; channel < model.channels; ++channel) {
      const Duration start = scans.next() + FromMs(channel * (model.dwell_ms + model.home_ms));
      outages.push_back({start, start + FromMs(model.dwell_ms)});
    }
  }
  Hold(outages, Duration(0), 0.0, flights, random);
}

}  // namespace neteq::sim
