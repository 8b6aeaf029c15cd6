// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/packet_models.h"

#include <algorithm>
#include <optional>

namespace neteq::sim {

void Pass(const Reordering& model, Flights& flights, Random& random) {
  for (Flight& flight : flights) {
    if (random.Uniform() < model.share) flight.time += FromMs(model.delay_ms);
  }
}

void Pass(const Duplication& model, Flights& flights, Random& random) {
  Flights copies;
  for (const Flight& flight : flights) {
    if (random.Uniform() >= model.share) continue;
    copies.push_back({flight.packet, flight.time + FromMs(model.delay_ms), flight.bytes});
  }
  flights.insert(flights.end(), copies.begin(), copies.end());
}

void Pass(const RateLimit& model, Flights& flights, Random& /*random*/) {
  const double bytes_per_ms = model.kbps / 8.0;
  double tokens = model.bucket_bytes;
  std::optional<Duration> last_left;  // tokens are those of then
  DelayEach(flights, [&](const Flight& flight) -> std::optional<Duration> {
    const Duration head = std::max(flight.time, last_left.value_or(flight.time));
    const double gained = ToMs(head - last_left.value_or(head)) * bytes_per_ms;
    const double there = std::min<double>(model.bucket_bytes, tokens + gained);
    const double left = there - static_cast<double>(flight.bytes) - model.overhead_bytes;
    const Duration out = head + FromMs(std::max(0.0, -left) / bytes_per_ms);
    if (out - flight.time > FromMs(model.queue_ms)) return std::nullopt;
    tokens = std::max(0.0, left);
    last_left = out;
    return out - flight.time;
  });
}

}  // namespace neteq::sim
