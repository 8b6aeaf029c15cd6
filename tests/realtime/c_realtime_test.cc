// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstdint>

#include "tests/neteq/c/datagram.h"
#include "tests/realtime/realtime_sentinel.h"
#include <gtest/gtest.h>

#include "neteq/c/neteq.h"

namespace neteq {
namespace {

using testing::ForbiddenCalls;
using testing::RealtimeScope;

// The C interface adds no forbidden call to insert and pull, not even when it reports an error.
TEST(Realtime, HoldsInTheCInterface) {
  neteq_engine* engine = nullptr;
  ASSERT_EQ(neteq_create(nullptr, nullptr, 0, &engine), NETEQ_OK);
  ASSERT_EQ(neteq_register_sdp(engine, "a=rtpmap:0 PCMU/8000", nullptr), NETEQ_OK);
  std::array<int16_t, 480> out{};
  neteq_tick_report report{};
  report.size = sizeof(report);
  neteq_statistics statistics{};
  statistics.size = sizeof(statistics);
  ForbiddenCalls calls;
  int failures = 0;
  for (uint16_t sequence = 0; sequence < 500; ++sequence) {
    const auto bytes = test::Datagram(sequence);
    RealtimeScope scope(calls);
    if (sequence % 10 != 0)
      failures +=
          neteq_insert_datagram(engine, bytes.data(), bytes.size(), 20'000 * sequence, nullptr);
    for (int tick = 0; tick < 2; ++tick)
      failures += neteq_get_audio_s16(engine, out.data(), out.size(), &report);
    failures += neteq_get_statistics(engine, &statistics);
    neteq_insert_datagram(engine, nullptr, 1, 0, nullptr);
  }
  neteq_destroy(engine);
  EXPECT_EQ(failures, 0);
  EXPECT_GT(statistics.concealed_samples, 0U);
  EXPECT_EQ(calls, ForbiddenCalls{});
}

}  // namespace
}  // namespace neteq
