// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/network_profile.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include "simulator/support/file_io.h"
#include "simulator/support/text.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
/// 2.8 hours: five million packets of 45 opportunities each still fit a Duration.
constexpr int64_t kMaxMs = 10'000'000;

/// Splits into lines without line ends; drops empty lines at the end.
std::vector<std::string_view> Lines(std::string_view text) {
  while (!text.empty() && kBlanks.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  std::vector<std::string_view> lines = Split(text, '\n');
  for (std::string_view& line : lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  return lines;
}

bool IsLossPattern(std::string_view text) {
  return text.find_first_of("01") != std::string_view::npos &&
         text.find_first_not_of("01 \t\r\n") == std::string_view::npos;
}

bool AreOpportunities(const std::vector<std::string_view>& lines) {
  constexpr int64_t kShortest = 1000;
  int64_t last = 0;
  for (const std::string_view line : lines) {
    const auto ms = ParseNumber<int64_t>(line);
    if (!ms || *ms < last) return false;
    last = *ms;
  }
  return last >= kShortest && ParseNumber<int64_t>(lines.front()) != last;
}

NetworkKind KindOf(std::string_view text) {
  if (IsLossPattern(text)) return NetworkKind::kLossPattern;
  return AreOpportunities(Lines(text)) ? NetworkKind::kOpportunities : NetworkKind::kDelays;
}

Result<NetworkProfile> ParseLossPattern(std::string_view text, const std::string& name) {
  NetworkProfile network{NetworkKind::kLossPattern};
  size_t line = 1;
  for (const char digit : text) {
    if (digit == '\n') ++line;
    if (kBlanks.find(digit) != std::string_view::npos) continue;
    if (digit != '0' && digit != '1') {
      return UnreadableLine(
          name, line,
          Quoted({&digit, 1}) + " in a loss pattern; expected 0 (arrives) or 1 (lost) per packet");
    }
    network.delays.push_back(digit == '0' ? std::optional(Duration(0)) : std::nullopt);
  }
  if (network.delays.empty()) {
    return UnreadableLine(name, 1, "the loss pattern is empty; expected 0 or 1 per packet");
  }
  return network;
}

Result<NetworkProfile> ParseOpportunities(std::string_view text, const std::string& name) {
  NetworkProfile network{NetworkKind::kOpportunities};
  for (const std::string_view line : Lines(text)) {
    const size_t number = network.opportunities_ms.size() + 1;
    const auto ms = ParseNumber<int64_t>(line);
    const int64_t last = network.opportunities_ms.empty() ? 0 : network.opportunities_ms.back();
    if (!ms || *ms < last || *ms > kMaxMs) {
      return UnreadableLine(name, number,
                            Quoted(line) +
                                " is not a delivery opportunity; expected an integer from " +
                                std::to_string(last) + " (the line before) to 10000000, in ms");
    }
    network.opportunities_ms.push_back(*ms);
  }
  if (network.opportunities_ms.back() == 0) {
    return UnreadableLine(name, 1,
                          "all delivery opportunities are at 0 ms; expected a last one above 0");
  }
  return network;
}

/// An endless sequence of delivery opportunities.
class Link {
 public:
  explicit Link(const std::vector<int64_t>& opportunities_ms)
      : opportunities_ms_(opportunities_ms) {}

  /// Time at which the last of `bytes`, available from `ready` on, leaves.
  Duration Deliver(Duration ready, size_t bytes) {
    SkipTo(ready);
    while (bytes > left_) {
      bytes -= left_;
      Advance();
    }
    left_ -= bytes;
    return Time();
  }

 private:
  static constexpr size_t kOpportunityBytes = 1504;  // Mahimahi: MTU plus its tunnel header

  Duration Time() const {
    return std::chrono::milliseconds(round_ * opportunities_ms_.back() + opportunities_ms_[next_]);
  }
  void Advance() {
    left_ = kOpportunityBytes;
    if (++next_ == opportunities_ms_.size()) {
      next_ = 0;
      ++round_;
    }
  }
  /// Skips opportunities before `ready`.
  void SkipTo(Duration ready) {
    if (Time() >= ready) return;
    const auto ready_ms = std::chrono::ceil<std::chrono::milliseconds>(ready).count();
    const int64_t last_ms = opportunities_ms_.back();
    round_ = (ready_ms - 1) / last_ms;
    const auto next = std::lower_bound(opportunities_ms_.begin(), opportunities_ms_.end(),
                                       ready_ms - round_ * last_ms);
    next_ = static_cast<size_t>(next - opportunities_ms_.begin());
    left_ = kOpportunityBytes;
  }

  const std::vector<int64_t>& opportunities_ms_;
  int64_t round_ = 0;
  size_t next_ = 0;
  size_t left_ = kOpportunityBytes;  // bytes left in the next opportunity
};

Delays ThroughQueue(const std::vector<int64_t>& opportunities_ms,
                    std::span<const TracePacket> packets, const QueueParams& queue) {
  Link link(opportunities_ms);
  std::deque<Duration> waiting;  // departure times
  Delays delays;
  for (const TracePacket& packet : packets) {
    const Duration now = packet.arrival - packets.front().arrival;
    while (!waiting.empty() && waiting.front() <= now) waiting.pop_front();
    if (queue.max_packets > 0 && waiting.size() >= static_cast<size_t>(queue.max_packets)) {
      delays.emplace_back(std::nullopt);
      continue;
    }
    const Duration left =
        link.Deliver(now, packet.full_size() + static_cast<size_t>(queue.overhead_bytes));
    waiting.push_back(left);
    delays.emplace_back(left - now + std::chrono::milliseconds(queue.propagation_ms));
  }
  return delays;
}

}  // namespace

Result<NetworkProfile> ParseNetworkProfile(std::string_view text, const std::string& name,
                                           std::optional<NetworkKind> kind) {
  switch (kind.value_or(KindOf(text))) {
    case NetworkKind::kLossPattern:
      return ParseLossPattern(text, name);
    case NetworkKind::kOpportunities:
      return ParseOpportunities(text, name);
    case NetworkKind::kDelays:
      break;
  }
  auto delays = ParseDelays(text, name);
  if (!delays.ok()) return delays.status();
  return NetworkProfile{NetworkKind::kDelays, std::move(*delays)};
}

Result<NetworkProfile> ReadNetworkProfile(const std::string& path,
                                          std::optional<NetworkKind> kind) {
  const auto file = ReadFile(path);
  if (!file.ok()) return file.status();
  return ParseNetworkProfile(AsText(*file), path, kind);
}

Delays TransitTimes(const NetworkProfile& network, std::span<const TracePacket> packets,
                    const QueueParams& queue) {
  if (network.kind == NetworkKind::kOpportunities) {
    return ThroughQueue(network.opportunities_ms, packets, queue);
  }
  Delays delays;
  for (size_t i = 0; i < packets.size(); ++i) delays.push_back(DelayOf(network.delays, i));
  return delays;
}

}  // namespace neteq::sim
