// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/av_sync.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <utility>

#include "neteq/base/fixed_vector.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Limits of a plausible report. Heuristic: a clock rate 10 % off is an error; senders need at most
// 50 ms to write a report; 1000 ppm is ten times the error of a bad crystal.
constexpr double kMaxRateError = 0.1;
constexpr double kMaxDeviationS = 0.05;
constexpr double kMaxClockError = 1e-3;

// Number of consecutive rejected reports that replace the mapping if they agree with each other,
// and maximum number of rejected reports among the last eight for a valid mapping. Heuristic.
constexpr int kAgreeingToReplace = 3;
constexpr int kRejectedToTrust = 2;
constexpr unsigned kReportBits = 0xff;

// Half of WebRTC's limit for the difference of two streams, because it is relative to the median.
constexpr Duration kMaxTransitFromMedian = seconds(5);

// Time without playout after which a stream is ignored. Heuristic: longer than the pause between
// two frames of a moving video.
constexpr Duration kSilentAfter = seconds(2);

// Another stream becomes the slowest only if it is slower by this much. Heuristic: more than one
// step of a target delay.
constexpr Duration kSlowestHysteresis = milliseconds(20);

// Time constant of the offset filter. Heuristic: averages over the pitch periods by which
// stretching moves the level.
constexpr double kSmoothingMs = 1000.0;

// Limit for the lead of a request over a stream that does not follow, in addition to its offset.
// Heuristic: a quarter of a delay of 800 ms, the width of NetEQ's band below the target.
constexpr double kMaxLeadMs = 200.0;

// Limit for the time between playout calls, so that skipped calls cause no large step. Heuristic.
constexpr Duration kLongestStep = milliseconds(100);

/// Signed difference of two NTP times in seconds. Valid across the end of an NTP era.
double Seconds(uint64_t later, uint64_t earlier) {
  return static_cast<double>(static_cast<int64_t>(later - earlier)) * 0x1p-32;
}

/// Signed difference of two NTP times, exact to the microsecond.
Duration Between(uint64_t later, uint64_t earlier) {
  const auto difference = static_cast<int64_t>(later - earlier);
  const int64_t fraction = difference & 0xffffffff;
  return seconds(difference >> 32) + Duration((fraction * 1'000'000) >> 32);
}

using Transits = FixedVector<Duration, SyncGroup::kMaxStreams>;

/// Statistics of the transits that are close to their median.
struct PlausibleTransits {
  Duration median{0};
  Duration mean{0};
  int count = 0;

  bool Contain(Duration transit) const {
    return std::chrono::abs(transit - median) <= kMaxTransitFromMedian;
  }
};

/// Sorts `transits`.
PlausibleTransits FindPlausible(Transits& transits) {
  PlausibleTransits plausible;
  if (transits.empty()) return plausible;
  std::sort(transits.begin(), transits.end());
  const Duration lower = transits[(transits.size() - 1) / 2];
  plausible.median = lower + (transits[transits.size() / 2] - lower) / 2;
  Duration sum{0};
  for (const Duration transit : transits) {
    if (!plausible.Contain(transit)) continue;
    sum += transit - plausible.median;
    ++plausible.count;
  }
  if (plausible.count > 0) plausible.mean = plausible.median + sum / plausible.count;
  return plausible;
}

}  // namespace

// ------------------------------------------------------------------------------------------------
// RTP to NTP

bool RtpToNtp::OnSenderReport(const SenderReport& report) noexcept {
  if (count_ > 0 && report.ntp == accepted_.ntp && report.rtp == accepted_.rtp) return true;
  if (report.ntp != 0 && (count_ == 0 || Agree(accepted_, report))) {
    Accept(report);
    return true;
  }
  return Reject(report);
}

bool RtpToNtp::valid() const {
  return count_ >= 2 && std::popcount(rejected_bits_) <= kRejectedToTrust;
}

std::optional<uint64_t> RtpToNtp::NtpOf(RtpTimestamp timestamp) const noexcept {
  if (!valid()) return std::nullopt;
  const auto ticks = static_cast<double>(unwrapper_.Peek(timestamp) - newest().ticks);
  const double elapsed_s = offset_s_ + slope_ * ticks / clock_.hz();
  return newest().ntp + static_cast<uint64_t>(std::llround(elapsed_s * 0x1p32));
}

bool RtpToNtp::Agree(const SenderReport& earlier, const SenderReport& later) const {
  const double ntp_s = Seconds(later.ntp, earlier.ntp);
  const double rtp_s = static_cast<double>(later.rtp.DistanceFrom(earlier.rtp)) / clock_.hz();
  if (ntp_s <= 0.0 || rtp_s <= 0.0) return false;
  const double deviation_s = std::abs(rtp_s - ntp_s);
  return deviation_s <= kMaxRateError * ntp_s &&
         deviation_s <= kMaxDeviationS + kMaxClockError * ntp_s;
}

void RtpToNtp::Accept(const SenderReport& report) noexcept {
  points_[count_++ % kWindow] = {unwrapper_.Unwrap(report.rtp), report.ntp};
  accepted_ = report;
  agreeing_rejected_ = 0;
  rejected_bits_ = (rejected_bits_ << 1U) & kReportBits;
  Fit();
}

/// Rejects a report. Returns true if enough rejected reports agree, so that they replace the
/// mapping.
bool RtpToNtp::Reject(const SenderReport& report) noexcept {
  const bool agrees = agreeing_rejected_ > 0 && Agree(rejected_, report);
  agreeing_rejected_ = agrees ? agreeing_rejected_ + 1 : 1;
  rejected_ = report;
  rejected_bits_ = ((rejected_bits_ << 1U) | 1U) & kReportBits;
  if (agreeing_rejected_ < kAgreeingToReplace) return false;
  Reset();
  Accept(report);
  return true;
}

/// Fits the line relative to the newest point, where doubles are exact enough.
void RtpToNtp::Fit() noexcept {
  const size_t n = std::min(count_, kWindow);
  const Point origin = newest();
  std::array<double, kWindow> x{};
  std::array<double, kWindow> y{};
  double mean_x = 0.0;
  double mean_y = 0.0;
  for (size_t i = 0; i < n; ++i) {
    x[i] = static_cast<double>(points_[i].ticks - origin.ticks) / clock_.hz();
    y[i] = Seconds(points_[i].ntp, origin.ntp);
    mean_x += x[i] / static_cast<double>(n);
    mean_y += y[i] / static_cast<double>(n);
  }
  double xx = 0.0;
  double xy = 0.0;
  for (size_t i = 0; i < n; ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  slope_ = xx > 0.0 ? std::clamp(xy / xx, 1.0 - kMaxClockError, 1.0 + kMaxClockError) : 1.0;
  offset_s_ = mean_y - slope_ * mean_x;
}

// ------------------------------------------------------------------------------------------------
// the group

int SyncGroup::AddStream(RtpClockRate clock) {
  for (int stream = 0; stream < kMaxStreams; ++stream) {
    if (Find(stream) != nullptr) continue;
    streams_[static_cast<size_t>(stream)].emplace(clock);
    return stream;
  }
  return -1;
}

void SyncGroup::RemoveStream(int stream) {
  if (Find(stream) == nullptr) return;
  streams_[static_cast<size_t>(stream)].reset();
  if (slowest_ == stream) slowest_ = -1;
}

bool SyncGroup::OnSenderReport(int stream, const SenderReport& report) noexcept {
  Stream* const found = Find(stream);
  return found != nullptr && found->mapping.OnSenderReport(report);
}

Duration SyncGroup::OnPlayout(int stream, const PlayoutState& state) noexcept {
  Stream* const found = Find(stream);
  if (found == nullptr) return Duration(0);
  const Duration passed =
      found->has_played ? state.local_time - found->state.local_time : Duration(0);
  found->has_played = true;
  found->state = state;
  found->reported_transit = ReportedTransit(*found);
  CompareTransits(state.local_time);
  FindSlowest(state.local_time);
  Steer(*found, std::clamp(passed, Duration(0), kLongestStep));
  return FromMs(found->request_ms);
}

SyncReport SyncGroup::report(int stream) const noexcept {
  const Stream* const found = Find(stream);
  if (found == nullptr) return {};
  return {.mode = found->mode,
          .offset_ms = found->offset_ms,
          .request_ms = found->request_ms,
          .is_slowest = stream == slowest_};
}

const SyncGroup::Stream* SyncGroup::Find(int stream) const {
  if (stream < 0 || stream >= kMaxStreams) return nullptr;
  const std::optional<Stream>& slot = streams_[static_cast<size_t>(stream)];
  return slot ? &*slot : nullptr;
}

SyncGroup::Stream* SyncGroup::Find(int stream) {
  return const_cast<Stream*>(std::as_const(*this).Find(stream));
}

SyncGroup::Stream* SyncGroup::FindPlaying(int stream, Timestamp now) {
  Stream* const found = Find(stream);
  const bool is_playing =
      found != nullptr && found->has_played && now - found->state.local_time <= kSilentAfter;
  return is_playing ? found : nullptr;
}

std::optional<Duration> SyncGroup::ReportedTransit(const Stream& stream) noexcept {
  const std::optional<uint64_t> captured = stream.mapping.NtpOf(stream.state.timestamp);
  if (!captured) return std::nullopt;
  if (!epoch_) epoch_ = captured;
  return stream.state.local_time.time_since_epoch() - Between(*captured, *epoch_) -
         stream.state.current_delay;
}

/// Sets the transit and the mode of every playing stream.
void SyncGroup::CompareTransits(Timestamp now) noexcept {
  Transits reported;
  int playing = 0;
  for (int i = 0; i < kMaxStreams; ++i) {
    const Stream* const stream = FindPlaying(i, now);
    if (stream == nullptr) continue;
    ++playing;
    if (stream->reported_transit) reported.PushBack(*stream->reported_transit);
  }
  const PlausibleTransits plausible = FindPlausible(reported);
  for (int i = 0; i < kMaxStreams; ++i) {
    Stream* const stream = FindPlaying(i, now);
    if (stream == nullptr) continue;
    const bool is_known = stream->reported_transit && plausible.Contain(*stream->reported_transit);
    stream->transit = is_known ? *stream->reported_transit : plausible.mean;
    const bool by_reports = is_known && plausible.count > 1;
    stream->mode = by_reports ? SyncMode::kReports : SyncMode::kLevels;
    if (playing == 1) stream->mode = SyncMode::kNone;
  }
}

void SyncGroup::FindSlowest(Timestamp now) noexcept {
  const auto least_latency = [](const Stream& stream) {
    return stream.transit + stream.state.minimum_delay;
  };
  const Stream* slowest = FindPlaying(slowest_, now);
  if (slowest == nullptr) slowest_ = -1;
  for (int i = 0; i < kMaxStreams; ++i) {
    const Stream* const stream = FindPlaying(i, now);
    if (stream == nullptr) continue;
    if (slowest != nullptr &&
        least_latency(*stream) <= least_latency(*slowest) + kSlowestHysteresis) {
      continue;
    }
    slowest = stream;
    slowest_ = i;
  }
}

void SyncGroup::Steer(Stream& stream, Duration passed) noexcept {
  const Stream& slowest = *Find(slowest_);
  const double passed_s = ToMs(passed) / 1000.0;
  const double slew = params_.slew_ms_per_s;
  double change_per_s = -slew;
  if (&stream == &slowest) {
    stream.offset_ms = 0.0;
  } else {
    const double offset_ms = ToMs(slowest.latency() - stream.latency());
    stream.offset_ms += (offset_ms - stream.offset_ms) * (ToMs(passed) / kSmoothingMs);
    change_per_s = ChangePerSecond(stream);
  }
  stream.request_ms =
      std::clamp(stream.request_ms + std::clamp(change_per_s, -slew, slew) * passed_s, 0.0,
                 static_cast<double>(params_.max_request_ms));
}

double SyncGroup::ChangePerSecond(const Stream& stream) const {
  const double offset_ms = stream.offset_ms;
  if (std::abs(offset_ms) <= params_.dead_band_ms) return 0.0;
  if (offset_ms < 0.0) return params_.gain_per_s * offset_ms;
  // A request below the stream's minimum has no effect, so it rises to the minimum at full speed.
  if (stream.request_ms < ToMs(stream.state.minimum_delay)) return params_.slew_ms_per_s;
  const double lead_ms = stream.request_ms - ToMs(stream.state.current_delay) - offset_ms;
  return lead_ms > kMaxLeadMs ? 0.0 : params_.gain_per_s * offset_ms;
}

}  // namespace neteq
