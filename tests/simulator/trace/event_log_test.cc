// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/event_log.h"

#include <string>

#include "tests/simulator/event_log_bytes.h"
#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

using Bytes = std::vector<std::byte>;

constexpr uint32_t kSsrc = 0xCAFE;

/// Packets 65535, 1 and 0 at 5000, 5030 and 5031 ms; the second is padding.
MessageWriter RtpBatch(uint32_t ssrc = kSsrc) {
  MessageWriter batch;
  batch.Varint(1, 5000).Varint(2, 1).Varint(3, 111).Varint(4, 65535).Fixed32(5, 0xFFFFFFFF);
  batch.Fixed32(6, ssrc).Varint(8, 80).Varint(9, 28).Varint(10, 0).Varint(11, 2);
  batch.Varint(19, 30).Varint(20, 1);
  batch.Blob(101, DeltaBlob({30, 1}, 6, 64)).Blob(102, DeltaBlob({-1, 0}, 1, 1));
  batch.Blob(104, DeltaBlob({2, -1}, 3, 16)).Blob(105, DeltaBlob({1920, -960}, 12, 32));
  batch.Blob(108, DeltaBlob({-80, 70}, 8, 32));
  return batch;
}

MessageWriter Receiver(uint32_t ssrc) {
  return MessageWriter().Varint(1, 4000).Varint(2, ssrc).Varint(3, 0);
}

Result<Trace> Parse(const MessageWriter& log) { return ParseEventLog(log.bytes(), "call.log"); }

void ExpectUnreadable(const Bytes& log, size_t offset, const std::string& what) {
  const auto trace = ParseEventLog(log, "call.log");
  ASSERT_FALSE(trace.ok());
  EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable);
  const std::string& detail = trace.status().detail();
  EXPECT_TRUE(detail.starts_with("call.log: byte " + std::to_string(offset) + ": ")) << detail;
  EXPECT_NE(detail.find(what), std::string::npos) << detail;
}

TEST(EventLog, UnpacksABatchOfPackets) {
  const auto trace = Parse(MessageWriter().Message(2, RtpBatch()));

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  const auto& packets = trace->packets();
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(packets[0].arrival, AtMs(0));
  EXPECT_EQ(packets[1].arrival, AtMs(30));
  EXPECT_EQ(packets[2].arrival, AtMs(31));
  EXPECT_EQ(packets[0].rtp.sequence.value(), 65535);
  EXPECT_EQ(packets[1].rtp.sequence.value(), 1);
  EXPECT_EQ(packets[2].rtp.sequence.value(), 0);
  EXPECT_EQ(packets[0].rtp.timestamp.value(), 0xFFFFFFFF);
  EXPECT_EQ(packets[1].rtp.timestamp.value(), 1919U);
  EXPECT_EQ(packets[2].rtp.timestamp.value(), 959U);
  EXPECT_TRUE(packets[0].rtp.marker);
  EXPECT_FALSE(packets[1].rtp.marker);
  EXPECT_EQ(packets[0].rtp.payload_type, 111);
  EXPECT_EQ(packets[0].rtp.ssrc, kSsrc);
  EXPECT_EQ(packets[0].missing_bytes, 80U);
  EXPECT_EQ(packets[1].missing_bytes, 0U);
  EXPECT_EQ(packets[2].missing_bytes, 70U);
  ASSERT_TRUE(packets[2].rtp.metadata.audio_level.has_value());
  EXPECT_EQ(packets[2].rtp.metadata.audio_level->level_dbov, 30);
}

TEST(EventLog, KeepsOnlyStreamsListedAsAudio) {
  MessageWriter log;
  log.Message(16, MessageWriter().Varint(1, 4000).Varint(2, 2)).Message(101, Receiver(kSsrc));
  log.Message(2, RtpBatch(0xBAD)).Message(2, RtpBatch()).Message(3, RtpBatch());  // 3: outgoing

  const auto trace = Parse(log);

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 3U);
  EXPECT_EQ(trace->packets()[0].rtp.ssrc, kSsrc);
  EXPECT_EQ(trace->skipped().not_audio, 3);
}

TEST(EventLog, ReadsPlayoutsAndMinimumDelays) {
  MessageWriter log;
  log.Message(2, RtpBatch());
  log.Message(6,
              MessageWriter().Varint(1, 5010).Varint(3, 2).Blob(101, DeltaBlob({10, 11}, 5, 64)));
  log.Message(34, MessageWriter().Varint(1, 4990).Fixed32(2, kSsrc).Varint(3, 60));

  const auto trace = Parse(log);

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->receiver().playouts, (std::vector<Timestamp>{AtMs(10), AtMs(20), AtMs(31)}));
  ASSERT_EQ(trace->receiver().minimum_delays.size(), 1U);
  EXPECT_EQ(trace->receiver().minimum_delays[0].time, AtMs(-10));
  EXPECT_EQ(trace->receiver().minimum_delays[0].delay_ms, 60);
}

TEST(EventLog, ReadsSenderReports) {
  Bytes report;
  for (const uint32_t word : {0x80C80006U, kSsrc, 1U, 2U, 3U, 4U, 5U})
    AppendBigEndian(word, 4, report);
  MessageWriter log;
  log.Message(2, RtpBatch()).Message(4, MessageWriter().Varint(1, 5020).Blob(2, report));

  const auto trace = Parse(log);

  ASSERT_TRUE(trace.ok());
  ASSERT_EQ(trace->sender_reports().size(), 1U);
  EXPECT_EQ(trace->sender_reports()[0].arrival, AtMs(20));
  EXPECT_EQ(trace->sender_reports()[0].clocks.ntp, 0x1'0000'0002U);
}

TEST(EventLog, ReadsFormat1) {
  const auto event = [](uint64_t us, uint64_t type) {
    return MessageWriter().Varint(1, us).Varint(2, type);
  };
  const auto rtp = [](uint64_t incoming, uint64_t media, uint16_t sequence) {
    return MessageWriter()
        .Varint(1, incoming)
        .Varint(2, media)
        .Varint(3, 172)
        .Blob(4, RtpBytes({.sequence = sequence, .payload_bytes = 0}));
  };
  MessageWriter log;
  log.Message(1, event(1'000'000, 1));
  log.Message(1, event(1'020'500, 3).Message(3, rtp(1, 1, 7)));
  log.Message(1, event(1'020'600, 3).Message(3, rtp(0, 1, 8)));  // outgoing
  log.Message(1, event(1'020'700, 3).Message(3, rtp(1, 2, 9)));  // video
  log.Message(1, event(1'030'500, 5).Message(5, MessageWriter().Varint(2, 1)));
  log.Message(1, event(1'045'500, 3).Message(3, rtp(1, 0, 8)));

  const auto trace = Parse(log);

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->packets().size(), 2U);
  EXPECT_EQ(trace->packets()[0].rtp.sequence.value(), 7);
  EXPECT_EQ(trace->packets()[0].missing_bytes, 160U);
  EXPECT_EQ(trace->packets()[1].arrival, AtMs(25));
  EXPECT_EQ(trace->receiver().playouts, (std::vector<Timestamp>{AtMs(10)}));
  EXPECT_EQ(trace->skipped().not_audio, 1);
}

TEST(EventLog, NamesTheByteOfATruncation) {
  MessageWriter log;
  log.Message(16, MessageWriter().Varint(1, 4000));
  const size_t second = log.bytes().size();
  log.Message(2, RtpBatch());

  for (size_t size = second + 1; size < log.bytes().size(); ++size) {
    ExpectUnreadable(Bytes(log.bytes().begin(), log.bytes().begin() + static_cast<ptrdiff_t>(size)),
                     second, "truncated");
  }
  ExpectUnreadable(Bytes(log.bytes().begin(), log.bytes().begin() + static_cast<ptrdiff_t>(second)),
                   second, "no incoming audio packets");
}

TEST(EventLog, RejectsInvalidBatches) {
  // A column shorter than the batch, more events than fit into the message, a time out of range.
  MessageWriter log;
  log.Message(16, MessageWriter().Varint(1, 4000));
  const size_t second = log.bytes().size();
  const auto with = [&](const MessageWriter& batch) {
    return MessageWriter(log).Message(2, batch).bytes();
  };
  ExpectUnreadable(with(RtpBatch().Blob(101, DeltaBlob({30}, 6, 64))), second, "batch");
  ExpectUnreadable(with(MessageWriter().Varint(1, 5000).Varint(4, 1).Varint(11, 4'000'000'000)),
                   second, "batch");
  ExpectUnreadable(with(RtpBatch().Varint(1, ~uint64_t{0})), second, "time");
}

TEST(EventLog, SurvivesRandomBytes) {
  constexpr uint64_t kSeed = 3;
  Random random(kSeed);
  MessageWriter log;
  log.Message(101, Receiver(kSsrc)).Message(2, RtpBatch());
  log.Message(6, MessageWriter().Varint(1, 5010).Varint(3, 1).Blob(101, DeltaBlob({10}, 5, 64)));
  for (int round = 0; round < 5000; ++round) {
    Bytes file = log.bytes();
    for (int i = 0; i < 3; ++i) {
      file[random.Next() % file.size()] = static_cast<std::byte>(random.Next());
    }
    const auto trace = ParseEventLog(file, "x");
    EXPECT_TRUE(trace.ok() || trace.status().code() == StatusCode::kUnreadable);
  }
}

}  // namespace
}  // namespace neteq::sim
