// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/observation.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{8000};
constexpr int kFrame = 160;

class ObservationTest : public testing::Test {
 protected:
  void Buffer(int n, bool is_comfort_noise = false) {
    inbox_.buffer.Insert({.media_time = {n * kFrame},
                          .sequence = n,
                          .duration_samples = is_comfort_noise ? 0 : kFrame,
                          .is_comfort_noise = is_comfort_noise,
                          .arrival = Timestamp(milliseconds(20 * n))},
                         std::vector<std::byte>(10), false);
  }
  PolicyInput Input() const {
    return Observe({.path = path_,
                    .inbox = inbox_,
                    .delay_manager = delay_manager_,
                    .timeline = timeline_,
                    .timeline_starts = true,
                    .decoder_payload_type = 0,
                    .last_frame_samples = kFrame,
                    .tick_time = Timestamp(milliseconds(100))});
  }

  Params params_;
  SignalPath path_{kRate, 1, params_, 1};
  Inbox inbox_{params_.buffer, {}};
  delay::DelayManager delay_manager_{{}, 200};
  Timeline timeline_{.decoded_until = {320}, .noise_samples = 40, .concealed_ticks = 3};
};

TEST_F(ObservationTest, WithoutPacketsOnlyPlayoutIsKnown) {
  const PolicyInput input = Input();

  EXPECT_FALSE(input.next.present);
  EXPECT_EQ(input.span_samples, 0);
  EXPECT_EQ(input.end_time, MediaTime{320});
  EXPECT_EQ(input.concealed_ticks, 3);
  EXPECT_EQ(input.noise_length, milliseconds(5));
  EXPECT_TRUE(input.stream_starts);
  EXPECT_TRUE(input.has_codec_plc);
  EXPECT_EQ(input.target, delay_manager_.target());
}

TEST_F(ObservationTest, DescribesTheWaitingPackets) {
  for (const int n : {2, 3, 5}) Buffer(n);

  const PolicyInput input = Input();

  EXPECT_TRUE(input.next.present);
  EXPECT_EQ(input.next.media_time, MediaTime{2 * kFrame});
  EXPECT_EQ(input.contiguous_samples, 2 * kFrame);
  EXPECT_EQ(input.span_samples, 4 * kFrame);
  EXPECT_EQ(input.waiting_span, milliseconds(60));  // the newest packet has just arrived
  EXPECT_FALSE(input.dtx_in_buffer);
}

TEST_F(ObservationTest, IgnoresPacketsOfTheNextTimeline) {
  Buffer(2);
  inbox_.timeline_pending = true;
  EXPECT_FALSE(Input().next.present);
}

TEST_F(ObservationTest, SeesComfortNoise) {
  Buffer(2, true);
  const PolicyInput input = Input();
  EXPECT_TRUE(input.next.is_comfort_noise);
  EXPECT_TRUE(input.dtx_in_buffer);
}

}  // namespace
}  // namespace neteq::internal
