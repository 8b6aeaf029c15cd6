// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/sender.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/g722.h"
#include "neteq/internal/receive/dtmf_queue.h"
#include "neteq/internal/receive/red.h"
#include "simulator/support/codecs.h"
#include "simulator/trace/payload_types.h"

namespace neteq::sim {
namespace {

constexpr double kToneHz = 400.0;

/// A sine of amplitude 0.5 in every channel.
AudioFile Tone(int rate_hz, int channels, int frames) {
  AudioFile file{SampleRate(rate_hz), AudioBuffer(channels, frames)};
  for (int c = 0; c < channels; ++c) {
    const auto row = file.audio.First(frames).Channel(c);
    for (size_t i = 0; i < row.size(); ++i) {
      const double phase = 2.0 * std::numbers::pi * kToneHz * static_cast<double>(i) / rate_hz;
      row[i] = static_cast<float>(0.5 * std::sin(phase));
    }
  }
  return file;
}

/// Decodes all packets of a trace in order and returns the first channel.
std::vector<float> Decoded(const Trace& trace, AudioDecoder& decoder) {
  const DecoderFormat format = decoder.format();
  AudioBuffer frame(format.channels, static_cast<int>(format.sample_rate.Samples(kMaxFrame)));
  std::vector<float> sound;
  for (const TracePacket& packet : trace.packets()) {
    const auto result = decoder.Decode(packet.rtp.payload, frame.First(frame.capacity()));
    EXPECT_TRUE(result.ok());
    const auto row = frame.First(result.frames).Channel(0);
    sound.insert(sound.end(), row.begin(), row.end());
  }
  return sound;
}

/// Ratio in dB of the tone to the rest of `sound`, by projection on sine and cosine.
double ToneToNoiseDb(const std::vector<float>& sound, int rate_hz) {
  double in_phase = 0.0;
  double quadrature = 0.0;
  double energy = 0.0;
  for (size_t i = 0; i < sound.size(); ++i) {
    const double phase = 2.0 * std::numbers::pi * kToneHz * static_cast<double>(i) / rate_hz;
    const double sample = static_cast<double>(sound[i]);
    in_phase += sample * std::sin(phase);
    quadrature += sample * std::cos(phase);
    energy += sample * sample;
  }
  const double tone =
      2.0 * (in_phase * in_phase + quadrature * quadrature) / static_cast<double>(sound.size());
  return 10.0 * std::log10(tone / (energy - tone));
}

Trace Sent(const AudioFile& audio, const SenderOptions& options, const Delays& delays = {}) {
  auto sent = Send(audio, options, delays);
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  return std::move(sent->trace);
}

SenderOptions With(const EncoderOptions& encoder) { return {.encoder = encoder}; }

/// Replaces samples [first, last) by noise of the given RMS.
void PutNoise(AudioFile& file, int first, int last, float rms) {
  Random random(5);
  for (float& sample : file.audio.Slice(first, last - first).Channel(0)) {
    sample = rms * random.Noise();
  }
}

/// 1 s of tone, 2 s of noise at -60 dBov, 1 s of tone.
AudioFile ToneWithPause(int rate_hz) {
  AudioFile file = Tone(rate_hz, 1, 4 * rate_hz);
  PutNoise(file, rate_hz, 3 * rate_hz, 1e-3F);
  return file;
}

std::vector<uint8_t> PayloadTypesIn(const Trace& trace) {
  std::vector<uint8_t> types;
  for (const TracePacket& packet : trace.packets()) types.push_back(packet.rtp.payload_type);
  return types;
}

/// Milliseconds from the first sample of a trace that starts at timestamp 0.
double MediaMs(const TracePacket& packet, int clock_hz) {
  return 1000.0 * packet.rtp.timestamp.value() / clock_hz;
}

// ITU-T G.711 reaches 38 dB with a sine of this level (uniform quantisation within a segment, 16
// steps each); the limit of 36 leaves a margin.
TEST(Send, EncodesG711) {
  const AudioFile tone = Tone(8000, 1, 8000);

  const auto mu_law = Decoded(Sent(tone, With({.codec = Codec::kPcmu})), **MakePcmuDecoder(1));
  const auto a_law = Decoded(Sent(tone, With({.codec = Codec::kPcma})), **MakePcmaDecoder(1));

  EXPECT_GT(ToneToNoiseDb(mu_law, 8000), 36.0);
  EXPECT_GT(ToneToNoiseDb(a_law, 8000), 36.0);
}

TEST(Send, EncodesLinearPcmExactly) {
  const AudioFile tone = Tone(44100, 2, 44100);

  const auto sound =
      Decoded(Sent(tone, With({.codec = Codec::kL16, .channels = 2, .rate_hz = 44100})),
              **MakePcm16Decoder(SampleRate(44100), 2));

  const auto row = tone.audio.First(44100).Channel(0);
  ASSERT_GE(sound.size(), row.size());
  for (size_t i = 0; i < row.size(); ++i) ASSERT_NEAR(sound[i], row[i], 0.5F / 32768 + 1e-6F);
}

// Resampling keeps the frequency of a sine; Opus at 64 kb/s encodes a stationary sine with more
// than 20 dB.
TEST(Send, ResamplesForOpus) {
  const AudioFile tone = Tone(22050, 1, 22050);

  auto sound =
      Decoded(Sent(tone, With({.bitrate_bps = 64000})), **MakeOpusDecoder(SampleRate(48000), 1));
  ASSERT_GE(sound.size(), 48000U);
  sound.erase(sound.begin(), sound.begin() + 24000);  // settling time of the codec
  sound.resize(19200);                                // whole periods

  EXPECT_GT(ToneToNoiseDb(sound, 48000), 20.0);
}

TEST(Send, NumbersPacketsAcrossTheWrap) {
  const SenderOptions options{.encoder = {.codec = Codec::kPcmu},
                              .first_sequence = 65535,
                              .first_timestamp = 0xFFFFFFFF,
                              .ssrc = 77};

  const Trace trace = Sent(Tone(8000, 1, 320), options);

  ASSERT_EQ(trace.packets().size(), 2U);
  const RtpPacketView& first = trace.packets()[0].rtp;
  const RtpPacketView& second = trace.packets()[1].rtp;
  EXPECT_TRUE(first.marker);
  EXPECT_FALSE(second.marker);
  EXPECT_EQ(first.ssrc, 77U);
  EXPECT_EQ(second.sequence, SequenceNumber(0));
  EXPECT_EQ(second.timestamp, RtpTimestamp(159));
}

TEST(Send, AppliesAndRepeatsDelaysAndLosses) {
  const Delays delays = {FromMs(50), std::nullopt, FromMs(5)};

  const Trace trace = Sent(Tone(8000, 1, 6 * 160), With({.codec = Codec::kPcmu}), delays);

  // Sent at 0, 20, ... 100 ms: 0 arrives at 50, 1 is lost, 2 at 45, 3 at 110, 4 is lost, 5 at 105.
  ASSERT_EQ(trace.packets().size(), 4U);
  EXPECT_EQ(trace.packets()[0].arrival.time_since_epoch(), FromMs(45));
  EXPECT_EQ(trace.packets()[1].arrival.time_since_epoch(), FromMs(50));
  EXPECT_EQ(trace.packets()[2].arrival.time_since_epoch(), FromMs(105));
  EXPECT_EQ(trace.packets()[3].arrival.time_since_epoch(), FromMs(110));
}

// G.722 at 64 kbit/s has 6 bits up to 4 kHz: at least 30 dB for a sine.
TEST(Send, EncodesG722) {
  const Trace trace = Sent(Tone(16000, 1, 16000), With({.codec = Codec::kG722}));

  auto sound = Decoded(trace, **MakeG722Decoder());

  EXPECT_EQ(trace.packets()[0].rtp.payload_type, 9);
  EXPECT_EQ(trace.packets()[1].rtp.timestamp, RtpTimestamp(160));  // a clock of 8 kHz
  ASSERT_GE(sound.size(), 16000U);
  sound.erase(sound.begin(), sound.begin() + 4000);  // adaptation, then whole periods
  sound.resize(12000);
  EXPECT_GT(ToneToNoiseDb(sound, 16000), 30.0);
}

TEST(Send, EncodesStereoAndSurroundOpus) {
  for (const int channels : {2, 3, 6, 8}) {
    const auto sent =
        Send(Tone(48000, channels, 48000), With({.channels = channels, .bitrate_bps = 256000}), {});
    ASSERT_TRUE(sent.ok()) << sent.status().detail();
    const auto decoder = MakeToolDecoder(sent->format);
    ASSERT_TRUE(decoder.ok()) << decoder.status().detail();

    auto sound = Decoded(sent->trace, **decoder);

    EXPECT_EQ((*decoder)->format().channels, channels);
    EXPECT_EQ(sent->payload_type, channels == 2 ? 111 : 97);
    sound.erase(sound.begin(), sound.begin() + 24000);
    sound.resize(19200);
    EXPECT_GT(ToneToNoiseDb(sound, 48000), 20.0) << channels;
  }
}

TEST(Send, RepeatsOrDropsChannels) {
  const Trace stereo = Sent(Tone(8000, 1, 160), With({.codec = Codec::kPcmu, .channels = 2}));
  const Trace mono = Sent(Tone(8000, 3, 160), With({.codec = Codec::kPcmu, .channels = 1}));

  const auto payload = stereo.packets()[0].rtp.payload;
  ASSERT_EQ(payload.size(), 2U * 160U);
  for (size_t i = 0; i < payload.size(); i += 2) EXPECT_EQ(payload[i], payload[i + 1]);
  EXPECT_EQ(mono.packets()[0].rtp.payload.size(), 160U);
}

TEST(Send, SupportsAllFrameLengths) {
  for (const double frame_ms : {2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0}) {
    for (const Codec codec : {Codec::kOpus, Codec::kPcma, Codec::kG722, Codec::kL16}) {
      const auto sent =
          Send(Tone(16000, 1, 24000), With({.codec = codec, .frame_ms = frame_ms}), {});
      ASSERT_TRUE(sent.ok()) << sent.status().detail();
      const auto decoder = MakeToolDecoder(sent->format);
      const SampleRate rate = (*decoder)->format().sample_rate;
      const int clock_hz = sent->format.clock_rate.hz();

      const auto& packets = sent->trace.packets();
      ASSERT_EQ(packets.size(), static_cast<size_t>(std::ceil(1500.0 / frame_ms)));
      for (size_t i = 0; i < packets.size(); ++i) {
        EXPECT_EQ((*decoder)->Inspect(packets[i].rtp.payload).frame_samples,
                  rate.SamplesInMs(frame_ms));
        EXPECT_EQ(MediaMs(packets[i], clock_hz), frame_ms * static_cast<double>(i));
        EXPECT_EQ(ToMs(packets[i].arrival.time_since_epoch()), MediaMs(packets[i], clock_hz));
      }
    }
  }
}

TEST(Send, AddsOpusFecIfLossIsExpected) {
  AudioFile noise = Tone(48000, 1, 96000);
  const EncoderOptions plain{.bitrate_bps = 20000};
  EncoderOptions fec = plain;
  fec.fec = true;
  fec.expected_loss_pct = 20;
  const auto decoder = *MakeOpusDecoder(SampleRate(48000), 1);
  const auto count = [&](const EncoderOptions& encoder) {
    const Trace trace = Sent(noise, With(encoder));
    return std::count_if(trace.packets().begin(), trace.packets().end(),
                         [&](const TracePacket& packet) {
                           return decoder->Inspect(packet.rtp.payload).fec_samples == 960;
                         });
  };

  EXPECT_EQ(count(plain), 0);
  EXPECT_GT(count(fec), 80);  // of 100, all except those at the start
}

TEST(Send, SendsOneOpusDtxPacketPerPause) {
  AudioFile audio = ToneWithPause(48000);
  PutNoise(audio, 48000, 3 * 48000, 1e-5F);
  const Trace trace = Sent(audio, With({.dtx = true}));
  const auto& packets = trace.packets();

  int jumps = 0;
  for (size_t i = 1; i < packets.size(); ++i) {
    const bool was_dtx = packets[i - 1].rtp.payload.size() <= 2;
    const double step_ms = MediaMs(packets[i], 48000) - MediaMs(packets[i - 1], 48000);
    EXPECT_EQ(packets[i].rtp.sequence, SequenceNumber(static_cast<uint16_t>(i)));
    EXPECT_FALSE(was_dtx && packets[i].rtp.payload.size() <= 2) << i;
    EXPECT_EQ(packets[i].rtp.marker, was_dtx) << i;
    EXPECT_TRUE(was_dtx || step_ms == 20.0) << i;
    jumps += step_ms > 20.0 ? 1 : 0;
  }
  EXPECT_GE(jumps, 1);
  EXPECT_LT(packets.size(), 150U);  // of 200 without DTX
}

TEST(Send, RepeatsEarlierPayloadsInRed) {
  const AudioFile tone = Tone(48000, 1, 48000);
  const Trace plain = Sent(tone, {});
  const Trace red = Sent(tone, {.red_distance = 2, .red_payload_type = 63});

  ASSERT_EQ(red.packets().size(), plain.packets().size());
  for (size_t i = 2; i < red.packets().size(); ++i) {
    const RtpPacketView& packet = red.packets()[i].rtp;
    const auto split = internal::SplitRed(packet.payload);
    ASSERT_EQ(split.blocks.size(), 3U);
    EXPECT_EQ(packet.payload_type, 63);
    EXPECT_EQ(packet.timestamp, plain.packets()[i].rtp.timestamp);
    for (size_t level = 0; level < 3; ++level) {
      const RtpPacketView& original = plain.packets()[i - level].rtp;
      const internal::RedBlock& block = split.blocks[level];
      EXPECT_EQ(block.payload_type, 111);
      EXPECT_EQ(block.timestamp_offset, static_cast<int>(level) * 960);
      EXPECT_TRUE(std::equal(block.payload.begin(), block.payload.end(), original.payload.begin(),
                             original.payload.end()));
    }
  }
}

struct Silent {
  Codec codec;
  int rate_hz;
  int clock_hz;
  uint8_t noise_type;
};

TEST(Send, SendsComfortNoiseInSilence) {
  for (const Silent& silent :
       {Silent{Codec::kPcmu, 8000, 8000, 13}, Silent{Codec::kPcma, 8000, 8000, 13},
        Silent{Codec::kG722, 16000, 8000, 98}, Silent{Codec::kL16, 32000, 32000, 99},
        Silent{Codec::kL16, 48000, 48000, 100}}) {
    const Trace trace = Sent(
        ToneWithPause(silent.rate_hz),
        {.encoder = {.codec = silent.codec, .rate_hz = silent.rate_hz}, .comfort_noise = true});

    int descriptors = 0;
    for (const TracePacket& packet : trace.packets()) {
      if (packet.rtp.payload_type != silent.noise_type) continue;
      ++descriptors;
      EXPECT_NEAR(std::to_integer<int>(packet.rtp.payload[0]), 60, 3);  // -60 dBov
      EXPECT_GE(MediaMs(packet, silent.clock_hz), 1200.0);              // hangover of 200 ms
      EXPECT_LT(MediaMs(packet, silent.clock_hz), 3000.0);
    }
    EXPECT_EQ(descriptors, 18);                           // each 100 ms from 1200 to 2900
    EXPECT_EQ(trace.packets().size(), 200U - 90U + 18U);  // 1.8 s without sound packets
    const RtpPacketView& after = trace.packets()[60 + 18].rtp;
    EXPECT_TRUE(after.marker);
    EXPECT_NE(after.payload_type, silent.noise_type);
  }
}

TEST(Send, SendsKeysInsteadOfSound) {
  const Trace trace =
      Sent(Tone(8000, 1, 8000), {.encoder = {.codec = Codec::kPcmu}, .keys = {"5#@0.21", "1@0.7"}});

  internal::DtmfQueue queue;
  int reports = 0;
  for (const TracePacket& packet : trace.packets()) {
    const double ms = MediaMs(packet, 8000);
    if (packet.rtp.payload_type != 101) {
      // Keys are down at 220 to 320, 420 to 520 and 700 to 800 ms: they start at a frame.
      EXPECT_FALSE(ms >= 220 && ms < 320) << ms;
      EXPECT_FALSE(ms >= 420 && ms < 520) << ms;
      EXPECT_FALSE(ms >= 700 && ms < 800) << ms;
      EXPECT_EQ(packet.rtp.marker, ms == 0 || ms == 320 || ms == 520 || ms == 800) << ms;
      continue;
    }
    EXPECT_EQ(packet.rtp.marker, reports++ % 7 == 0);
    queue.Insert(packet.rtp.payload, MediaTime{packet.rtp.timestamp.value()}, RtpClockRate(8000),
                 SampleRate(8000));
  }

  EXPECT_EQ(reports, 3 * 7);
  ASSERT_EQ(queue.size(), 3);
  for (const auto& [key, ms] : {std::pair{5, 220}, {11, 420}, {1, 700}}) {
    const auto event = queue.ActiveAt(MediaTime{8 * ms}, SampleRate(8000));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->event, key);
    EXPECT_EQ(event->duration_samples, 800);
    EXPECT_TRUE(event->has_ended);
  }
}

TEST(Send, NumbersOnlySentPackets) {
  const Trace trace = Sent(ToneWithPause(8000), {.encoder = {.codec = Codec::kPcmu},
                                                 .comfort_noise = true,
                                                 .red_distance = 1,
                                                 .keys = {"1@0.5"}});

  for (size_t i = 0; i < trace.packets().size(); ++i) {
    EXPECT_EQ(trace.packets()[i].rtp.sequence, SequenceNumber(static_cast<uint16_t>(i)));
  }
  EXPECT_NE(PayloadTypesIn(trace), std::vector<uint8_t>(trace.packets().size(), 117));
}

TEST(Send, NamesTheInvalidOption) {
  const AudioFile tone = Tone(8000, 1, 800);
  const SenderOptions pcmu = With({.codec = Codec::kPcmu});
  const auto with = [&](auto change) {
    SenderOptions options = pcmu;
    change(options);
    return options;
  };
  for (const auto& [options, option] : {
           std::pair{With({.frame_ms = 30}), "--frame-ms"},
           {With({.codec = Codec::kPcma, .frame_ms = 130}), "--frame-ms"},
           {With({.codec = Codec::kPcma, .frame_ms = 2.6}), "--frame-ms"},
           {With({.codec = Codec::kL16, .frame_ms = 5, .rate_hz = 44100}), "--frame-ms"},
           {With({.bitrate_bps = 1}), "--bitrate"},
           {With({.frame_ms = 2.5, .bitrate_bps = 8000}), "--bitrate"},
           {With({.complexity = 11}), "--complexity"},
           {With({.expected_loss_pct = 101}), "--expected-loss"},
           {With({.channels = 9}), "--channels"},
           {With({.codec = Codec::kG722, .channels = 2}), "--channels"},
           {With({.codec = Codec::kPcmu, .fec = true}), "--fec"},
           {With({.codec = Codec::kPcmu, .dtx = true}), "--dtx"},
           {SenderOptions{.comfort_noise = true}, "--cn"},
           {with([](auto& o) { o.red_distance = 10; }), "--red"},
           {with([](auto& o) { o.red_payload_type = 72; }), "--red-pt"},
           {with([](auto& o) { o.payload_type = 95; }), "--pt"},
           {with([](auto& o) { o.keys = {"x@1"}; }), "--dtmf"},
           {with([](auto& o) { o.keys = {"1@1"}; }), "--dtmf"},  // after the end of the sound
           {with([](auto& o) {
              o.keys = {"1@0.01", "2@0.05"};
            }),
            "--dtmf"},  // overlap
           {SenderOptions{.encoder = {.codec = Codec::kL16, .rate_hz = 44100},
           .comfort_noise = true},
            "--cn"},
           {SenderOptions{.encoder = {.codec = Codec::kL16, .rate_hz = 44100}, .keys = {"1@0"}},
            "--dtmf"},
       }) {
    const Status status = Send(tone, options, {}).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_TRUE(status.detail().starts_with(option)) << option << " / " << status.detail();
  }
}

}  // namespace
}  // namespace neteq::sim
