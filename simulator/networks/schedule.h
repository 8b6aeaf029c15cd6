// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/random.h"
#include "neteq/base/units.h"
#include "simulator/networks/flight.h"

namespace neteq::sim {

/// Repeated events. The first is uniform within `every`, the intervals vary by `spread`.
class Schedule {
 public:
  Schedule(double every_ms, double spread, Duration start, Random& random)
      : every_ms_(every_ms),
        spread_(spread),
        random_(random),
        next_(start + FromMs(every_ms * random.Uniform())) {}

  Duration next() const { return next_; }
  void Advance() { next_ += FromMs(Vary(every_ms_, spread_, random_)); }

 private:
  double every_ms_;
  double spread_;
  Random& random_;
  Duration next_;
};

}  // namespace neteq::sim
