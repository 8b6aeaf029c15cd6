// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "simulator/replay/replay.h"
#include "simulator/support/codecs.h"
#include "simulator/support/param_io.h"
#include "simulator/trace/rtpdump.h"

namespace neteq::sim {
namespace {

/// The output of a bundled trace: replayed, and decoded in order.
struct Sound {
  std::vector<int16_t> replayed;
  std::vector<float> decoded;
  int rate_hz = 0;
  Statistics in_stream;
};

std::vector<float> DecodeInOrder(const Stream& stream) {
  const auto made = MakeToolDecoder(stream.format);
  AudioDecoder* const decoder = made->get();
  AudioBuffer frame(decoder->format().channels,
                    static_cast<int>(decoder->format().sample_rate.Samples(kMaxFrame)));
  std::vector<float> sound;
  for (const TracePacket& packet : stream.packets) {
    const DecodeResult result = decoder->Decode(packet.rtp.payload, frame.First(frame.capacity()));
    const auto row = frame.First(result.frames).Channel(0);
    sound.insert(sound.end(), row.begin(), row.end());
  }
  return sound;
}

Sound Listen(const std::string& name) {
  const auto trace = ReadRtpdump(std::string(NETEQ_SOURCE_DIR "/traces/") + name + ".rtpdump");
  EXPECT_TRUE(trace.ok()) << trace.status().detail();
  const PayloadTypes types = PayloadTypes::Defaults();
  const auto stream = SelectStream(*trace, types, std::nullopt);
  Sound sound;
  const ReplayObserver observer{.on_tick =
                                    [&](const TickRecord& tick) {
                                      sound.replayed.insert(sound.replayed.end(),
                                                            tick.audio.begin(), tick.audio.end());
                                    },
                                .on_timing_pass = [](int) {}};
  const auto result = Replay(*stream, types, WithOutputFormat(*stream, ToolConfig()), 0, observer);
  EXPECT_TRUE(result.ok()) << result.status().detail();
  sound.in_stream = result->lifetime_in_stream;
  sound.rate_hz = (*MakeToolDecoder(stream->format))->format().sample_rate.hz();
  sound.decoded = DecodeInOrder(*stream);
  return sound;
}

/// Signal-to-noise ratio of the output from 2 s on, relative to the decode delayed by `lag`.
double SnrDb(const Sound& sound, int lag) {
  double signal = 0.0;
  double noise = 1e-9;
  for (size_t n = static_cast<size_t>(2 * sound.rate_hz); n < sound.decoded.size(); ++n) {
    const double expected =
        32768.0 * static_cast<double>(sound.decoded[n - static_cast<size_t>(lag)]);
    signal += expected * expected;
    noise += (sound.replayed[n] - expected) * (sound.replayed[n] - expected);
  }
  return 10.0 * std::log10(signal / noise);
}

/// Lag up to 100 ms at which a piece of the replay matches the decode best.
int BestLag(const Sound& sound) {
  const auto first = static_cast<size_t>(5 * sound.rate_hz);
  const auto length = static_cast<size_t>(sound.rate_hz / 2);
  int best = 0;
  double least = std::numeric_limits<double>::max();
  for (int lag = 0; lag < sound.rate_hz / 10; ++lag) {
    double error = 0.0;
    for (size_t n = first; n < first + length && error < least; ++n) {
      const double difference =
          sound.replayed[n] -
          32768.0 * static_cast<double>(sound.decoded[n - static_cast<size_t>(lag)]);
      error += difference * difference;
    }
    if (error < least) {
      least = error;
      best = lag;
    }
  }
  return best;
}

class CleanTrace : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Codecs, CleanTrace, testing::Values("clean", "clean_pcmu"));

TEST_P(CleanTrace, IsPlayedAsAnInOrderDecodeFromTwoSecondsOn) {
  const Sound sound = Listen(GetParam());

  EXPECT_EQ(sound.in_stream.concealed_samples, 0U);
  EXPECT_EQ(sound.in_stream.concealment_events, 0U);
  // The remaining error is rounding to 16 bits, 98 dB below full scale; speech is at -25 dB.
  EXPECT_GE(SnrDb(sound, BestLag(sound)), 60.0);
}

}  // namespace
}  // namespace neteq::sim
