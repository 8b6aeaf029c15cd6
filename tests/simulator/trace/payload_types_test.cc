// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/payload_types.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "simulator/sender/red_packer.h"
#include "simulator/support/codecs.h"

namespace neteq::sim {
namespace {

SdpFormat Parsed(const std::string& assignment, uint8_t number) {
  PayloadTypes types;
  const Status status = types.Set(assignment);
  EXPECT_TRUE(status.ok()) << status.detail();
  return types.Find(number).value_or(SdpFormat{});
}

int ChannelsOf(const SdpFormat& format) {
  const auto decoder = MakeToolDecoder(format);
  return decoder.ok() && *decoder != nullptr ? (*decoder)->format().channels : 0;
}

TEST(PayloadTypes, DefaultsAreThoseOfRfc3551AndWebRtc) {
  const PayloadTypes types = PayloadTypes::Defaults();

  for (const auto& [number, label] : {std::pair<uint8_t, const char*>{0, "0 PCMU/8000/1"},
                                      {8, "8 PCMA/8000/1"},
                                      {9, "9 G722/8000/1"},
                                      {10, "10 L16/44100/2"},
                                      {13, "13 CN/8000"},
                                      {93, "93 L16/8000/1"},
                                      {94, "94 L16/16000/1"},
                                      {95, "95 L16/32000/1"},
                                      {96, "96 L16/48000/1"},
                                      {98, "98 CN/16000"},
                                      {99, "99 CN/32000"},
                                      {100, "100 CN/48000"},
                                      {106, "106 telephone-event/8000"},
                                      {111, "111 opus/48000/2"},
                                      {114, "114 telephone-event/16000"},
                                      {115, "115 telephone-event/32000"},
                                      {116, "116 telephone-event/48000"},
                                      {117, "117 red/48000"},
                                      {14, "14 not registered"}}) {
    EXPECT_EQ(types.Label(number), label);
  }
}

TEST(PayloadTypes, EveryOtherDefaultSpeechFormatHasADecoder) {
  const PayloadTypes types = PayloadTypes::Defaults();
  for (uint8_t number = 0; number < 128; ++number) {
    const auto& format = types.Find(number);
    constexpr int kWithoutDecoder[] = {3, 4, 5, 6, 7, 12, 15, 18};  // known for their clock rates
    const bool is_known_only =
        std::count(std::begin(kWithoutDecoder), std::end(kWithoutDecoder), int{number}) != 0;
    if (!format || is_known_only) continue;
    const auto decoder = MakeToolDecoder(*format);
    ASSERT_TRUE(decoder.ok()) << types.Label(number);
    EXPECT_EQ(*decoder != nullptr, format->role == PayloadRole::kSpeech) << types.Label(number);
    if (*decoder == nullptr) continue;
    EXPECT_EQ((*decoder)->format().clock_rate, format->clock_rate);
  }
}

TEST(PayloadTypes, ReadNamesInAnyCase) {
  EXPECT_EQ(Parsed("96=OPUS/48000/2", 96).Encoding(), "opus/48000/2");
  EXPECT_EQ(Parsed("0=pcmu/8000", 0).Encoding(), "PCMU/8000/1");
  EXPECT_EQ(Parsed("97=l16/44100/2", 97).Encoding(), "L16/44100/2");
  EXPECT_EQ(Parsed("127=PcmA/8000/8", 127).Encoding(), "PCMA/8000/8");
  EXPECT_EQ(Parsed("9=g722/8000", 9).Encoding(), "G722/8000/1");
  EXPECT_EQ(Parsed("13=cn/8000", 13).role, PayloadRole::kComfortNoise);
  EXPECT_EQ(Parsed("63=RED/48000/2", 63).role, PayloadRole::kRed);
  EXPECT_EQ(Parsed("126=Telephone-Event/8000", 126).role, PayloadRole::kTelephoneEvent);
}

TEST(PayloadTypes, AcceptSdpParameters) {
  EXPECT_EQ(ChannelsOf(Parsed("96=opus/48000/2", 96)), 1);
  EXPECT_EQ(ChannelsOf(Parsed("96=opus/48000/2;stereo=1;useinbandfec=1", 96)), 2);
  EXPECT_EQ(ChannelsOf(Parsed("96=multiopus/48000/6;channel_mapping=0,4,1,2,3,5;num_streams=4;"
                              "coupled_streams=2",
                              96)),
            6);
}

TEST(PayloadTypes, NoneRemovesAnEntry) {
  PayloadTypes types = PayloadTypes::Defaults();

  ASSERT_TRUE(types.Set("111=none").ok());

  EXPECT_FALSE(types.Find(111));
}

TEST(PayloadTypes, RejectInvalidInputAndNameTheOption) {
  for (const std::string assignment : {"",
                                       "96",
                                       "96=",
                                       "96=opus",
                                       "128=opus/48000/2",
                                       "-1=opus/48000/2",
                                       "x=opus/48000/2",
                                       "96=mp3/8000",
                                       "96=opus/16000/2",
                                       "96=opus/48000/3",
                                       "96=pcmu/16000",
                                       "96=pcmu/8000/9",
                                       "96=pcmu/8000/0",
                                       "96=l16/96000",
                                       "96=l16/48000/2/1",
                                       "96=opus/48000/2;stereo=2",
                                       "96=g722/16000",
                                       "96=g722/8000/2",
                                       "96=cn/44100",
                                       "96=multiopus/48000/6"}) {
    PayloadTypes types;
    const Status status = types.Set(assignment);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << assignment;
    EXPECT_TRUE(status.detail().starts_with("--pt " + assignment + ": ")) << status.detail();
  }
}

TEST(PayloadTypes, AvoidNumbersThatLookLikeRtcp) {
  const PayloadTypes types = PayloadTypes::Defaults();

  EXPECT_EQ(types.NumberOf("opus/48000/2"), 111);
  EXPECT_EQ(types.NumberOf("L16/16000/1"), 104);  // not 94
  EXPECT_EQ(types.NumberOf("L16/24000/1"), std::nullopt);
}

TEST(PayloadTypes, ListTheBlocksOfRed) {
  const PayloadTypes types = PayloadTypes::Defaults();
  RedPacker packer(1);
  packer.Pack({0, 0, std::vector<std::byte>(160)});
  const auto payload = packer.Pack({13, 160, std::vector<std::byte>(1)});

  RtpPacketView packet;
  packet.payload = payload;
  packet.payload_type = 117;
  EXPECT_EQ(types.TypesIn(packet), (std::vector<uint8_t>{13, 0}));
  packet.payload_type = 111;
  EXPECT_EQ(types.TypesIn(packet), std::vector<uint8_t>{111});
  packet.payload_type = 117;
  packet.payload = {};
  EXPECT_TRUE(types.TypesIn(packet).empty());
}

}  // namespace
}  // namespace neteq::sim
