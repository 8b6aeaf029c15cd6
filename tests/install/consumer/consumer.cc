// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <vector>

#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/sdp.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"
#include "neteq/version.h"

// One second of G.711 goes in and comes out again; Opus is there to be linked.
int main() {
  auto created = neteq::NetEq::Create({});
  if (!created.ok()) return 1;
  neteq::NetEq& jitter_buffer = **created;
  if (!jitter_buffer.RegisterDecoder(0, neteq::MakePcmuDecoder(1)).ok()) return 2;
  if (!jitter_buffer.RegisterDecoder(96, neteq::MakeOpusDecoder(neteq::SampleRate(48000), 1)).ok())
    return 3;

  const std::vector<std::byte> payload(160, std::byte{0x55});
  std::vector<int16_t> audio(480);
  for (uint16_t tick = 0; tick < 100; ++tick) {
    if (tick % 2 == 0) {
      const neteq::RtpPacketView packet{.sequence = neteq::SequenceNumber(tick / 2),
                                        .timestamp = neteq::RtpTimestamp(tick * 80U),
                                        .payload = payload};
      jitter_buffer.InsertPacket(packet, neteq::Timestamp(tick * neteq::kTick));
    }
    jitter_buffer.GetAudio(std::span(audio));
  }
  return jitter_buffer.statistics().total_samples_received == 8000 ? 0 : 4;
}
