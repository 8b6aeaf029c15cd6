// SPDX-License-Identifier: BSD-3-Clause
// Three talkers on one port: a demultiplexer gives each SSRC its engine, a mixer adds their audio.
#include <cstdio>
#include <memory>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/config.h"
#include "neteq/mixer.h"
#include "neteq/neteq.h"
#include "neteq/stream_demux.h"

int main() {
  constexpr int kSamples = 480;  // 10 ms at 48 kHz
  std::vector<std::unique_ptr<neteq::NetEq>> engines;
  for (int i = 0; i < 8; ++i) {
    auto engine = neteq::NetEq::Create({});
    if (!engine.ok() || !(*engine)->RegisterDecoder(0, neteq::MakePcmuDecoder(1)).ok()) return 1;
    engines.push_back(std::move(*engine));
  }
  auto demux = neteq::StreamDemux::Create(std::move(engines));
  if (!demux.ok()) return 1;
  neteq::Mixer mixer(1, kSamples);
  neteq::AudioBuffer voice(1, kSamples);
  neteq::AudioBuffer room(1, kSamples);

  const std::vector<std::byte> payload(160, std::byte{0x80});  // 20 ms at full scale
  float loudest = 0.0F;
  for (uint32_t tick = 0; tick < 200; ++tick) {
    for (uint32_t talker = 0; talker < 3 && tick % 2 == 0; ++talker) {
      demux->InsertPacket({.payload_type = 0,
                           .sequence = neteq::SequenceNumber(static_cast<uint16_t>(tick / 2)),
                           .timestamp = neteq::RtpTimestamp(80 * tick),
                           .ssrc = 1000 + talker,
                           .payload = payload},
                          neteq::Timestamp(tick * neteq::kTick));
    }
    mixer.Begin();
    for (const neteq::StreamDemux::Stream& stream : demux->streams()) {
      if (!stream.ssrc) continue;
      stream.engine->GetAudio(voice.First(kSamples));
      mixer.Add(voice.First(kSamples));
    }
    mixer.Finish(room.First(kSamples));
    for (const float sample : room.First(kSamples).Channel(0))
      loudest = sample > loudest ? sample : loudest;
  }

  int streams = 0;
  for (const auto& stream : demux->streams()) streams += stream.ssrc ? 1 : 0;
  std::printf("%d streams, loudest sample %.2f\n", streams, static_cast<double>(loudest));
  return streams == 3 && loudest > 0.9F && loudest <= 1.0F ? 0 : 1;
}
