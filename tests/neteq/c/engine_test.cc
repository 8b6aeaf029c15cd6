// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tests/neteq/c/datagram.h"
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "neteq/c/neteq.h"
#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/network_statistics.h"
#include "neteq/rtp_parser.h"
#include "neteq/sdp.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"
#include "neteq/version.h"

namespace neteq {
namespace {

using test::Datagram;

struct Destroy {
  void operator()(neteq_engine* engine) const { neteq_destroy(engine); }
};
using Engine = std::unique_ptr<neteq_engine, Destroy>;

Engine Created(std::vector<neteq_setting> settings = {}, const char* preset = nullptr) {
  neteq_engine* engine = nullptr;
  EXPECT_EQ(neteq_create(preset, settings.data(), settings.size(), &engine), NETEQ_OK)
      << neteq_last_error();
  return Engine(engine);
}

Engine WithPcmu(std::vector<neteq_setting> settings = {}) {
  Engine engine = Created(std::move(settings));
  EXPECT_EQ(neteq_register_sdp(engine.get(), "a=rtpmap:0 PCMU/8000", nullptr), NETEQ_OK);
  return engine;
}

neteq_status Insert(neteq_engine* engine, uint16_t sequence, int64_t now_us,
                    neteq_arrival_report* report = nullptr) {
  const auto bytes = Datagram(sequence);
  return neteq_insert_datagram(engine, bytes.data(), bytes.size(), now_us, report);
}

template <class Struct>
Struct Sized() {
  Struct object{};
  object.size = sizeof(object);
  return object;
}

/// Whether packet `sequence` of the test stream gets lost.
bool IsLost(int sequence) { return sequence == 12 || sequence == 13; }

TEST(C, PlaysTheSameBytesAsTheCppInterface) {
  const Engine engine = WithPcmu({{"delay.max_delay_ms", "200"}, {"output.rate_hz", "16000"}});
  Config config{.params = *PresetParams("default"), .limits = {}, .output_rate_hz = 16'000};
  config.params.delay.max_delay_ms = 200;
  const auto other = *NetEq::Create(config);
  ASSERT_TRUE(RegisterSdp(*other, "rtpmap:0 PCMU/8000").ok());

  std::array<int16_t, 160> ours{};
  std::array<int16_t, 160> theirs{};
  auto report = Sized<neteq_tick_report>();
  for (int tick = 0; tick < 200; ++tick) {
    if (tick % 2 == 0 && !IsLost(tick / 2)) {
      auto arrival = Sized<neteq_arrival_report>();
      const auto bytes = Datagram(static_cast<uint16_t>(tick / 2));
      ASSERT_EQ(Insert(engine.get(), static_cast<uint16_t>(tick / 2), tick * 10'000, &arrival), 0);
      const ArrivalReport expected =
          other->InsertPacket(*ParseRtp(std::as_bytes(std::span(bytes))), Timestamp(tick * kTick));
      EXPECT_EQ(arrival.result, static_cast<int>(expected.result));
      EXPECT_EQ(arrival.target_delay_us, expected.target_delay.count());
    }
    ASSERT_EQ(neteq_get_audio_s16(engine.get(), ours.data(), ours.size(), &report), NETEQ_OK);
    const TickReport& tick_report = other->GetAudio(std::span(theirs));
    ASSERT_EQ(ours, theirs) << tick;
    EXPECT_EQ(report.operation, static_cast<int>(tick_report.operation));
    EXPECT_EQ(report.samples_per_channel, 160);
    EXPECT_EQ(report.playout_timestamp, tick_report.playout_timestamp.value());
  }

  auto statistics = Sized<neteq_statistics>();
  ASSERT_EQ(neteq_get_statistics(engine.get(), &statistics), NETEQ_OK);
  EXPECT_GT(statistics.concealed_samples, 0U);
  EXPECT_EQ(statistics.concealed_samples, other->statistics().concealed_samples);
  EXPECT_EQ(statistics.total_samples_received, other->statistics().total_samples_received);
  EXPECT_EQ(statistics.jitter_buffer_packets_received, 98U);
  EXPECT_EQ(statistics.backlog_skipped_samples, other->statistics().backlog_skipped_samples);
}

TEST(C, ReadsEveryReport) {
  const Engine engine = WithPcmu();
  std::array<float, 480> out{};
  for (int tick = 0; tick < 100; ++tick) {
    if (tick % 2 == 0 && !IsLost(tick / 2)) {
      ASSERT_EQ(Insert(engine.get(), static_cast<uint16_t>(tick / 2), tick * 10'000), NETEQ_OK);
    }
    ASSERT_EQ(neteq_get_audio_planar(engine.get(), out.data(), 1, 480, nullptr), NETEQ_OK);
  }
  auto info = Sized<neteq_packet_info>();
  while (neteq_packet_info_count(engine.get()) == 0) {
    ASSERT_EQ(Insert(engine.get(), 50, 1'000'000), NETEQ_OK);
    ASSERT_EQ(neteq_get_audio_planar(engine.get(), out.data(), 1, 480, nullptr), NETEQ_OK);
  }
  ASSERT_EQ(neteq_get_packet_info(engine.get(), 0, &info), NETEQ_OK);
  EXPECT_EQ(info.ssrc, 0x1234U);
  EXPECT_EQ(info.timestamp, 160U * static_cast<uint32_t>(info.sequence));
  EXPECT_EQ(neteq_get_packet_info(engine.get(), 32, &info), NETEQ_OUT_OF_RANGE);

  auto tick = Sized<neteq_tick_report>();
  ASSERT_EQ(neteq_get_last_tick(engine.get(), &tick), NETEQ_OK);
  EXPECT_EQ(tick.sample_rate_hz, 48'000);
  EXPECT_STREQ(neteq_operation_name(tick.operation), "normal");

  auto snapshot = Sized<neteq_snapshot>();
  ASSERT_EQ(neteq_inspect(engine.get(), &snapshot), NETEQ_OK);
  EXPECT_EQ(snapshot.target_delay_us, tick.target_delay_us);
  EXPECT_EQ(snapshot.output_rate_hz, 48'000);
  EXPECT_EQ(snapshot.has_playout_timestamp, 1);

  auto network = Sized<neteq_network_statistics>();
  ASSERT_EQ(neteq_take_network_statistics(engine.get(), &network), NETEQ_OK);
  EXPECT_GT(network.expand_rate, 0.0);
  EXPECT_NEAR(network.packet_loss_rate, 2.0 / 50.0, 0.01);

  auto received = Sized<neteq_receiver_report>();
  ASSERT_EQ(neteq_get_receiver_report(engine.get(), &received), NETEQ_OK);
  EXPECT_EQ(received.cumulative_lost, 2);
  ASSERT_EQ(neteq_close_receiver_interval(engine.get(), &received), NETEQ_OK);
  EXPECT_EQ(received.packets_expected, received.packets_received + 2);
  EXPECT_GT(received.fraction_lost, 0);
  ASSERT_EQ(neteq_get_receiver_report(engine.get(), &received), NETEQ_OK);
  EXPECT_EQ(received.fraction_lost, 0);

  auto stalls = Sized<neteq_stall_report>();
  ASSERT_EQ(neteq_get_stalls(engine.get(), &stalls), NETEQ_OK);
  EXPECT_GT(stalls.played_ms, 900U);
  auto drift = Sized<neteq_clock_drift>();
  drift.is_known = 7;
  ASSERT_EQ(neteq_get_clock_drift(engine.get(), &drift), NETEQ_OK);
  EXPECT_EQ(drift.is_known, 0);  // less than eight seconds
}

TEST(C, ListsMissingPackets) {
  const Engine engine = WithPcmu({{"nack.enabled", "true"}});
  std::array<int16_t, 480> out{};
  for (const int sequence : {0, 1, 2, 4, 5}) {
    ASSERT_EQ(Insert(engine.get(), static_cast<uint16_t>(sequence), sequence * 20'000), NETEQ_OK);
    ASSERT_EQ(neteq_get_audio_s16(engine.get(), out.data(), out.size(), nullptr), NETEQ_OK);
  }
  std::array<uint16_t, 4> list{};
  size_t count = 9;
  ASSERT_EQ(neteq_nack_list(engine.get(), 10'000, list.data(), list.size(), &count), NETEQ_OK);
  ASSERT_EQ(count, 1U);
  EXPECT_EQ(list[0], 3);
  ASSERT_EQ(neteq_nack_list(engine.get(), 10'000, nullptr, 0, &count), NETEQ_OK);
  EXPECT_EQ(count, 0U);
}

TEST(C, FlushesAndRemovesPayloadTypes) {
  const Engine engine = WithPcmu();
  auto arrival = Sized<neteq_arrival_report>();
  ASSERT_EQ(Insert(engine.get(), 0, 0, &arrival), NETEQ_OK);
  EXPECT_EQ(arrival.result, NETEQ_INSERT_INSERTED);
  EXPECT_EQ(arrival.timeline_changed, 1);
  ASSERT_EQ(neteq_flush(engine.get()), NETEQ_OK);
  auto statistics = Sized<neteq_statistics>();
  ASSERT_EQ(neteq_get_statistics(engine.get(), &statistics), NETEQ_OK);
  EXPECT_EQ(statistics.packet_buffer_flushes, 1U);

  ASSERT_EQ(neteq_remove_payload_type(engine.get(), 0), NETEQ_OK);
  ASSERT_EQ(Insert(engine.get(), 1, 20'000, &arrival), NETEQ_OK);
  EXPECT_STREQ(neteq_insert_name(arrival.result), "unknown_payload_type");
}

TEST(C, SetsDelayBounds) {
  const Engine engine = WithPcmu();
  neteq_delay_bounds bounds{sizeof(bounds), 80'000, 500'000, 0};
  ASSERT_EQ(neteq_set_delay_bounds(engine.get(), &bounds), NETEQ_OK);
  auto snapshot = Sized<neteq_snapshot>();
  ASSERT_EQ(neteq_inspect(engine.get(), &snapshot), NETEQ_OK);
  EXPECT_EQ(snapshot.minimum_delay_us, 80'000);
  EXPECT_EQ(snapshot.maximum_delay_us, 500'000);
  EXPECT_GE(snapshot.target_delay_us, 80'000);

  bounds.minimum_us = 600'000;
  EXPECT_EQ(neteq_set_delay_bounds(engine.get(), &bounds), NETEQ_OUT_OF_RANGE);
  EXPECT_NE(std::string(neteq_last_error()).find("600"), std::string::npos) << neteq_last_error();
}

TEST(C, SetsAServiceLevel) {
  const Engine engine = WithPcmu();
  neteq_service_level level{sizeof(level), 1.0, 120'000};
  ASSERT_EQ(neteq_set_service_level(engine.get(), &level), NETEQ_OK);
  auto report = Sized<neteq_service_report>();
  ASSERT_EQ(neteq_get_service(engine.get(), &report), NETEQ_OK);
  EXPECT_EQ(report.max_late_percent, 1.0);
  EXPECT_EQ(report.max_delay_us, 120'000);
  EXPECT_EQ(report.is_late_share_broken, 0);
  EXPECT_EQ(report.is_delay_broken, 0);

  level.max_late_percent = 101.0;
  EXPECT_EQ(neteq_set_service_level(engine.get(), &level), NETEQ_OUT_OF_RANGE);
}

struct Refused {
  int count = 0;
  int32_t result = 0;
  int32_t sequence = 0;
  size_t payload_bytes = 0;
};

TEST(C, LogsRefusedPackets) {
  const Engine engine = WithPcmu();
  Refused refused;
  const auto log = [](void* user, const neteq_rtp_packet* packet, int32_t result) {
    auto& seen = *static_cast<Refused*>(user);
    seen = {seen.count + 1, result, packet->sequence, packet->payload_bytes};
  };
  ASSERT_EQ(neteq_set_log(engine.get(), log, &refused), NETEQ_OK);
  ASSERT_EQ(Insert(engine.get(), 1, 0), NETEQ_OK);
  EXPECT_EQ(refused.count, 0);
  ASSERT_EQ(Insert(engine.get(), 1, 0), NETEQ_OK);
  EXPECT_EQ(refused.count, 1);
  EXPECT_EQ(refused.result, NETEQ_INSERT_DUPLICATE);
  EXPECT_EQ(refused.sequence, 1);
  EXPECT_EQ(refused.payload_bytes, 160U);
  ASSERT_EQ(neteq_set_log(engine.get(), nullptr, nullptr), NETEQ_OK);
  ASSERT_EQ(Insert(engine.get(), 1, 0), NETEQ_OK);
  EXPECT_EQ(refused.count, 1);
}

TEST(C, ParsesRtp) {
  const auto bytes = Datagram(700);
  auto packet = Sized<neteq_rtp_packet>();
  ASSERT_EQ(neteq_parse_rtp(bytes.data(), bytes.size(), &packet), NETEQ_OK);
  EXPECT_EQ(packet.sequence, 700);
  EXPECT_EQ(packet.timestamp, 160U * 700U);
  EXPECT_EQ(packet.payload, bytes.data() + 12);
  EXPECT_EQ(packet.payload_bytes, 160U);
  EXPECT_EQ(neteq_parse_rtp(bytes.data(), 11, &packet), NETEQ_UNREADABLE);

  const Engine engine = WithPcmu();
  auto arrival = Sized<neteq_arrival_report>();
  EXPECT_EQ(neteq_insert_packet(engine.get(), &packet, 0, &arrival), NETEQ_OK);
  EXPECT_EQ(arrival.result, NETEQ_INSERT_INSERTED);
  EXPECT_EQ(neteq_insert_datagram(engine.get(), bytes.data(), 11, 0, nullptr), NETEQ_UNREADABLE);
}

TEST(C, NamesWhatCreationRefuses) {
  const auto error = [](const char* preset, std::vector<neteq_setting> settings,
                        neteq_status expected) {
    auto* engine = reinterpret_cast<neteq_engine*>(&settings);
    EXPECT_EQ(neteq_create(preset, settings.data(), settings.size(), &engine), expected);
    EXPECT_EQ(engine, nullptr);
    return std::string(neteq_last_error());
  };
  EXPECT_NE(error("no such", {}, NETEQ_INVALID_ARGUMENT).find("no such"), std::string::npos);
  EXPECT_EQ(error(nullptr, {{"delay.min", "1"}}, NETEQ_INVALID_ARGUMENT),
            "unknown parameter 'delay.min'");
  EXPECT_NE(error(nullptr, {{"output.rate_hz", "12345"}}, NETEQ_OUT_OF_RANGE).find("12345"),
            std::string::npos);
  EXPECT_EQ(error(nullptr, {{"seed", nullptr}}, NETEQ_INVALID_ARGUMENT),
            "a setting has no name or no value");
}

TEST(C, CreatesEveryPreset) {
  size_t index = 0;
  for (; neteq_preset_name(index) != nullptr; ++index) {
    EXPECT_NE(Created({}, neteq_preset_name(index)), nullptr);
  }
  EXPECT_EQ(index, Presets().size());
}

// A caller built with an older header knows fewer members; one with a newer header knows more.
TEST(C, FillsStructsAsFarAsTheyReach) {
  const Engine engine = WithPcmu();
  ASSERT_EQ(Insert(engine.get(), 0, 0), NETEQ_OK);
  std::array<int16_t, 480> out{};
  ASSERT_EQ(neteq_get_audio_s16(engine.get(), out.data(), out.size(), nullptr), NETEQ_OK);

  auto older = Sized<neteq_statistics>();
  older.concealed_samples = 77;
  older.size = offsetof(neteq_statistics, concealed_samples);
  ASSERT_EQ(neteq_get_statistics(engine.get(), &older), NETEQ_OK);
  EXPECT_GT(older.total_samples_received, 0U);
  EXPECT_EQ(older.concealed_samples, 77U);

  struct Newer {
    neteq_statistics known;
    uint64_t unknown;
  } newer = {Sized<neteq_statistics>(), 77};
  newer.known.size = sizeof(newer);
  ASSERT_EQ(neteq_get_statistics(engine.get(), &newer.known), NETEQ_OK);
  EXPECT_EQ(newer.known.total_samples_received, older.total_samples_received);
  EXPECT_EQ(newer.unknown, 0U);
}

TEST(C, ReadsStructsAsFarAsTheyReach) {
  const Engine engine = WithPcmu();
  neteq_delay_bounds older{offsetof(neteq_delay_bounds, maximum_us), 60'000, -1, -1};
  EXPECT_EQ(neteq_set_delay_bounds(engine.get(), &older), NETEQ_OK);

  struct Newer {
    neteq_delay_bounds known;
    int64_t unknown;
  } newer = {{sizeof(Newer), 60'000, 0, 0}, 0};
  EXPECT_EQ(neteq_set_delay_bounds(engine.get(), &newer.known), NETEQ_OK);
  newer.unknown = 1;
  EXPECT_EQ(neteq_set_delay_bounds(engine.get(), &newer.known), NETEQ_UNSUPPORTED);
}

TEST(C, RefusesWrongSizes) {
  const Engine engine = WithPcmu();
  auto statistics = Sized<neteq_statistics>();
  for (const size_t size : {size_t{0}, sizeof(size_t), size_t{4097}, SIZE_MAX}) {
    statistics.size = size;
    EXPECT_EQ(neteq_get_statistics(engine.get(), &statistics), NETEQ_INVALID_ARGUMENT) << size;
  }
  EXPECT_EQ(statistics.total_samples_received, 0U);
  std::array<int16_t, 480> out{};
  out.fill(7);
  neteq_tick_report report{};
  EXPECT_EQ(neteq_get_audio_s16(engine.get(), out.data(), out.size(), &report),
            NETEQ_INVALID_ARGUMENT);
  EXPECT_EQ(out[0], 7);
}

TEST(C, RefusesValuesOutOfRange) {
  const Engine engine = WithPcmu();
  EXPECT_EQ(neteq_register_role(engine.get(), 128, NETEQ_ROLE_RED, 8000), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_role(engine.get(), -1, NETEQ_ROLE_RED, 8000), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_role(engine.get(), 13, 0, 8000), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_role(engine.get(), 13, 257, 8000), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_role(engine.get(), 13, NETEQ_ROLE_SPEECH, 8000), NETEQ_INVALID_ARGUMENT);
  EXPECT_EQ(neteq_register_role(engine.get(), 13, NETEQ_ROLE_COMFORT_NOISE, 0), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_role(engine.get(), 13, NETEQ_ROLE_COMFORT_NOISE, 8000), NETEQ_OK);
  EXPECT_EQ(neteq_remove_payload_type(engine.get(), 300), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_register_sdp(engine.get(), "a=rtpmap:97 speex/8000", ""), NETEQ_UNSUPPORTED);

  auto packet = Sized<neteq_rtp_packet>();
  const auto inserted = [&] { return neteq_insert_packet(engine.get(), &packet, 0, nullptr); };
  packet.payload_bytes = 1;
  EXPECT_EQ(inserted(), NETEQ_INVALID_ARGUMENT);
  packet.payload_bytes = 0;
  packet.payload_type = 128;
  EXPECT_EQ(inserted(), NETEQ_OUT_OF_RANGE);
  packet.payload_type = 0;
  packet.sequence = 65'536;
  EXPECT_EQ(inserted(), NETEQ_OUT_OF_RANGE);
  packet.sequence = 0;
  packet.metadata.csrc_count = 16;
  EXPECT_EQ(inserted(), NETEQ_OUT_OF_RANGE);
  packet.metadata.csrc_count = 0;
  packet.metadata.audio_level_dbov = 128;
  EXPECT_EQ(inserted(), NETEQ_OUT_OF_RANGE);

  std::array<int16_t, 479> small{};
  small.fill(7);
  auto report = Sized<neteq_tick_report>();
  EXPECT_EQ(neteq_get_audio_s16(engine.get(), small.data(), small.size(), &report),
            NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(report.output_too_small, 1);
  EXPECT_EQ(small[478], 0);
  EXPECT_EQ(neteq_get_audio_planar(engine.get(), nullptr, 1, 480, nullptr), NETEQ_INVALID_ARGUMENT);
  float sample = 7.0F;
  EXPECT_EQ(neteq_get_audio_planar(engine.get(), &sample, -1, 480, nullptr), NETEQ_OUT_OF_RANGE);
  EXPECT_EQ(neteq_get_audio_planar(engine.get(), &sample, 1, 1, nullptr), NETEQ_OUT_OF_RANGE);
}

TEST(C, NamesNoUnknownEnumerator) {
  for (const int value : {-1, 19, 1000}) {
    EXPECT_EQ(neteq_operation_name(value), nullptr);
    EXPECT_EQ(neteq_reason_name(value), nullptr);
    EXPECT_EQ(neteq_speech_type_name(value), nullptr);
    EXPECT_EQ(neteq_insert_name(value), nullptr);
  }
  EXPECT_STREQ(neteq_reason_name(NETEQ_REASON_OVERRIDE), "override");
  EXPECT_STREQ(neteq_speech_type_name(NETEQ_SPEECH_TYPE_PLC_NOISE), "plc_noise");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// Exits with the status of a creation that needs more memory than the process may have.
[[noreturn]] void CreateWithoutMemory() {
  const rlimit limit{1, 1};
  setrlimit(RLIMIT_AS, &limit);
  neteq_engine* engine = nullptr;
  const neteq_setting setting = {"limits.payload_bytes", "67108864"};
  const neteq_status status = neteq_create(nullptr, &setting, 1, &engine);
  std::fputs(neteq_last_error(), stderr);
  std::_Exit(engine == nullptr ? status : 100);
}

TEST(C, ReportsALackOfMemory) {
  EXPECT_EXIT(CreateWithoutMemory(), ::testing::ExitedWithCode(NETEQ_OUT_OF_MEMORY),
              "out of memory");
}
#endif

}  // namespace
}  // namespace neteq
