// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/av_sync.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr RtpClockRate kAudioClock{48000};
constexpr RtpClockRate kVideoClock{90000};

uint64_t Ntp(double s) { return static_cast<uint64_t>(s * 0x1p32); }

// ------------------------------------------------------------------------------------------------
// RTP to NTP

/// A sender. At its time 0 the NTP clock shows `ntp_s` and the RTP clock shows `first`.
struct Sender {
  double ntp_s = 3.9e9;
  uint32_t first = 1000;
  double clock_error = 0.0;  // relative error of the RTP clock

  RtpTimestamp RtpAt(double t) const {
    const double ticks = t * kAudioClock.hz() * (1.0 + clock_error);
    return RtpTimestamp(first).Advanced(std::llround(ticks));
  }
  SenderReport At(double t, double error_s = 0.0) const {
    return {.ntp = Ntp(ntp_s + t + error_s), .rtp = RtpAt(t)};
  }
  /// Error of the mapping at `t` in ms.
  double ErrorMs(const RtpToNtp& mapping, double t) const {
    const auto ntp = static_cast<int64_t>(*mapping.NtpOf(RtpAt(t)) - Ntp(ntp_s + t));
    return static_cast<double>(ntp) * 0x1p-32 * 1000.0;
  }
};

TEST(RtpToNtp, NeedsTwoReports) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);

  EXPECT_FALSE(mapping.NtpOf(sender.RtpAt(0)));
  EXPECT_TRUE(mapping.OnSenderReport(sender.At(0)));
  EXPECT_FALSE(mapping.NtpOf(sender.RtpAt(0)));
  EXPECT_TRUE(mapping.OnSenderReport(sender.At(5)));

  // A double resolves the sender's NTP second to 2^-20 s; a timestamp resolves 1/48 ms.
  EXPECT_NEAR(sender.ErrorMs(mapping, 7), 0.0, 0.03);
  EXPECT_NEAR(sender.ErrorMs(mapping, 1), 0.0, 0.03);
}

TEST(RtpToNtp, TheSameReportTwiceIsOne) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);

  EXPECT_TRUE(mapping.OnSenderReport(sender.At(0)));
  EXPECT_TRUE(mapping.OnSenderReport(sender.At(0)));

  EXPECT_FALSE(mapping.valid());
}

TEST(RtpToNtp, CrossesTheWrapOfTheTimestampAndTheEndOfTheNtpEra) {
  const Sender sender{.ntp_s = 0x1p32 - 7.0, .first = 0xffffffffU - 48000U * 6};
  RtpToNtp mapping(kAudioClock);
  for (int t = 0; t <= 20; t += 5) {
    // The era ends between the second and the third report.
    const double ntp_s = std::fmod(sender.ntp_s + t, 0x1p32);
    EXPECT_TRUE(mapping.OnSenderReport({.ntp = Ntp(ntp_s), .rtp = sender.RtpAt(t)}));
  }

  const auto ntp = mapping.NtpOf(sender.RtpAt(22));

  EXPECT_NEAR(static_cast<double>(*ntp) * 0x1p-32, 15.0, 1e-4);
}

TEST(RtpToNtp, FollowsTheErrorOfTheClockThroughJitteryReports) {
  for (const double clock_error : {-5e-4, 5e-4}) {
    const Sender sender{.clock_error = clock_error};
    RtpToNtp mapping(kAudioClock);
    Random random(1);
    for (int t = 0; t <= 300; t += 5) {
      EXPECT_TRUE(mapping.OnSenderReport(sender.At(t, 0.005 * (random.Uniform() - 0.5))));
      if (t < 100) continue;
      // The noise is 5 ms / sqrt(12). At the end of a line through 20 points, its standard
      // deviation is 2 / sqrt(20) of that: 0.65 ms. The limit is four times as large.
      EXPECT_NEAR(sender.ErrorMs(mapping, t + 2.5), 0.0, 2.6);
    }
  }
}

TEST(RtpToNtp, RejectsImplausibleReports) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);
  mapping.OnSenderReport(sender.At(10));
  const auto report = [&](double ntp_t, double rtp_t) {
    return SenderReport{.ntp = Ntp(sender.ntp_s + ntp_t), .rtp = sender.RtpAt(rtp_t)};
  };

  EXPECT_FALSE(mapping.OnSenderReport({.ntp = 0, .rtp = sender.RtpAt(15)})) << "no clock";
  EXPECT_FALSE(mapping.OnSenderReport(report(15, 10))) << "timestamp stands still";
  EXPECT_FALSE(mapping.OnSenderReport(report(15, 5))) << "timestamp goes back";
  EXPECT_FALSE(mapping.OnSenderReport(report(10, 15))) << "clock stands still";
  EXPECT_FALSE(mapping.OnSenderReport(report(5, 15))) << "clock goes back";
  EXPECT_FALSE(mapping.OnSenderReport(report(10.3, 10.335))) << "clock rate off by 12 %";
  EXPECT_FALSE(mapping.OnSenderReport(report(15, 15.1))) << "off by 100 ms";
  EXPECT_TRUE(mapping.OnSenderReport(report(15, 15.04)));
}

TEST(RtpToNtp, OneBadReportDoesNotSpoilTheMapping) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);
  for (int t = 0; t <= 100; t += 5) {
    EXPECT_EQ(mapping.OnSenderReport(sender.At(t, t == 50 ? 1.0 : 0.0)), t != 50);
  }

  EXPECT_NEAR(sender.ErrorMs(mapping, 102), 0.0, 0.03);
}

TEST(RtpToNtp, ABadFirstReportIsReplacedByThreeThatAgree) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);
  mapping.OnSenderReport(sender.At(0, 1000.0));

  EXPECT_FALSE(mapping.OnSenderReport(sender.At(5)));
  EXPECT_FALSE(mapping.OnSenderReport(sender.At(10)));
  EXPECT_TRUE(mapping.OnSenderReport(sender.At(15)));
  EXPECT_FALSE(mapping.valid());
  EXPECT_TRUE(mapping.OnSenderReport(sender.At(20)));

  EXPECT_NEAR(sender.ErrorMs(mapping, 22), 0.0, 0.03);
}

TEST(RtpToNtp, IsNotValidWhileMoreThanTwoOfEightReportsAreBad) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);
  Random random(3);
  for (int report = 0; report < 30; ++report) {
    const bool is_bad = report >= 4 && report % 2 == 0;
    const double error_s = is_bad ? 2.0 + random.Uniform() : 0.0;
    mapping.OnSenderReport(sender.At(5 * report, error_s));
    EXPECT_EQ(mapping.valid(), report >= 1 && report < 8) << report;
  }
}

TEST(RtpToNtp, ResetForgetsEverything) {
  const Sender sender;
  RtpToNtp mapping(kAudioClock);
  for (int t = 0; t <= 20; t += 5) mapping.OnSenderReport(sender.At(t));

  mapping.Reset();

  EXPECT_FALSE(mapping.valid());
}

// ------------------------------------------------------------------------------------------------
// the group

/// A stream that is received and played. All times in ms; delays count from arrival. Only reports
/// can reveal the transit time of the network.
struct SimulatedStream {
  RtpClockRate clock{48000};
  double transit = 50.0;
  double minimum = 60.0;          // delay that the stream needs itself
  double band = 1.0;              // share of the request that the stream reaches, as in NetEQ
  double report_interval = 5000;  // 0 = no reports
  std::function<double(Random&)> report_error = [](Random& random) {
    return 4.0 * random.Uniform() - 2.0;
  };

  int number = -1;
  double delay = 0.0;
  Duration request{0};
  Duration largest_step{0};  // largest change of the request from tick to tick
  bool is_over = false;

  double latency() const { return transit + delay; }
};

/// Streams of one sender, played in ticks.
class SyncGroupTest : public testing::Test {
 protected:
  SimulatedStream& Add(SimulatedStream stream) {
    stream.number = group_.AddStream(stream.clock);
    stream.delay = stream.minimum;
    streams_.push_back(std::make_unique<SimulatedStream>(stream));
    return *streams_.back();
  }

  void Run(
      int duration_s, const std::function<void()>& at_each_tick = [] {}) {
    for (int tick = 0; tick < duration_s * 100; ++tick) {
      now_ms_ += 10.0;
      for (const auto& stream : streams_) {
        if (stream->is_over) continue;
        Report(*stream);
        Play(*stream);
      }
      at_each_tick();
    }
  }

  /// Largest difference of the latencies during `duration_s`.
  double LargestOffset(int duration_s) {
    double largest = 0.0;
    Run(duration_s, [&] {
      const auto [least, most] = std::minmax_element(
          streams_.begin(), streams_.end(),
          [](const auto& a, const auto& b) { return a->latency() < b->latency(); });
      largest = std::max(largest, (*most)->latency() - (*least)->latency());
    });
    return largest;
  }

  SyncMode mode(const SimulatedStream& stream) const { return group_.report(stream.number).mode; }

  SyncGroup group_;

 private:
  // The sender's clock is 100 ppm faster than the receiver's.
  static double SenderTime(double ms) { return ms * 1.0001; }

  static RtpTimestamp RtpAt(const SimulatedStream& stream, double ms) {
    return RtpTimestamp(0xfffff000U)
        .Advanced(std::llround(SenderTime(ms) / 1000.0 * stream.clock.hz()));
  }

  void Report(const SimulatedStream& stream) {
    // The streams send their reports at different times.
    const double phase = std::fmod(now_ms_ + 370.0 * stream.number, stream.report_interval);
    if (stream.report_interval == 0.0 || phase >= 10.0) return;
    const double error_ms = stream.report_error(random_);
    group_.OnSenderReport(stream.number,
                          {.ntp = Ntp(3.9e9 + (SenderTime(now_ms_) + error_ms) / 1000.0),
                           .rtp = RtpAt(stream, now_ms_)});
  }

  void Play(SimulatedStream& stream) {
    // Follows its request like NetEQ: with a time constant of one second because of the level
    // filter, and by at most 100 ms per second because of stretching.
    const double wanted = std::max(stream.minimum, stream.band * ToMs(stream.request));
    stream.delay += std::clamp((wanted - stream.delay) * 0.01, -1.0, 1.0);
    const double captured_ms = now_ms_ - stream.latency();
    const Duration request =
        group_.OnPlayout(stream.number, {.timestamp = RtpAt(stream, captured_ms),
                                         .local_time = Timestamp(FromMs(now_ms_)),
                                         .current_delay = FromMs(stream.delay),
                                         .minimum_delay = FromMs(stream.minimum)});
    const Duration step = std::chrono::abs(request - stream.request);
    stream.largest_step = std::max(stream.largest_step, step);
    stream.request = request;
  }

  std::vector<std::unique_ptr<SimulatedStream>> streams_;
  Random random_{1};
  double now_ms_ = 1e9;
};

SimulatedStream Audio() { return {.clock = kAudioClock, .transit = 50.0, .minimum = 60.0}; }
SimulatedStream Video() { return {.clock = kVideoClock, .transit = 90.0, .minimum = 250.0}; }

constexpr double kWithReports = 20.0;  // ms; viewers notice only several times as much
constexpr double kByLevels = 40.0;

TEST_F(SyncGroupTest, AudioWaitsForSlowVideo) {
  const SimulatedStream& audio = Add(Audio());
  const SimulatedStream& video = Add(Video());

  Run(30);

  EXPECT_LE(LargestOffset(60), kWithReports);
  EXPECT_EQ(mode(audio), SyncMode::kReports);
  EXPECT_TRUE(group_.report(video.number).is_slowest);
  EXPECT_EQ(video.request, Duration(0));
  EXPECT_NEAR(video.delay, 250.0, 1.0);
}

TEST_F(SyncGroupTest, VideoWaitsForSlowAudio) {
  SimulatedStream& audio = Add(Audio());
  audio.minimum = 400.0;
  audio.delay = 400.0;
  SimulatedStream& video = Add(Video());
  video.minimum = 20.0;
  video.delay = 20.0;

  Run(30);

  EXPECT_LE(LargestOffset(60), kWithReports);
  EXPECT_EQ(audio.request, Duration(0));
}

TEST_F(SyncGroupTest, AudioContentWithLessThanItsRequestIsAlignedAllTheSame) {
  SimulatedStream audio = Audio();
  audio.band = 0.8;
  Add(audio);
  Add(Video());

  Run(40);

  EXPECT_LE(LargestOffset(60), kWithReports);
}

TEST_F(SyncGroupTest, FollowsAStepOfTheVideoDelay) {
  Add(Audio());
  SimulatedStream& video = Add(Video());
  Run(30);

  video.transit += 200.0;
  Run(20);
  EXPECT_LE(LargestOffset(10), kWithReports);
  video.transit -= 200.0;
  Run(20);

  EXPECT_LE(LargestOffset(10), kWithReports);
}

TEST_F(SyncGroupTest, RandomReportsAreRejectedAndLevelsUsed) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream video = Video();
  video.transit = 70.0;  // 20 ms more than audio's, which levels cannot show
  video.report_error = [](Random& random) { return 1e6 * random.Uniform(); };
  Add(video);

  Run(40);

  EXPECT_LE(LargestOffset(60), kByLevels);
  EXPECT_EQ(mode(audio), SyncMode::kLevels);
}

TEST_F(SyncGroupTest, ReportsThatAreOffByHalfASecondAreRejectedAndLevelsUsed) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream video = Video();
  video.transit = 70.0;
  video.report_error = [](Random& random) { return 1000.0 * (random.Uniform() - 0.5); };
  Add(video);

  Run(40);

  EXPECT_LE(LargestOffset(60), kByLevels);
  EXPECT_EQ(mode(audio), SyncMode::kLevels);
}

TEST_F(SyncGroupTest, ReportsWithAStandingClockAreRejectedAndLevelsUsed) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream& video = Add(Video());
  video.transit = 70.0;
  double elapsed_ms = 0.0;
  video.report_error = [&elapsed_ms](Random&) { return -(elapsed_ms += 5000.0); };

  Run(40);

  EXPECT_LE(LargestOffset(60), kByLevels);
  EXPECT_EQ(mode(audio), SyncMode::kLevels);
}

TEST_F(SyncGroupTest, ReportsFromTwoClocksAnHourApartAreNotBelieved) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream video = Video();
  video.transit = 70.0;
  video.report_error = [](Random&) { return 3.6e6; };
  Add(video);

  Run(40);

  EXPECT_LE(LargestOffset(60), kByLevels);
  EXPECT_EQ(mode(audio), SyncMode::kLevels);
}

TEST_F(SyncGroupTest, WithoutReportsPacketsThatArriveTogetherArePlayedTogether) {
  SimulatedStream audio = Audio();
  audio.report_interval = 0.0;
  SimulatedStream video = Video();
  video.report_interval = 0.0;
  video.transit = audio.transit;
  Add(audio);
  Add(video);

  Run(30);

  EXPECT_LE(LargestOffset(60), kWithReports) << "the transit is the same: as good as reports";
}

TEST_F(SyncGroupTest, ComesBackToReportsOnceTheyAreGood) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream& video = Add(Video());
  video.transit = 290.0;
  video.report_error = [](Random& random) { return 1e6 * random.Uniform(); };
  Run(60);
  EXPECT_GT(LargestOffset(1), 100.0) << "levels do not see 240 ms of the network";

  video.report_error = [](Random&) { return 0.0; };
  Run(60);

  EXPECT_LE(LargestOffset(60), kWithReports);
  EXPECT_EQ(mode(audio), SyncMode::kReports);
}

TEST_F(SyncGroupTest, RequestsNeverChangeFasterThan80MillisecondsInASecond) {
  const SimulatedStream& audio = Add(Audio());
  SimulatedStream& video = Add(Video());
  Run(20);
  video.transit += 1000.0;
  Run(30);
  video.transit -= 1000.0;
  Run(30);

  // 80 ms per second is 0.8 ms per tick of 10 ms; the step is rounded to microseconds.
  EXPECT_LE(audio.largest_step, Duration(801));
  EXPECT_LE(video.largest_step, Duration(801));
  EXPECT_GE(audio.largest_step, Duration(799));
}

TEST_F(SyncGroupTest, RequestsStayWithinTenSeconds) {
  SimulatedStream& audio = Add(Audio());
  SimulatedStream& video = Add(Video());
  video.minimum = 15'000.0;
  video.delay = 15'000.0;

  Run(200);

  EXPECT_EQ(audio.request, seconds(10));
}

TEST_F(SyncGroupTest, DoesNotWindUpAgainstAStreamThatDoesNotFollow) {
  SimulatedStream audio = Audio();
  audio.band = 0.0;
  const SimulatedStream& deaf = Add(audio);
  Add(Video());

  Run(300);

  // 90 + 250 - 50 ms, plus a lead of 200 ms and the error of the reports.
  EXPECT_LE(deaf.request, milliseconds(290 + 200 + 10));
}

TEST_F(SyncGroupTest, ReleasesTheOthersWhenTheSlowestStreamEnds) {
  SimulatedStream& audio = Add(Audio());
  SimulatedStream& video = Add(Video());
  Run(30);
  ASSERT_GT(audio.delay, 250.0);

  video.is_over = true;
  Run(10);

  EXPECT_EQ(audio.request, Duration(0));
  EXPECT_NEAR(audio.delay, 60.0, 1.0);
  EXPECT_EQ(mode(audio), SyncMode::kNone);
}

TEST_F(SyncGroupTest, AsksNothingOfASingleStream) {
  const SimulatedStream& audio = Add(Audio());

  Run(20);

  EXPECT_EQ(audio.request, Duration(0));
  EXPECT_EQ(mode(audio), SyncMode::kNone);
}

TEST_F(SyncGroupTest, SixteenStreamsAreKeptTogether) {
  for (int i = 0; i < SyncGroup::kMaxStreams; ++i) {
    SimulatedStream stream = i % 2 == 0 ? Audio() : Video();
    stream.transit = 20.0 + 10.0 * i;
    stream.minimum = 40.0 + 25.0 * ((i * 7) % 16);
    EXPECT_EQ(Add(stream).number, i);
  }
  EXPECT_EQ(group_.AddStream(kAudioClock), -1);

  Run(40);

  EXPECT_LE(LargestOffset(60), kWithReports);
}

TEST_F(SyncGroupTest, AStreamWithoutReportsIsTakenToBeAsFastAsTheOthers) {
  Add(Audio());
  SimulatedStream& video = Add(Video());
  SimulatedStream silent = Audio();
  silent.report_interval = 0.0;
  silent.transit = 70.0;  // the mean of 50 and 90
  const SimulatedStream& without = Add(silent);

  Run(40);

  EXPECT_LE(LargestOffset(60), kWithReports);
  EXPECT_EQ(mode(without), SyncMode::kLevels);
  EXPECT_EQ(mode(video), SyncMode::kReports);
}

TEST_F(SyncGroupTest, GivesTheNumberOfARemovedStreamToTheNext) {
  Add(Audio());
  const SimulatedStream& video = Add(Video());
  group_.RemoveStream(video.number);

  EXPECT_EQ(group_.OnPlayout(video.number, {}), Duration(0));
  EXPECT_EQ(group_.AddStream(kVideoClock), video.number);
}

TEST(SyncGroup, IgnoresStreamsThatDoNotExist) {
  SyncGroup group;

  for (const int stream : {-1, 0, 15, 16, 1000}) {
    group.RemoveStream(stream);
    EXPECT_FALSE(group.OnSenderReport(stream, {.ntp = 1, .rtp = {}}));
    EXPECT_EQ(group.OnPlayout(stream, {}), Duration(0));
    EXPECT_EQ(group.report(stream).mode, SyncMode::kNone);
  }
}

}  // namespace
}  // namespace neteq
