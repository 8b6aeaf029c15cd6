// SPDX-License-Identifier: BSD-3-Clause
#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A network that delays, loses, duplicates and reorders packets at random.
std::vector<test::SentPacket> Disturb(const std::vector<test::SentPacket>& packets,
                                      Random& random) {
  const double spread_ms = 200.0 * random.Uniform();
  const double loss = 0.3 * random.Uniform();
  std::vector<test::SentPacket> arrived;
  Duration stall{0};
  for (test::SentPacket packet : packets) {
    if (random.Uniform() < 0.01) stall = packet.sent + FromMs(1000.0 * random.Uniform());
    packet.arrival = std::max(stall, packet.sent + FromMs(spread_ms * random.Uniform()));
    if (random.Uniform() >= loss) arrived.push_back(packet);
    if (random.Uniform() < 0.02) arrived.push_back(packet);
  }
  return arrived;
}

TEST(Playhead, NeverGoesBackAndEveryTickIsWholeOnAnyNetwork) {
  const SampleRate rate(16000);
  const auto packets = test::Packetize(test::SpeechLike(rate, seconds(10)));
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto arrived = Disturb(packets, random);

    const test::Playback played = test::Listen(*test::MakeNetEq(), arrived, seconds(1));

    RtpTimestamp last = played.frames.front().playout_timestamp;
    for (const TickReport& frame : played.frames) {
      EXPECT_EQ(frame.samples_per_channel, rate.tick_samples());
      EXPECT_FALSE(last.IsNewerThan(frame.playout_timestamp));
      last = frame.playout_timestamp;
    }
    const Statistics& s = played.statistics;
    EXPECT_EQ(s.total_samples_received, played.frames.size() * 160);
    EXPECT_LE(s.concealed_samples, s.total_samples_received);
    EXPECT_LE(s.silent_concealed_samples, s.concealed_samples);
    for (const float sample : played.audio) ASSERT_LE(std::abs(sample), 1.5F);
  }
}

}  // namespace
}  // namespace neteq
