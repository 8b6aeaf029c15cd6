// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/sweep_points.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "neteq/base/random.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr size_t kMaxGridPoints = 100'000;

Status WithOption(std::string_view option, std::string_view text, const Status& status) {
  return {status.code(), std::string(option) + ' ' + std::string(text) + ": " + status.detail()};
}

Status CheckValue(Config config, std::string_view name, std::string_view value) {
  return SetParam(config, name, value);
}

/// Parses LOW..HIGH; both must be valid values.
Result<SweepAxis> MakeRange(const Config& base, std::string_view name, std::string_view range) {
  const size_t dots = range.find("..");
  if (dots == std::string_view::npos) {
    return Status(StatusCode::kInvalidArgument,
                  "expected NAME=LOW..HIGH, for example relative.quantile=0.9..0.99");
  }
  const std::array ends = {range.substr(0, dots), range.substr(dots + 2)};
  for (const std::string_view end : ends) {
    if (Status status = CheckValue(base, name, end); !status.ok()) return status;
  }
  const auto low = ParseNumber<double>(ends[0]);
  const auto high = ParseNumber<double>(ends[1]);
  if (!low || !high) {
    return Status(StatusCode::kInvalidArgument,
                  std::string(name) + " is not a number; list its values with --grid");
  }
  if (!(*low < *high)) {
    return Status(StatusCode::kInvalidArgument,
                  "the range is empty; expected the lower value first");
  }
  const bool is_whole = ConfigToJson(base)[std::string(name)].is_number_integer();
  return SweepAxis{std::string(name), {}, *low, *high, is_whole};
}

Result<SweepAxis> MakeGrid(const Config& base, std::string_view name, std::string_view values) {
  SweepAxis axis{.name = std::string(name)};
  for (const std::string_view value : Split(values, ',')) {
    if (Status status = CheckValue(base, name, value); !status.ok()) return status;
    if (std::find(axis.values.begin(), axis.values.end(), value) != axis.values.end()) {
      return Status(StatusCode::kInvalidArgument, Quoted(value) + " is listed twice");
    }
    axis.values.emplace_back(value);
  }
  return axis;
}

/// Formats six significant digits: heuristic, finer than a search can resolve, short in a table.
std::string SixDigits(double number) {
  std::array<char, 32> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                    std::chars_format::general, 6);
  return {digits.data(), result.ptr};
}

std::string Draw(const SweepAxis& axis, Random& random) {
  const double share = random.Uniform();
  if (!axis.values.empty()) {
    return axis.values[static_cast<size_t>(share * static_cast<double>(axis.values.size()))];
  }
  if (!axis.is_whole) return SixDigits(axis.low + share * (axis.high - axis.low));
  return FormatFixed(axis.low + std::floor(share * (axis.high - axis.low + 1.0)), 0);
}

Status NoPoint() {
  return {
      StatusCode::kInvalidArgument,
      "every combination violates a constraint, such as a minimum above its maximum; change the "
      "values"};
}

/// Splits at the first equals sign and calls `make` with the parts.
template <class Make>
Result<SweepAxis> ParseAxis(std::string_view option, const Config& base, std::string_view text,
                            const Make& make) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return WithOption(option, text,
                      {StatusCode::kInvalidArgument,
                       "expected NAME=VALUES, for example delay.max_delay_ms=40,60"});
  }
  auto axis = make(base, text.substr(0, equals), text.substr(equals + 1));
  if (!axis.ok()) return WithOption(option, text, axis.status());
  return axis;
}

}  // namespace

Result<SweepAxis> ParseGridAxis(const Config& base, std::string_view text) {
  return ParseAxis("--grid", base, text, MakeGrid);
}

Result<SweepAxis> ParseRangeAxis(const Config& base, std::string_view text) {
  return ParseAxis("--range", base, text, MakeRange);
}

Result<Config> ConfigAt(const Config& base, const std::vector<SweepAxis>& axes,
                        const SweepPoint& point) {
  Config config = base;
  for (size_t i = 0; i < axes.size(); ++i) {
    if (Status status = SetParam(config, axes[i].name, point[i]); !status.ok()) return status;
  }
  if (Status status = CheckConfig(config); !status.ok()) return status;
  return config;
}

Result<std::vector<SweepPoint>> GridPoints(const Config& base, const std::vector<SweepAxis>& axes) {
  std::vector<SweepPoint> points = {{}};
  for (const SweepAxis& axis : axes) {
    if (points.size() * axis.values.size() > kMaxGridPoints) {
      return Status(StatusCode::kInvalidArgument,
                    "the grid exceeds " + std::to_string(kMaxGridPoints) +
                        " points; list fewer values or use random search");
    }
    std::vector<SweepPoint> longer;
    for (const SweepPoint& point : points) {
      for (const std::string& value : axis.values) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    }
    points = std::move(longer);
  }
  const auto contradicts = [&](const SweepPoint& p) { return !ConfigAt(base, axes, p).ok(); };
  points.erase(std::remove_if(points.begin(), points.end(), contradicts), points.end());
  if (points.empty()) return NoPoint();
  return points;
}

Result<std::vector<SweepPoint>> RandomPoints(const Config& base, const std::vector<SweepAxis>& axes,
                                             size_t count, uint64_t seed) {
  constexpr size_t kTriesPerPoint = 100;
  Random random(seed);
  std::vector<SweepPoint> points;
  std::set<SweepPoint> seen;
  for (size_t i = 0; i < kTriesPerPoint * count && points.size() < count; ++i) {
    SweepPoint point;
    for (const SweepAxis& axis : axes) point.push_back(Draw(axis, random));
    if (!seen.insert(point).second || !ConfigAt(base, axes, point).ok()) continue;
    points.push_back(std::move(point));
  }
  if (points.empty()) return NoPoint();
  return points;
}

}  // namespace neteq::sim
