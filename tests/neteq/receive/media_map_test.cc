// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/media_map.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ostream>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{8000};
constexpr int kFrame = 160;

/// A sender of 20 ms packets and a map. Packets arrive as they are sent unless a test says more.
class Sender {
 public:
  explicit Sender(bool enabled = true) : map(enabled) { map.Reset(kRate); }

  MediaMap::Place Add(int64_t sequence, int64_t timestamp, Duration arrival, int length = kFrame) {
    const auto place = map.Add(sequence, timestamp, Timestamp(arrival));
    map.SetLength(length);
    return place;
  }
  /// Packet `n` of a correct sender.
  MediaMap::Place AddNth(int64_t n, Duration late = Duration(0)) {
    return Add(n, n * kFrame, n * milliseconds(20) + late);
  }

  MediaMap map;
};

TEST(MediaMap, ACorrectStreamIsMappedOneToOne) {
  Random random(3);
  for (const bool enabled : {true, false}) {
    Sender sender(enabled);
    for (int64_t n = 0; n < 3000; n += random.Uniform() < 0.1 ? 3 : 1) {
      const Duration late = FromMs(60.0 * random.Uniform());
      const auto place = sender.AddNth(n, late);
      ASSERT_EQ(place.time.samples, n * kFrame);
      ASSERT_FALSE(place.follows_pause || place.steps_oddly);
    }
    EXPECT_EQ(sender.map.step_ratio(), 1.0);
  }
}

TEST(MediaMap, ReorderedPacketsOfACorrectStreamAreMappedOneToOne) {
  Random random(4);
  Sender sender;
  for (int64_t n = 10; n < 2000; n += 4) {
    int64_t order[4] = {n + 2, n, n + 3, n + 1};
    for (const int64_t sequence : order) {
      if (random.Uniform() < 0.1) continue;
      ASSERT_EQ(sender.AddNth(sequence).time.samples, sequence * kFrame) << sequence;
    }
  }
}

TEST(MediaMap, APauseWithoutAGapInTheSequenceIsAPause) {
  for (const int pause_ms : {20, 60, 400, 2500, 30'000}) {
    Sender sender;
    for (int n = 0; n < 10; ++n) sender.AddNth(n);
    const int64_t timestamp = 10 * kFrame + pause_ms * 8;

    const auto place = sender.Add(10, timestamp, milliseconds(200 + pause_ms));

    EXPECT_TRUE(place.follows_pause) << pause_ms;
    EXPECT_EQ(place.time.samples, timestamp) << pause_ms;
    EXPECT_FALSE(sender.Add(11, timestamp + kFrame, milliseconds(220 + pause_ms)).follows_pause);
  }
}

TEST(MediaMap, ALossIsNoPause) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);

  EXPECT_FALSE(sender.AddNth(15).follows_pause);
}

TEST(MediaMap, AJumpOfTheTimestampWithoutAPauseIsNone) {
  for (const int64_t jump : {400'000LL, 8000LL, 320LL, -320LL, -8000LL, -400'000LL}) {
    Sender sender;
    for (int n = 0; n < 10; ++n) sender.AddNth(n);

    for (int n = 10; n < 20; ++n) {
      const auto place = sender.Add(n, n * kFrame + jump, n * milliseconds(20));
      EXPECT_EQ(place.time.samples, n * kFrame) << jump;
      EXPECT_FALSE(place.follows_pause) << jump;
      EXPECT_EQ(place.steps_oddly, n == 10) << jump;
    }
  }
}

TEST(MediaMap, APauseLastsNoLongerThanTheArrivalAllows) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);

  // The timestamp claims 10 s, the packet arrives after one.
  const auto place = sender.Add(10, 10 * kFrame + 80'000, milliseconds(1200));

  EXPECT_TRUE(place.follows_pause);
  EXPECT_EQ(place.time.samples, 10 * kFrame + 8000);
}

/// A sender whose timestamps step by `ratio` times the decoded length.
struct Step {
  const char* name;
  double ratio;
};
void PrintTo(const Step& step, std::ostream* out) { *out << step.name; }

class MediaMapSteps : public testing::TestWithParam<Step> {};

INSTANTIATE_TEST_SUITE_P(Every, MediaMapSteps,
                         testing::Values(Step{"Half", 0.5}, Step{"Double", 2.0},
                                         Step{"OneSampleMore", 161.0 / 160.0},
                                         Step{"OneSampleLess", 159.0 / 160.0},
                                         Step{"Milliseconds", 1.0 / 8.0}, Step{"Clock90kHz", 11.25},
                                         Step{"ThreePackets", 3.0}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(MediaMapSteps, PacketsInSequenceFollowEachOther) {
  Sender sender;
  for (int n = 0; n < 500; ++n) {
    const auto timestamp = static_cast<int64_t>(n * kFrame * GetParam().ratio);
    ASSERT_EQ(sender.Add(n, timestamp, n * milliseconds(20)).time.samples, n * kFrame) << n;
  }
  EXPECT_NEAR(sender.map.step_ratio(), GetParam().ratio, 0.01 * GetParam().ratio);
}

TEST_P(MediaMapSteps, LossesKeepTheirLength) {
  Random random(5);
  Sender sender;
  for (int n = 0; n < 1000; ++n) {
    if (n > 20 && random.Uniform() < 0.2) continue;
    const auto timestamp = static_cast<int64_t>(n * kFrame * GetParam().ratio);
    ASSERT_EQ(sender.Add(n, timestamp, n * milliseconds(20)).time.samples, n * kFrame) << n;
  }
}

TEST_P(MediaMapSteps, JitterAddsAtMostItself) {
  Random random(6);
  Sender sender;
  int64_t last = -kFrame;
  for (int n = 0; n < 1000; ++n) {
    const auto timestamp = static_cast<int64_t>(n * kFrame * GetParam().ratio);
    const Duration late = FromMs(50.0 * random.Uniform());
    const int64_t time = sender.Add(n, timestamp, n * milliseconds(20) + late).time.samples;
    ASSERT_GE(time, last + kFrame);
    last = time;
  }
  EXPECT_LE(last, 999 * kFrame + kRate.Samples(milliseconds(60)));
}

TEST(MediaMap, NoiseOfTheTimestampIsIgnored) {
  for (const int noise : {1, 8, 24, 40, 79}) {
    Random random(7);
    Sender sender;
    for (int n = 0; n < 1000; ++n) {
      if (n > 0 && random.Uniform() < 0.05) continue;
      const auto off = static_cast<int64_t>((2.0 * random.Uniform() - 1.0) * (n == 0 ? 0 : noise));
      ASSERT_EQ(sender.Add(n, n * kFrame + off, n * milliseconds(20)).time.samples, n * kFrame)
          << noise << ' ' << n;
    }
  }
}

TEST(MediaMap, ASmallGapOfTheSenderIsClosed) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);

  for (int n = 10; n < 100; ++n) {
    const auto place = sender.Add(n, n * kFrame + 100, n * milliseconds(20) + FromMs(12.5));
    ASSERT_EQ(place.time.samples, n * kFrame);
  }
}

TEST(MediaMap, ChangesOfThePacketLengthAreFollowed) {
  Sender sender;
  int64_t time = 0;
  int64_t n = 0;
  for (const int length : {160, 80, 480, 160, 960, 20}) {
    for (int i = 0; i < 20; ++i, time += length) {
      const auto place = sender.Add(n++, time, kRate.Length(time), length);
      ASSERT_EQ(place.time.samples, time) << length;
      ASSERT_FALSE(place.follows_pause);
    }
  }
}

TEST(MediaMap, PacketsWithoutTimeAreNotMissing) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);
  for (int n = 10; n < 15; ++n) sender.map.AddWithoutTime(n);

  // A key of 100 ms took the place of the audio.
  const auto place = sender.Add(15, 10 * kFrame + 800, milliseconds(300));

  EXPECT_EQ(place.time.samples, 10 * kFrame + 800);
  EXPECT_TRUE(place.follows_pause);
}

TEST(MediaMap, PaddingDoesNotPushTheNextPacketAway) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);
  for (int n = 10; n < 15; ++n) sender.map.AddWithoutTime(n);

  EXPECT_EQ(sender.Add(15, 10 * kFrame + 1, milliseconds(200)).time.samples, 10 * kFrame);
}

TEST(MediaMap, TheTimestampDecidesAfterASilenceDescriptor) {
  Sender sender;
  for (int n = 0; n < 10; ++n) sender.AddNth(n);
  sender.map.Add(10, 10 * kFrame, Timestamp(milliseconds(200)));

  EXPECT_EQ(sender.Add(11, 10 * kFrame + 40, milliseconds(205)).time.samples, 10 * kFrame + 40);
}

TEST(MediaMap, ADuplicateKeepsItsPlace) {
  Sender sender;
  sender.AddNth(0);
  sender.Add(1, kFrame + 5, milliseconds(20));

  EXPECT_EQ(sender.Add(1, kFrame + 5, milliseconds(25)).time.samples, kFrame);
}

TEST(MediaMap, ARedundantCopyBelongsWhereItsPacketDoes) {
  for (const double ratio : {1.0, 0.5, 2.0, 161.0 / 160.0}) {
    Sender sender;
    const auto timestamp = [&](int n) { return static_cast<int64_t>(n * kFrame * ratio); };
    for (int n = 0; n < 100; ++n) {
      if (n < 95 || n > 97) sender.Add(n, timestamp(n), n * milliseconds(20));
    }
    for (const int n : {99, 98, 97, 96, 95, 94, 90})
      EXPECT_EQ(sender.map.At(timestamp(n)).samples, n * kFrame) << ratio << ' ' << n;
  }
}

TEST(MediaMap, TimesNeverDecreaseWithTheSequence) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    Sender sender;
    std::vector<std::pair<int64_t, int64_t>> placed;
    for (int n = 0; n < 300; ++n) {
      const int64_t sequence = n + static_cast<int64_t>(10 * random.Uniform());
      const auto timestamp = static_cast<int64_t>(1e6 * (random.Uniform() - 0.5));
      const auto place = sender.Add(sequence, timestamp, n * milliseconds(20));
      placed.emplace_back(sequence, place.time.samples);
    }
    std::sort(placed.begin(), placed.end());
    for (size_t i = 1; i < placed.size(); ++i)
      ASSERT_LE(placed[i - 1].second, placed[i].second) << seed;
  }
}

TEST(MediaMap, AnyNumberAndTimeIsTaken) {
  Sender sender;
  for (int n = 0; n < 200; ++n) {
    const int64_t timestamp = n * int64_t{0x7FFFFFFF};
    const Timestamp arrival = n % 2 == 0 ? Timestamp::min() : Timestamp::max();
    sender.map.Add(n * 30'000, timestamp, arrival);
    sender.map.SetLength(kFrame);
  }
  EXPECT_GT(sender.map.step_ratio(), 0.0);
}

}  // namespace
}  // namespace neteq::internal
