// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"

/// Lip sync: aligns the playout of streams of one sender by their capture times.
namespace neteq {

/// The clocks of an RTCP sender report (RFC 3550, 6.4.1).
struct SenderReport {
  uint64_t ntp = 0;  ///< seconds since 1900 in 32.32 fixed point; 0 = the sender has no clock
  RtpTimestamp rtp;  ///< the same instant on the RTP clock of the stream
};

/// Maps RTP timestamps of one stream to the sender's NTP clock.
///
/// - Model: least squares through the last 20 reports. The slope differs from the nominal clock by
///   at most 1000 ppm.
/// - Rejected reports: without a clock, not newer than the previous one, with a clock rate more
///   than 10 % off, or more than 50 ms (plus 0.1 % of the time between) from the line of the
///   previous one. Three consecutive rejected reports that agree are a step of the sender's clock
///   and replace the mapping.
/// - Validity: two accepted reports, and at most two of the last eight rejected.
class RtpToNtp {
 public:
  explicit RtpToNtp(RtpClockRate clock) : clock_(clock) {}

  /// Adds a report. Returns false if it is rejected.
  bool OnSenderReport(const SenderReport& report) noexcept NETEQ_REALTIME;
  /// Returns true if NtpOf() can map timestamps.
  bool valid() const;
  /// Capture time on the sender's clock, in 32.32 fixed point; empty unless valid. Good for
  /// timestamps within half a circle of the last report.
  std::optional<uint64_t> NtpOf(RtpTimestamp timestamp) const noexcept NETEQ_REALTIME;
  void Reset() noexcept { *this = RtpToNtp(clock_); }

 private:
  static constexpr size_t kWindow = 20;  // reports, as in WebRTC: 20 to 100 s

  struct Point {
    int64_t ticks = 0;  // unwrapped RTP timestamp
    uint64_t ntp = 0;
  };

  bool Agree(const SenderReport& earlier, const SenderReport& later) const;
  void Accept(const SenderReport& report) noexcept;
  bool Reject(const SenderReport& report) noexcept;
  void Fit() noexcept;
  const Point& newest() const { return points_[(count_ - 1) % kWindow]; }

  RtpClockRate clock_;
  Unwrapper<RtpTimestamp> unwrapper_;
  std::array<Point, kWindow> points_{};  // ring
  size_t count_ = 0;                     // accepted reports
  SenderReport accepted_;                // last accepted report
  SenderReport rejected_;                // last rejected report
  int agreeing_rejected_ = 0;            // consecutive rejected reports that agree
  unsigned rejected_bits_ = 0;           // one bit per report, 1 = rejected; bit 0 is the newest
  double offset_s_ = 0.0;                // distance of the line from the newest point
  double slope_ = 1.0;                   // NTP seconds per second of the RTP clock
};

/// How the streams of a group are compared.
enum class SyncMode {
  kNone,     ///< not compared: the only stream, or not playing
  kLevels,   ///< by delay since arrival
  kReports,  ///< by capture time
};
template <>
struct EnumNames<SyncMode> {
  static constexpr std::array<std::string_view, 3> kNames = {"none", "levels", "reports"};
};

/// Tuning of a SyncGroup.
struct AvSyncParams {
  int slew_ms_per_s = 80;
  int max_request_ms = 10'000;
  int dead_band_ms = 5;
  double gain_per_s = 0.25;
};
constexpr auto FieldsOf(const AvSyncParams*) {
  using P = AvSyncParams;
  return std::tuple{
      MakeField(&P::slew_ms_per_s, "slew_ms_per_s", Unit::kMilliseconds, 1, 10'000,
                "Largest change of a request per second (WebRTC: 80)."),
      MakeField(&P::max_request_ms, "max_request_ms", Unit::kMilliseconds, 0, 10'000,
                "Largest request (WebRTC: 10000)."),
      MakeField(&P::dead_band_ms, "dead_band_ms", Unit::kMilliseconds, 0, 1000,
                "Smaller offsets are not corrected (heuristic: 5, less than one stretch)."),
      MakeField(&P::gain_per_s, "gain_per_s", Unit::kRatio, 0.01, 2.0,
                "Change of the request per second, as a share of the offset (heuristic: 0.25, "
                "slower than the level filter and time stretching)."),
  };
}
static_assert(Declared<AvSyncParams>);

/// One stream at an instant of playout.
struct PlayoutState {
  RtpTimestamp timestamp;     ///< RTP timestamp of the sample that plays at local_time
  Timestamp local_time;       ///< time on the caller's clock, which all streams share
  Duration current_delay{0};  ///< delay from arrival to playout
  Duration minimum_delay{0};  ///< least delay that the stream needs (target delay without bounds);
                              ///< the current delay if the stream cannot be steered
};

/// State of one stream of a SyncGroup.
struct SyncReport {
  SyncMode mode = SyncMode::kNone;
  double offset_ms = 0.0;
  double request_ms = 0.0;
  bool is_slowest = false;
};
constexpr auto FieldsOf(const SyncReport*) {
  using R = SyncReport;
  return std::tuple{
      MakeChoice(&R::mode, "mode", "How the stream is compared with the others."),
      MakeField(&R::offset_ms, "offset_ms", Unit::kMilliseconds, -1e9, 1e9,
                "Time by which the stream plays ahead of the slowest stream, for audio or video "
                "captured at the same time; smoothed over one second."),
      MakeField(&R::request_ms, "request_ms", Unit::kMilliseconds, 0.0, 10'000.0,
                "Requested minimum playout delay of the stream."),
      MakeSwitch(&R::is_slowest, "is_slowest", "The stream that the others wait for."),
  };
}
static_assert(Declared<SyncReport>);

/// Keeps up to 16 streams of one sender together.
///
/// - Latency: by reports, local time minus capture time of the played sample; by levels, transit
///   plus current delay.
/// - Transit: latency minus current delay, known from reports only. A stream without valid reports
///   gets the mean transit of the streams with valid reports. If no stream has valid reports,
///   packets that arrived together play together.
/// - Slowest stream: the largest sum of transit and minimum delay. Its request falls to 0. The
///   request of every other stream is the integral of its offset to the slowest, limited in slope
///   and to [0, max_request_ms]. The integral removes the whole offset, however loosely a stream
///   follows its request.
/// - Rejected reports: those of a stream whose transit differs from the median by more than five
///   seconds (two streams by more than ten, WebRTC's limit). A stream that has not played for two
///   seconds does not delay the others.
/// - Use: call OnPlayout once per tick or video frame and set its result as the minimum playout
///   delay (NetEq::SetDelayBounds). Streams may tick at different times.
/// - Threads: not synchronized; calls on one group must not overlap.
/// - Cost: OnPlayout takes O(streams^2), at most 16 streams; no allocation.
class SyncGroup {
 public:
  static constexpr int kMaxStreams = 16;

  explicit SyncGroup(const AvSyncParams& params = {}) : params_(params) {}

  /// Adds a stream and returns its number; -1 if the group is full.
  [[nodiscard]] int AddStream(RtpClockRate clock);
  /// Removes a stream. A later AddStream may reuse its number.
  void RemoveStream(int stream);

  /// Adds a sender report. Returns false if the report is rejected or the stream does not exist.
  bool OnSenderReport(int stream, const SenderReport& report) noexcept NETEQ_REALTIME;
  /// Returns the requested minimum playout delay of the stream; 0 if the stream does not exist.
  Duration OnPlayout(int stream, const PlayoutState& state) noexcept NETEQ_REALTIME;
  /// Returns the state of the stream; default values if the stream does not exist.
  SyncReport report(int stream) const noexcept NETEQ_REALTIME;

 private:
  struct Stream {
    explicit Stream(RtpClockRate clock) : mapping(clock) {}
    Duration latency() const { return transit + state.current_delay; }

    RtpToNtp mapping;
    bool has_played = false;
    PlayoutState state;
    std::optional<Duration> reported_transit;
    Duration transit{0};  // reported, or the mean of the other streams
    SyncMode mode = SyncMode::kNone;
    double offset_ms = 0.0;  // smoothed
    double request_ms = 0.0;
  };

  const Stream* Find(int stream) const;
  Stream* Find(int stream);
  Stream* FindPlaying(int stream, Timestamp now);
  std::optional<Duration> ReportedTransit(const Stream& stream) noexcept;
  void CompareTransits(Timestamp now) noexcept;
  void FindSlowest(Timestamp now) noexcept;
  void Steer(Stream& stream, Duration passed) noexcept;
  double ChangePerSecond(const Stream& stream) const;

  AvSyncParams params_;
  std::array<std::optional<Stream>, kMaxStreams> streams_;
  std::optional<uint64_t> epoch_;  // capture times count from here
  int slowest_ = -1;
};

}  // namespace neteq
