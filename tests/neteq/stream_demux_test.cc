// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/stream_demux.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/config.h"
#include "neteq/statistics.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Result = StreamDemux::Result;

std::vector<std::unique_ptr<NetEq>> Engines(int count) {
  std::vector<std::unique_ptr<NetEq>> engines;
  for (int i = 0; i < count; ++i) {
    engines.push_back(std::move(*NetEq::Create({})));
    EXPECT_TRUE(engines.back()->RegisterDecoder(0, MakePcmuDecoder(1)).ok());
  }
  return engines;
}

StreamDemux Make(int count, const StreamDemuxOptions& options = {}) {
  return std::move(*StreamDemux::Create(Engines(count), options));
}

StreamDemux::Outcome Send(StreamDemux& demux, uint32_t ssrc, int n, Duration now,
                          uint8_t type = 0) {
  static const std::vector<std::byte> kPayload(160, std::byte{0x9A});
  return demux.InsertPacket({.payload_type = type,
                             .sequence = SequenceNumber(static_cast<uint16_t>(n)),
                             .timestamp = RtpTimestamp(160U * static_cast<uint32_t>(n)),
                             .ssrc = ssrc,
                             .payload = kPayload},
                            Timestamp(now));
}

TEST(StreamDemux, RefusesWhatItCannotServe) {
  EXPECT_FALSE(StreamDemux::Create({}).ok());
  std::vector<std::unique_ptr<NetEq>> null(1);
  EXPECT_FALSE(StreamDemux::Create(std::move(null)).ok());
  EXPECT_EQ(StreamDemux::Create(Engines(1), {.timeout = Duration(0)}).status().code(),
            StatusCode::kOutOfRange);
}

TEST(StreamDemux, TheSecondPacketInSequenceGetsAnEngine) {
  StreamDemux demux = Make(2);

  EXPECT_EQ(Send(demux, 7, 65'535, Duration(0)).result, Result::kOnProbation);
  const auto second = Send(demux, 7, 0, milliseconds(20));

  EXPECT_EQ(second.result, Result::kInserted);
  EXPECT_TRUE(second.is_new);
  EXPECT_EQ(second.report.result, InsertResult::kInserted);
  EXPECT_EQ(demux.Find(7), second.stream);
  EXPECT_FALSE(Send(demux, 7, 1, milliseconds(40)).is_new);
}

TEST(StreamDemux, StraysGetNone) {
  StreamDemux demux = Make(2);
  for (uint32_t ssrc = 1; ssrc <= 50; ++ssrc)
    EXPECT_EQ(Send(demux, ssrc, 9, milliseconds(ssrc)).result, Result::kOnProbation);
  for (int n = 0; n < 50; n += 2)
    EXPECT_EQ(Send(demux, 99, n, milliseconds(100 + n)).result, Result::kOnProbation);
  EXPECT_FALSE(demux.streams()[0].ssrc || demux.streams()[1].ssrc);
}

TEST(StreamDemux, EveryTalkerIsHeardByItsOwnEngine) {
  StreamDemux demux = Make(5);
  for (int n = 0; n < 100; ++n) {
    for (uint32_t ssrc = 1; ssrc <= 5; ++ssrc) Send(demux, ssrc, n, n * milliseconds(20));
  }
  for (const auto& stream : demux.streams()) {
    ASSERT_TRUE(stream.ssrc.has_value());
    EXPECT_EQ(stream.engine->statistics().jitter_buffer_packets_received, 99U);
    EXPECT_EQ(stream.engine->statistics().foreign_packets_discarded, 0U);
  }
}

TEST(StreamDemux, MoreTalkersThanEnginesAreRefusedUntilOneLeaves) {
  StreamDemux demux = Make(2, {.timeout = seconds(1)});
  for (int n = 0; n < 10; ++n) {
    for (uint32_t ssrc = 1; ssrc <= 3; ++ssrc) Send(demux, ssrc, n, n * milliseconds(20));
  }
  EXPECT_EQ(demux.Find(3), -1);
  EXPECT_EQ(demux.packets_without_engine(), 9U);

  EXPECT_TRUE(demux.End(1));
  EXPECT_FALSE(demux.End(1));

  EXPECT_EQ(Send(demux, 3, 10, milliseconds(200)).result, Result::kInserted);
}

TEST(StreamDemux, ASilentStreamTimesOut) {
  for (const int timeout_ms : {50, 500, 1000, 30'000, 600'000}) {
    StreamDemux demux = Make(1, {.timeout = milliseconds(timeout_ms)});
    Send(demux, 1, 0, Duration(0));
    Send(demux, 1, 1, milliseconds(20));

    EXPECT_EQ(demux.EndStale(Timestamp(milliseconds(timeout_ms + 19))), 0) << timeout_ms;
    EXPECT_EQ(demux.EndStale(Timestamp(milliseconds(timeout_ms + 20))), 1) << timeout_ms;

    const Duration later = milliseconds(timeout_ms + 40);
    Send(demux, 2, 500, later);
    const auto taken = Send(demux, 2, 501, later + milliseconds(20));
    EXPECT_EQ(taken.report.result, InsertResult::kInserted);
    EXPECT_TRUE(taken.report.timeline_changed);
  }
}

TEST(StreamDemux, OtherPayloadTypesAreIgnored) {
  StreamDemux demux = Make(1, {.payload_types = std::bitset<128>().set(0)});
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(Send(demux, 1, n, Duration(n), 96).result, Result::kIgnored);
  EXPECT_EQ(Send(demux, 1, 6, Duration(6), 255).result, Result::kIgnored);
  EXPECT_EQ(demux.Find(1), -1);
}

}  // namespace
}  // namespace neteq
