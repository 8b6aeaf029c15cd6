// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/sdp.h"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace neteq {
namespace {

DecoderFormat FormatOf(std::string_view rtpmap, std::string_view fmtp = {}) {
  const auto payload = DecoderFromSdp(rtpmap, fmtp);
  EXPECT_TRUE(payload.ok()) << payload.status().detail();
  if (!payload.ok() || payload->decoder == nullptr) return {SampleRate(0), RtpClockRate(0), 0};
  EXPECT_EQ(payload->role, PayloadRole::kSpeech);
  return payload->decoder->format();
}

/// The error message; empty if there is no error.
std::string Refusal(std::string_view rtpmap, std::string_view fmtp = {}) {
  const auto payload = DecoderFromSdp(rtpmap, fmtp);
  return payload.ok() ? "" : payload.status().detail();
}

struct Expected {
  std::string_view rtpmap;
  int rate_hz;
  int clock_hz;
  int channels;
};

TEST(DecoderFromSdp, MakesTheDecoderOfEachCodec) {
  for (const Expected& expected : {Expected{"a=rtpmap:111 opus/48000/2", 48'000, 48'000, 1},
                                   {"a=rtpmap:0 PCMU/8000", 8000, 8000, 1},
                                   {"a=rtpmap:8 PCMA/8000/1", 8000, 8000, 1},
                                   {"a=rtpmap:96 PCMA/8000/2", 8000, 8000, 2},
                                   {"a=rtpmap:10 L16/44100/2", 44'100, 44'100, 2},
                                   {"a=rtpmap:97 L16/16000", 16'000, 16'000, 1}}) {
    const DecoderFormat format = FormatOf(expected.rtpmap);

    EXPECT_EQ(format.sample_rate.hz(), expected.rate_hz) << expected.rtpmap;
    EXPECT_EQ(format.clock_rate.hz(), expected.clock_hz) << expected.rtpmap;
    EXPECT_EQ(format.channels, expected.channels) << expected.rtpmap;
  }
}

TEST(DecoderFromSdp, MakesDecodersOfOtherCodecs) {
  // A codec that the core does not know, and one that replaces its own.
  const std::array codecs = {
      SdpCodec{"clear", [](const SdpFormat& format) { return MakePcmuDecoder(format.channels); }},
      SdpCodec{"pcma", [](const SdpFormat&) -> Result<std::unique_ptr<AudioDecoder>> {
                 return Status(StatusCode::kUnsupported, "rtpmap: replaced");
               }}};
  const auto payload = DecoderFromSdp("a=rtpmap:97 CLEAR/8000/2", "", codecs);
  ASSERT_TRUE(payload.ok()) << payload.status().detail();
  EXPECT_EQ(payload->role, PayloadRole::kSpeech);
  EXPECT_EQ(payload->decoder->format().channels, 2);
  EXPECT_EQ(ParseSdpFormat("CLEAR/8000", "", codecs)->name, "clear");
  EXPECT_EQ(DecoderFromSdp("rtpmap:8 PCMA/8000", "", codecs).status().detail(), "rtpmap: replaced");
  EXPECT_FALSE(DecoderFromSdp("a=rtpmap:97 CLEAR/8000/2").ok());
}

TEST(DecoderFromSdp, OpusIsStereoWhereTheReceiverSaysSo) {
  constexpr std::string_view kOpus = "a=rtpmap:111 opus/48000/2";

  EXPECT_EQ(FormatOf(kOpus, "a=fmtp:111 stereo=1;useinbandfec=1").channels, 2);
  EXPECT_EQ(FormatOf(kOpus, "a=fmtp:111 minptime=10; stereo=1").channels, 2);
  EXPECT_EQ(FormatOf(kOpus, "a=fmtp:111 stereo=0").channels, 1);
  EXPECT_EQ(FormatOf(kOpus, "a=fmtp:111 sprop-stereo=1;useinbandfec=1").channels, 1);
}

TEST(DecoderFromSdp, MultiopusTakesItsMapping) {
  const DecoderFormat format =
      FormatOf("a=rtpmap:112 multiopus/48000/6",
               "a=fmtp:112 channel_mapping=0,4,1,2,3,5;num_streams=4;coupled_streams=2");

  EXPECT_EQ(format.channels, 6);
  EXPECT_EQ(format.sample_rate, SampleRate(48'000));
}

TEST(DecoderFromSdp, TellsServicesByTheirRole) {
  struct Service {
    std::string_view rtpmap;
    PayloadRole role;
    int clock_hz;
  };
  for (const Service& expected :
       {Service{"a=rtpmap:13 CN/8000", PayloadRole::kComfortNoise, 8000},
        {"a=rtpmap:105 CN/16000", PayloadRole::kComfortNoise, 16'000},
        {"a=rtpmap:106 CN/32000", PayloadRole::kComfortNoise, 32'000},
        {"a=rtpmap:107 CN/48000", PayloadRole::kComfortNoise, 48'000},
        {"a=rtpmap:63 red/48000/2", PayloadRole::kRed, 48'000},
        {"a=rtpmap:126 telephone-event/8000", PayloadRole::kTelephoneEvent, 8000},
        {"a=rtpmap:110 telephone-event/48000", PayloadRole::kTelephoneEvent, 48'000}}) {
    const auto payload = DecoderFromSdp(expected.rtpmap);

    ASSERT_TRUE(payload.ok()) << payload.status().detail();
    EXPECT_EQ(payload->role, expected.role);
    EXPECT_EQ(payload->clock_rate.hz(), expected.clock_hz);
    EXPECT_EQ(payload->decoder, nullptr);
  }
}

TEST(DecoderFromSdp, TakesParametersOfServices) {
  EXPECT_EQ(Refusal("a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111"), "");
  EXPECT_EQ(Refusal("a=rtpmap:126 telephone-event/8000", "a=fmtp:126 0-15"), "");
}

TEST(DecoderFromSdp, IsLenientAboutCaseAndSpace) {
  EXPECT_EQ(FormatOf("a=rtpmap:111 OPUS/48000/2\r\n", "a=fmtp:111 Stereo = 1 ;\r\n").channels, 2);
  EXPECT_EQ(FormatOf("rtpmap:0 pcmu/8000").channels, 1);
  EXPECT_EQ(DecoderFromSdp("a=rtpmap:101 Telephone-Event/8000")->payload_type, 101);
}

TEST(DecoderFromSdp, NamesThePartThatCannotBeUsed) {
  struct Case {
    std::string_view rtpmap;
    std::string_view fmtp;
    std::string_view reason;
  };
  constexpr std::string_view kMultiopus = "a=rtpmap:96 multiopus/48000/2";
  for (const Case& bad : {
           Case{"", "", "rtpmap: expected 'a=rtpmap:', got ''"},
           {"m=audio 9", "", "rtpmap: expected 'a=rtpmap:', got 'm=audio 9'"},
           {"a=fmtp:96 opus/48000", "", "rtpmap: expected 'a=rtpmap:', got 'a=fmtp:96 opus/48000'"},
           {"a=rtpmap:128 opus/48000", "", "rtpmap: payload type '128' is not 0 to 127"},
           {"a=rtpmap:-1 opus/48000", "", "rtpmap: payload type '-1' is not 0 to 127"},
           {"a=rtpmap:x opus/48000", "", "rtpmap: payload type 'x' is not 0 to 127"},
           {"a=rtpmap:96", "", "rtpmap: the encoding name is missing"},
           {"a=rtpmap:96 opus", "", "rtpmap: clock rate '' is no positive number"},
           {"a=rtpmap:96 opus/48k", "", "rtpmap: clock rate '48k' is no positive number"},
           {"a=rtpmap:96 opus/0", "", "rtpmap: clock rate '0' is no positive number"},
           {"a=rtpmap:96 L16/8000/0", "", "rtpmap: channel count '0' is no positive number"},
           {"a=rtpmap:96 L16/8000/1/1", "", "rtpmap: channel count '1/1' is no positive number"},
           {"a=rtpmap:96 opus/16000", "", "rtpmap: the clock rate of opus is 48000, not 16000"},
           {"a=rtpmap:96 opus/48000/3", "", "rtpmap: opus has 1 or 2 channels, see multiopus"},
           {"a=rtpmap:9 G722/8000", "",
            "rtpmap: G722 needs the library neteq_g722 and G722Codec() of neteq/g722.h"},
           {"a=rtpmap:0 PCMU/8000/9", "", "rtpmap: PCMU: channels = 9 is out of range [1, 8]"},
           {"a=rtpmap:96 L16/96000", "", "rtpmap: L16: rate = 96000 is out of range [8000, 48000]"},
           {"a=rtpmap:13 CN/44100", "",
            "rtpmap: the clock rate of CN is 8000, 16000, 32000 or 48000, not 44100"},
           {"a=rtpmap:96 speex/8000", "",
            "rtpmap: encoding 'speex' is none of opus, multiopus, PCMU, PCMA, G722, L16, CN, red "
            "and telephone-event"},
           {"a=rtpmap:96 opus/48000/2", "a=fmtp:97 stereo=1",
            "fmtp: payload type 97 is not that of rtpmap, 96"},
           {"a=rtpmap:96 opus/48000/2", "stereo=1", "fmtp: expected 'a=fmtp:', got 'stereo=1'"},
           {"a=rtpmap:96 opus/48000/2", "a=fmtp:96 stereo=2", "fmtp: stereo '2' is not 0 or 1"},
           {kMultiopus, "", "fmtp: num_streams is missing"},
           {kMultiopus, "a=fmtp:96 num_streams=x;coupled_streams=1;channel_mapping=0,1",
            "fmtp: num_streams 'x' is no number"},
           {kMultiopus, "a=fmtp:96 num_streams=1;channel_mapping=0,1",
            "fmtp: coupled_streams is missing"},
           {kMultiopus, "a=fmtp:96 num_streams=1;coupled_streams=1",
            "fmtp: channel_mapping is missing"},
           {kMultiopus, "a=fmtp:96 num_streams=1;coupled_streams=1;channel_mapping=0,256",
            "fmtp: channel_mapping '0,256' is no list of up to 8 numbers"},
           {kMultiopus, "a=fmtp:96 num_streams=1;coupled_streams=1;channel_mapping=0,1,0",
            "fmtp: channel_mapping '0,1,0' is not one number a channel"},
           {kMultiopus, "a=fmtp:96 num_streams=1;coupled_streams=1;channel_mapping=0,2",
            "fmtp: opus: 1 streams, 1 coupled, and the channel mapping do not go together: 0 <= "
            "coupled <= streams, and each channel is below streams + coupled, or 255"},
       }) {
    EXPECT_EQ(Refusal(bad.rtpmap, bad.fmtp), bad.reason);
  }
}

TEST(ParseSdpFormat, KeepsWhatADecoderIsMadeFrom) {
  const auto format = ParseSdpFormat("OPUS/48000/2", " stereo=1 ");

  ASSERT_TRUE(format.ok()) << format.status().detail();
  EXPECT_EQ(format->name, "opus");
  EXPECT_EQ(format->role, PayloadRole::kSpeech);
  EXPECT_EQ(format->clock_rate, RtpClockRate(48'000));
  EXPECT_EQ(format->channels, 2);
  EXPECT_EQ(format->parameters, "stereo=1");
  EXPECT_EQ((*MakeDecoder(*format))->format().channels, 2);
}

TEST(ParseSdpFormat, IsWrittenAsItIsRead) {
  for (const char* encoding :
       {"opus/48000/2", "multiopus/48000/6", "L16/44100/1", "CN/16000", "red/48000"}) {
    EXPECT_EQ(ParseSdpFormat(encoding)->Encoding(), encoding);
  }
}

TEST(ParseSdpFormat, LeavesParametersToTheDecoder) {
  const auto format = ParseSdpFormat("opus/48000/2", "stereo=2");

  ASSERT_TRUE(format.ok());
  EXPECT_EQ(MakeDecoder(*format).status().detail(), "fmtp: stereo '2' is not 0 or 1");
}

TEST(MakeDecoder, RefusesFormatsThatNobodyParsed) {
  EXPECT_EQ(MakeDecoder({.name = "speex", .role = PayloadRole::kSpeech}).status().code(),
            StatusCode::kUnsupported);
}

}  // namespace
}  // namespace neteq
