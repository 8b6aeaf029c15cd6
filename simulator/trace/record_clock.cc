// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/record_clock.h"

#include <algorithm>
#include <chrono>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr Duration kBack = std::chrono::seconds(1);      // heuristic: above reordering by threads
constexpr Duration kForward = std::chrono::seconds(60);  // heuristic: above usual pauses
constexpr Duration kMaxStep = std::chrono::milliseconds(20);  // a usual packet of voice
constexpr size_t kMaxOffsets = 100'000;  // heuristic: bounds the memory of damaged files

bool Continues(Timestamp before, Timestamp after) {
  return after - before >= -kBack && after - before <= kForward;
}

}  // namespace

void RecordClock::Learn(Timestamp time) {
  if (jump_) Decide(time);
  if (last_ && !Continues(*last_, time)) {
    jump_ = Jump{*last_, step_, time};
  } else if (last_) {
    step_ = std::clamp(time - *last_, Duration(0), kMaxStep);
  }
  last_ = time;
  ++count_;
}

/// `next` is the record after the one that jumped, whose index is count_ - 1.
void RecordClock::Decide(Timestamp next) {
  const Jump jump = *jump_;
  jump_.reset();
  const bool is_outlier = Continues(jump.before, next);
  if (!is_outlier && jump.at > jump.before) return;  // a pause
  if (offsets_.size() >= kMaxOffsets) return;
  const Duration correction = jump.before + jump.step - jump.at;
  offsets_[count_ - 1] = offset_ + correction;
  if (is_outlier) {
    ++outliers_;
    offsets_[count_] = offset_;
    last_ = jump.before;  // the next record follows that one
  } else {
    ++steps_;
    offset_ += correction;
    largest_step_ = std::max(largest_step_, correction);
  }
}

void RecordClock::Finish() {
  if (!jump_ || jump_->at > jump_->before) return;
  Decide(jump_->at);
}

Timestamp RecordClock::Correct(Timestamp time) {
  const auto after = offsets_.upper_bound(next_++);
  return after == offsets_.begin() ? time : time + std::prev(after)->second;
}

std::string RecordClock::Warning() const {
  std::string text;
  if (steps_ > 0) {
    text = "the clock of the capture was set back " + std::to_string(steps_) +
           (steps_ == 1 ? " time, by " : " times, by at most ") +
           FormatNumber(ToMs(largest_step_) / 1000.0, 3) + " s; the order of the records is kept";
  }
  if (outliers_ > 0) {
    text += (text.empty() ? "" : "; ") + std::to_string(outliers_) +
            (outliers_ == 1 ? " record has an impossible time and takes"
                            : " records have impossible times and take") +
            " that of the record before";
  }
  return text;
}

}  // namespace neteq::sim
