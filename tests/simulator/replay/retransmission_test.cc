// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/retransmission.h"

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "simulator/replay/simulation.h"
#include "simulator/sender/sender.h"
#include "simulator/support/param_io.h"

namespace neteq::sim {
namespace {

using Sequences = std::vector<uint16_t>;

/// One packet every 20 ms from time 0.
Trace Clean(int packets, uint16_t first_sequence = 0) {
  return MuLawTrace(std::vector<double>(static_cast<size_t>(packets)), first_sequence);
}

ReturnPath PathOf(const Trace& trace, const Delays& network) {
  return {.rtt = FromMs(60), .sent = trace.packets(), .network = network};
}

TEST(Retransmitter, BringsAPacketBackARoundTripLater) {
  const Trace trace = Clean(4);
  const ReturnPath path = PathOf(trace, {});
  Retransmitter sender(path);

  sender.Request(Sequences{1, 2}, AtMs(45));

  EXPECT_FALSE(sender.HasArrival(AtMs(104.9)));
  ASSERT_TRUE(sender.HasArrival(AtMs(105)));
  const TracePacket packet = sender.Take();
  EXPECT_EQ(packet.rtp.sequence, SequenceNumber(1));
  EXPECT_EQ(packet.rtp.timestamp, RtpTimestamp(160));
  EXPECT_EQ(packet.arrival, AtMs(105));
  EXPECT_EQ(sender.Take().rtp.sequence, SequenceNumber(2));
  EXPECT_FALSE(sender.HasArrival(AtMs(1000)));
}

TEST(Retransmitter, IgnoresRequestsWhileItsAnswerIsOnTheWay) {
  const Trace trace = Clean(4);
  const ReturnPath path = PathOf(trace, {});
  Retransmitter sender(path);

  for (const double ms : {40.0, 60.0, 99.9, 100.0, 120.0}) sender.Request(Sequences{1}, AtMs(ms));

  EXPECT_EQ(sender.figures().requests, 5);
  EXPECT_EQ(sender.figures().packets_requested, 1);
  EXPECT_EQ(sender.figures().retransmissions, 2);  // at 40 and 100 ms
}

TEST(Retransmitter, LosesByTheEntriesBehindThoseOfTheFirstSending) {
  const Trace trace = Clean(3);
  const ReturnPath path = PathOf(trace, {FromMs(0), FromMs(0), FromMs(0), std::nullopt, FromMs(9)});
  Retransmitter sender(path);

  sender.Request(Sequences{0}, AtMs(40));  // uses the fourth entry
  sender.Request(Sequences{1}, AtMs(41));  // uses the fifth entry; its 9 ms do not count

  EXPECT_EQ(sender.figures().lost_again, 1);
  EXPECT_FALSE(sender.HasArrival(AtMs(100.9)));
  ASSERT_TRUE(sender.HasArrival(AtMs(101)));
  EXPECT_EQ(sender.Take().rtp.sequence, SequenceNumber(1));
}

TEST(Retransmitter, SendsOnlyWhatHasBeenSent) {
  const Trace trace = Clean(4);
  const ReturnPath path = PathOf(trace, {});
  Retransmitter sender(path);

  sender.Request(Sequences{3, 77}, AtMs(59));

  EXPECT_EQ(sender.figures().packets_requested, 2);
  EXPECT_EQ(sender.figures().retransmissions, 0);
}

TEST(Retransmitter, KnowsPacketsAcrossTheWrap) {
  const Trace trace = Clean(4, 65534);
  const ReturnPath path = PathOf(trace, {});
  Retransmitter sender(path);

  sender.Request(Sequences{65535, 0}, AtMs(60));

  EXPECT_EQ(sender.figures().retransmissions, 2);
}

/// 10 s of noise.
Trace Noise() {
  AudioFile file{SampleRate(8000), AudioBuffer(1, 80'000)};
  Random random(1);
  for (float& sample : file.audio.First(80'000).Channel(0)) sample = 0.1F * random.Noise();
  auto sent = Send(file, {.encoder = {.codec = Codec::kPcmu}}, {});
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  return std::move(sent->trace);
}

/// Plays noise with every tenth packet lost, with NACK.
NackFigures Played(bool is_capture) {
  const Trace trace = Noise();
  const PayloadTypes types = PayloadTypes::Defaults();
  auto stream = SelectStream(trace, types, std::nullopt);
  // No retransmission is lost: 500 entries for the packets, then 500 for retransmissions.
  Delays all(1000, FromMs(40));
  for (size_t i = 9; i < 500; i += 10) all[i] = std::nullopt;
  ReturnPath path{.rtt = FromMs(60)};
  if (!is_capture) path = PathOf(trace, all);
  EXPECT_TRUE(ApplyNetwork(all, *stream).ok());
  stream->return_path = path;
  Config config = ToolConfig();
  config.params.nack.enabled = true;
  auto simulation = Simulation::Create(*stream, types, config);
  EXPECT_TRUE(simulation.ok()) << simulation.status().detail();
  while (!simulation->IsDone()) {
    while (simulation->HasArrival()) simulation->InsertNext();
    simulation->Pull();
  }
  return *simulation->nack();
}

// After some seconds, the loss rate justifies the delay of retransmissions.
TEST(Simulation, InsertsWhatIsSentAgain) {
  const NackFigures nack = Played(false);

  EXPECT_GE(nack.packets_requested, 30);
  EXPECT_LE(nack.packets_requested, 49);  // the losses that later packets reveal
  EXPECT_EQ(nack.retransmissions, nack.received);
  EXPECT_EQ(nack.lost_again, 0);
  EXPECT_GE(nack.in_time, 10);
  EXPECT_LE(nack.in_time, nack.received);
}

TEST(Simulation, OnlyAsksWhereACaptureHasLostThePackets) {
  const NackFigures nack = Played(true);

  EXPECT_GE(nack.packets_requested, 30);
  EXPECT_EQ(nack.retransmissions, 0);
  EXPECT_EQ(nack.received, 0);
}

}  // namespace
}  // namespace neteq::sim
