// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/random.h"
#include "simulator/networks/delay_models.h"
#include "simulator/networks/flight.h"

/// Models that affect single packets, and a rate-limited link.
namespace neteq::sim {

struct Reordering {
  double share = 0.01;
  double delay_ms = 40;
};
constexpr auto FieldsOf(const Reordering*) {
  using P = Reordering;
  return std::tuple{
      MakeField(&P::share, "share", Unit::kRatio, 0, 1, "Share of packets delayed."),
      MakeField(&P::delay_ms, "delay", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Extra delay; other packets overtake the delayed ones."),
  };
}
static_assert(Declared<Reordering>);
void Pass(const Reordering& model, Flights& flights, Random& random);

struct Duplication {
  double share = 0.01;
  double delay_ms = 0;
};
constexpr auto FieldsOf(const Duplication*) {
  using P = Duplication;
  return std::tuple{
      MakeField(&P::share, "share", Unit::kRatio, 0, 1, "Share of packets delivered twice."),
      MakeField(&P::delay_ms, "delay", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Delay of the copy after the original."),
  };
}
static_assert(Declared<Duplication>);
void Pass(const Duplication& model, Flights& flights, Random& random);

/// A token bucket behind a queue: a packet leaves when there are tokens for all its bytes.
struct RateLimit {
  double kbps = 64;
  int bucket_bytes = 0;
  double queue_ms = 500;
  int overhead_bytes = 28;
};
constexpr auto FieldsOf(const RateLimit*) {
  using P = RateLimit;
  return std::tuple{
      MakeField(&P::kbps, "kbps", Unit::kNone, 0.1, 1e7, "Rate of the link, kbit/s."),
      MakeField(&P::bucket_bytes, "bucket", Unit::kNone, 0, 100'000'000,
                "Bucket size in bytes: data that can leave at once after a pause. 0 = a plain link "
                "with a serialisation delay per packet."),
      MakeField(&P::queue_ms, "queue", Unit::kMilliseconds, 0, kMaxModelDelayMs,
                "Queue limit: a packet that would wait longer is lost."),
      MakeField(&P::overhead_bytes, "overhead", Unit::kNone, 0, 1000,
                "Bytes added to each RTP packet by lower layers: 28 for IPv4 and UDP."),
  };
}
static_assert(Declared<RateLimit>);
void Pass(const RateLimit& model, Flights& flights, Random& random);

}  // namespace neteq::sim
