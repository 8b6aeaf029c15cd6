// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/bound/bound.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "neteq/base/check.h"

namespace neteq::sim {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kRoundOff = 1e-9;  // relative; above the round-off of sums of millions of doubles

/// Totals of a schedule or of the best partial schedule.
struct Tally {
  double cost = 0.0;   ///< objective of the program that found it
  double delay = 0.0;  ///< sum of length x delay over played packets, ms^2
  double played_ms = 0.0;
  double concealed_ms = 0.0;  ///< concealed, omitted or inserted

  double MeanDelayMs() const { return delay / played_ms; }
  double Concealment() const { return concealed_ms / played_ms; }
  double Value(double price) const { return MeanDelayMs() + price * Concealment(); }
};

/// A packet with its lengths in grid levels.
struct Stage {
  double length_ms = 0.0;
  int due = 0;      ///< lowest level at which the packet is in time
  int stretch = 0;  ///< allowed change of level while it plays
  int length = 0;   ///< fall of level when it is omitted
  int pause = 0;    ///< allowed fall of level in the pause after it
  bool has_pause = false;
};

/// Number of whole levels in `ms`, tolerating round-off.
int LevelsIn(double ms, double grid_ms, int levels) {
  return static_cast<int>(
      std::min(std::floor(ms / grid_ms + kRoundOff), static_cast<double>(levels)));
}

/// Converts packets to grid levels. Rounds cumulative lengths, so errors do not accumulate.
class Grid {
 public:
  Grid(std::span<const BoundPacket> packets, const BoundParams& params) : params_(params) {
    double largest_ms = 0.0;
    for (const BoundPacket& packet : packets) {
      if (IsOnGrid(packet)) largest_ms = std::max(largest_ms, *packet.delay_ms);
    }
    levels_ = LevelOf(largest_ms) + 1;
  }

  int levels() const { return levels_; }

  std::vector<Stage> StagesOf(std::span<const BoundPacket> packets) const {
    std::vector<Stage> stages;
    double begin_ms = 0.0;
    for (const BoundPacket& packet : packets) {
      const double end_ms = begin_ms + packet.length_ms;
      const auto steps = [&](double rate) {
        const auto count = [&](double ms) {
          return std::floor(rate * ms / params_.grid_ms + kRoundOff);
        };
        return static_cast<int>(
            std::min(count(end_ms) - count(begin_ms), static_cast<double>(levels_)));
      };
      stages.push_back({.length_ms = packet.length_ms,
                        .due = IsOnGrid(packet) ? LevelOf(*packet.delay_ms) : levels_,
                        .stretch = steps(params_.max_stretch_pct / 100.0),
                        .length = steps(1.0),
                        .pause = LevelsIn(packet.pause_ms, params_.grid_ms, levels_),
                        .has_pause = packet.pause_ms > 0.0});
      begin_ms = end_ms;
    }
    return stages;
  }

 private:
  bool IsOnGrid(const BoundPacket& packet) const {
    return packet.delay_ms && *packet.delay_ms <= params_.max_delay_ms;
  }
  int LevelOf(double delay_ms) const {
    return static_cast<int>(std::ceil(delay_ms / params_.grid_ms - kRoundOff));
  }

  BoundParams params_;
  int levels_ = 1;
};

/// Dynamic program that finds the schedule with the smallest
///
///   sum of length x (delay - credit) over the played packets + price x concealment.
class Programme {
 public:
  Programme(std::vector<Stage> stages, int levels, double grid_ms)
      : stages_(std::move(stages)),
        grid_ms_(grid_ms),
        reach_(Levels(levels)),
        played_(Levels(levels)),
        late_(Levels(levels)),
        left_out_(Levels(levels)),
        next_(Levels(levels)) {
    candidates_.reserve(Levels(levels));
  }

  Tally Solve(double price, double credit) {
    price_ = price;
    std::fill(reach_.begin(), reach_.end(), Tally());
    for (size_t i = 0; i < stages_.size(); ++i) {
      PlayOrMiss(stages_[i], credit);
      if (i + 1 < stages_.size()) Advance(stages_[i]);
    }
    Tally best{.cost = kInfinite};
    for (const auto* row : {&played_, &late_, &left_out_}) {
      for (const Tally& tally : *row) KeepCheaper(tally, best);
    }
    return best;
  }

  /// Totals of the schedule that stays at the highest level.
  Tally AtHighestLevel() const {
    Tally tally;
    const int highest = static_cast<int>(reach_.size()) - 1;
    for (const Stage& stage : stages_) {
      if (stage.due > highest) {
        tally.concealed_ms += stage.length_ms;
      } else {
        tally.played_ms += stage.length_ms;
        tally.delay += stage.length_ms * DelayMs(highest);
      }
    }
    return tally;
  }

 private:
  static size_t Levels(int levels) { return static_cast<size_t>(levels); }
  double DelayMs(int level) const { return level * grid_ms_; }

  static void KeepCheaper(const Tally& tally, Tally& best) {
    if (tally.cost < best.cost) best = tally;
  }

  /// Extends the best partial schedule of each level by one packet.
  void PlayOrMiss(const Stage& stage, double credit) {
    for (int level = 0; level < static_cast<int>(reach_.size()); ++level) {
      const auto k = static_cast<size_t>(level);
      const bool is_late = level < stage.due;
      Tally missed = reach_[k];
      missed.concealed_ms += stage.length_ms;
      missed.cost += stage.length_ms * price_;
      Tally played = reach_[k];
      played.played_ms += stage.length_ms;
      played.delay += stage.length_ms * DelayMs(level);
      played.cost += stage.length_ms * (DelayMs(level) - credit);
      if (is_late) played.cost = kInfinite;
      played_[k] = played;
      late_[k] = missed;
      left_out_[k] = missed;
      (is_late ? left_out_ : late_)[k].cost = kInfinite;
    }
  }

  /// Finds the best partial schedule of each level when the next packet is due.
  void Advance(const Stage& stage) {
    const int any = static_cast<int>(reach_.size());
    const auto rise = [&](int levels) { return stage.has_pause ? any : levels; };
    std::fill(next_.begin(), next_.end(), Tally{.cost = kInfinite});
    Move(played_, rise(stage.stretch), stage.stretch + stage.pause);
    Move(late_, rise(stage.stretch), std::max(stage.stretch, stage.length) + stage.pause);
    Move(left_out_, rise(-stage.length), stage.length + stage.pause);
    for (size_t k = 1; k < next_.size(); ++k) {
      Tally held_up = next_[k - 1];
      held_up.concealed_ms += grid_ms_;
      held_up.cost += grid_ms_ * price_;
      KeepCheaper(held_up, next_[k]);
    }
    std::swap(reach_, next_);
  }

  /// Sets next[k] to the best of from[k - rise .. k + fall], as a sliding window minimum:
  /// `candidates_` holds only levels that no later level beats, so each level is visited once.
  void Move(const std::vector<Tally>& from, int rise, int fall) {
    const int levels = static_cast<int>(from.size());
    candidates_.clear();
    size_t first = 0;
    int seen = 0;
    for (int k = 0; k < levels; ++k) {
      for (; seen < levels && seen <= k + fall; ++seen) {
        const double cost = from[static_cast<size_t>(seen)].cost;
        while (candidates_.size() > first && from[candidates_.back()].cost > cost) {
          candidates_.pop_back();
        }
        candidates_.push_back(static_cast<size_t>(seen));
      }
      while (first < candidates_.size() && static_cast<int>(candidates_[first]) < k - rise) ++first;
      if (first < candidates_.size()) {
        KeepCheaper(from[candidates_[first]], next_[static_cast<size_t>(k)]);
      }
    }
  }

  std::vector<Stage> stages_;
  double grid_ms_;
  double price_ = 0.0;
  std::vector<Tally> reach_;
  std::vector<Tally> played_;
  std::vector<Tally> late_;
  std::vector<Tally> left_out_;
  std::vector<Tally> next_;
  std::vector<size_t> candidates_;
};

/// A corner of the hull, and the price at which it was found.
struct Corner {
  Tally tally;
  double price = 0.0;
  bool is_edge_open = true;  ///< further corners may follow before the next one
};

/// Finds corners of the hull, starting with the most promising edge.
class Hull {
 public:
  Hull(Programme& programme, double round_off) : programme_(programme), round_off_(round_off) {}

  /// Finds both ends of the hull: least concealment and least delay.
  void Begin(double highest_price) {
    constexpr double kLowestPriceMs = 1e-3;  // above 0: prefers less concealment
    corners_.push_back({programme_.AtHighestLevel()});
    const Corner least_concealment = Optimum(highest_price);
    corners_ = {least_concealment};
    const Corner least_delay = Optimum(kLowestPriceMs);
    if (least_delay.tally.Concealment() > least_concealment.tally.Concealment()) {
      corners_.push_back(least_delay);
    }
    corners_.back().is_edge_open = false;
  }

  void Refine(double max_concealed_share, size_t max_corners) {
    while (corners_.size() < max_corners) {
      const auto corner = WidestOpenEdge(max_concealed_share);
      if (corner == corners_.end()) return;
      const Tally& left = corner->tally;
      const Tally& right = (corner + 1)->tally;
      const double price =
          (left.MeanDelayMs() - right.MeanDelayMs()) / (right.Concealment() - left.Concealment());
      const Corner found = Optimum(price);
      if (found.tally.Value(price) < left.Value(price) - round_off_) {
        corners_.insert(corner + 1, found);
      } else {
        corner->is_edge_open = false;
      }
    }
  }

  const std::vector<Corner>& corners() const { return corners_; }
  const std::vector<BoundSupport>& supports() const { return supports_; }

 private:
  static double Share(const Tally& tally) {
    return tally.concealed_ms / (tally.concealed_ms + tally.played_ms);
  }

  /// Dinkelbach's iteration: a negative cost at a credit means that a better ratio exists.
  Corner Optimum(double price) {
    const auto best =
        std::min_element(corners_.begin(), corners_.end(), [&](const Corner& a, const Corner& b) {
          return a.tally.Value(price) < b.tally.Value(price);
        });
    Tally optimum = best->tally;
    while (true) {
      const Tally better = programme_.Solve(price, optimum.Value(price));
      const bool is_better =
          better.played_ms > 0.0 && better.Value(price) < optimum.Value(price) - round_off_;
      if (!is_better) break;
      optimum = better;
    }
    supports_.push_back({price, optimum.Value(price)});
    return {.tally = optimum, .price = price};
  }

  std::vector<Corner>::iterator WidestOpenEdge(double max_concealed_share) {
    auto widest = corners_.end();
    double widest_area = 0.0;
    for (auto corner = corners_.begin(); corner + 1 < corners_.end(); ++corner) {
      const Tally& left = corner->tally;
      const Tally& right = (corner + 1)->tally;
      const double area =
          (left.MeanDelayMs() - right.MeanDelayMs()) * (right.Concealment() - left.Concealment());
      if (!corner->is_edge_open || Share(left) > max_concealed_share || area <= widest_area) {
        continue;
      }
      widest = corner;
      widest_area = area;
    }
    return widest;
  }

  Programme& programme_;
  double round_off_;
  std::vector<Corner> corners_;
  std::vector<BoundSupport> supports_;
};

/// Price above which any delay is worth the smallest amount of concealment, a packet or a grid
/// step: avoiding it alone would justify a rise to the highest level and back.
double HighestPrice(std::span<const BoundPacket> packets, const BoundParams& params,
                    double highest_delay_ms) {
  double sound_ms = 0.0;
  double longest_ms = 0.0;
  double least_ms = params.grid_ms;
  for (const BoundPacket& packet : packets) {
    sound_ms += packet.length_ms;
    longest_ms = std::max(longest_ms, packet.length_ms);
    least_ms = std::min(least_ms, packet.length_ms);
  }
  const double there_and_back_ms = 2.0 * highest_delay_ms / (params.max_stretch_pct / 100.0);
  const double at_most_ms = std::min(sound_ms, there_and_back_ms + longest_ms);
  return highest_delay_ms * (1.0 + at_most_ms / least_ms);
}

BoundPoint PointOf(const Corner& corner, double sound_ms) {
  const Tally& tally = corner.tally;
  const double all_ms = tally.concealed_ms + tally.played_ms;
  const double inserted_ms = std::max(all_ms - sound_ms, 0.0);
  return {.concealed_pct = 100.0 * tally.concealed_ms / all_ms,
          .mean_delay_ms = tally.MeanDelayMs(),
          .inserted_pct = 100.0 * inserted_ms / all_ms,
          .price_ms = corner.price};
}

}  // namespace

std::optional<double> Bound::MeanDelayMs(double concealed_pct) const {
  if (points.empty() || concealed_pct < points.front().concealed_pct - kRoundOff) {
    return std::nullopt;
  }
  const double share = std::min(concealed_pct / 100.0, 1.0 - kRoundOff);
  double delay_ms = 0.0;
  for (const BoundSupport& support : supports) {
    delay_ms = std::max(delay_ms, support.value_ms - support.price_ms * share / (1.0 - share));
  }
  return delay_ms;
}

Bound FindBound(std::span<const BoundPacket> packets, const BoundParams& params) {
  Bound bound;
  bound.packets = static_cast<int64_t>(packets.size());
  double lost_ms = 0.0;
  for (const BoundPacket& packet : packets) {
    bound.sound_ms += packet.length_ms;
    if (!packet.delay_ms) lost_ms += packet.length_ms;
  }
  bound.lost_pct = 100.0 * lost_ms / bound.sound_ms;
  const Grid grid(packets, params);
  bound.levels = grid.levels();
  Programme programme(grid.StagesOf(packets), grid.levels(), params.grid_ms);
  NETEQ_DCHECK(programme.AtHighestLevel().played_ms > 0.0);
  const double highest_delay_ms = (grid.levels() - 1) * params.grid_ms;
  Hull hull(programme, kRoundOff * std::max(highest_delay_ms, 1.0));
  hull.Begin(HighestPrice(packets, params, highest_delay_ms));
  hull.Refine(params.max_concealed_pct / 100.0, static_cast<size_t>(params.points));
  for (const Corner& corner : hull.corners()) {
    bound.points.push_back(PointOf(corner, bound.sound_ms));
  }
  bound.supports = hull.supports();
  return bound;
}

}  // namespace neteq::sim
