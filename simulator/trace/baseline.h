// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

namespace neteq::sim {

/// Sending and transit time of a packet, in ms.
struct TransitPoint {
  double send_ms = 0.0;
  double transit_ms = 0.0;
};

/// Transit time of the fastest packets as a line over the sending time.
struct Baseline {
  double transit_ms = 0.0;  ///< at sending time 0
  double slope = 0.0;       ///< minus the drift of the sender's clock, per unit
};

/// Fits the baseline of a time line: no packet lies below it.
///
/// - Without drift it is the least transit time.
/// - Drift: the line below all points with the least sum of distances to them, which is the edge of
///   their lower convex hull at the mean sending time (Moon, Skelly and Towsley, INFOCOM 1999). It is
///   taken if the line is at least 30 s long, the drift below 1000 ppm, and the least transit times
///   of sixteen parts of the line follow it four times as closely as a constant. A change of route
///   or queueing does not pass that test.
Baseline FitBaseline(std::vector<TransitPoint> points);

}  // namespace neteq::sim
