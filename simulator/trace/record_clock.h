// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "neteq/base/units.h"

namespace neteq::sim {

/// Repairs the times of records whose clock was set, so that sorting by time keeps their order.
///
/// A record more than a second before its predecessor means that the clock was set back: all later
/// times are raised, and the record follows its predecessor by the step before. If the record after
/// it returns to the old times, only the one record is wrong, be it too early or more than a minute
/// too late. Steps below a second are reordering between interfaces. A clock that is set forward
/// cannot be told from a pause.
///
/// Works in two passes over the same records: Learn, then Correct.
class RecordClock {
 public:
  /// First pass: the time of the next record.
  void Learn(Timestamp time);
  /// Ends the first pass.
  void Finish();

  /// Second pass: the corrected time of the next record.
  Timestamp Correct(Timestamp time);

  /// For people: one sentence about the corrections; empty without any.
  std::string Warning() const;

 private:
  struct Jump {
    Timestamp before;  // time of the record before
    Duration step;     // usual distance of records
    Timestamp at;
  };

  void Decide(Timestamp next);

  int64_t count_ = 0;
  std::optional<Timestamp> last_;
  Duration step_{0};
  std::optional<Jump> jump_;             // of the last record, not decided yet
  std::map<int64_t, Duration> offsets_;  // from a record on
  Duration offset_{0};
  int64_t steps_ = 0;
  int64_t outliers_ = 0;
  Duration largest_step_{0};
  int64_t next_ = 0;  // record of the second pass
};

}  // namespace neteq::sim
