// SPDX-License-Identifier: BSD-3-Clause
// One second of G.711 with two lost packets: insert what arrives, pull 10 ms per tick.
#include <cstdio>
#include <vector>

#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/statistics.h"

int main() {
  auto created = neteq::NetEq::Create({});  // 48 kHz, mono
  if (!created.ok()) return 1;
  neteq::NetEq& jitter_buffer = **created;
  if (!jitter_buffer.RegisterDecoder(0, neteq::MakePcmuDecoder(1)).ok()) return 1;

  const std::vector<std::byte> payload(160, std::byte{0x9A});  // 20 ms of G.711, from a socket
  std::vector<int16_t> audio(480);                             // 10 ms at 48 kHz, to a sound card
  for (uint32_t tick = 0; tick < 100; ++tick) {
    const bool lost = tick >= 40 && tick < 44;  // two packets
    if (tick % 2 == 0 && !lost) {
      jitter_buffer.InsertPacket(
          {.payload_type = 0,
           .sequence = neteq::SequenceNumber(static_cast<uint16_t>(tick / 2)),
           .timestamp = neteq::RtpTimestamp(80 * tick),
           .payload = payload},
          neteq::Timestamp(tick * neteq::kTick));
    }
    jitter_buffer.GetAudio(audio);
  }

  const neteq::Statistics& statistics = jitter_buffer.statistics();
  const auto concealed = static_cast<double>(statistics.concealed_samples);
  const auto played = static_cast<double>(statistics.total_samples_received);
  const double concealed_ms = 1000.0 * concealed / played;
  std::printf("%.0f of 1000 ms concealed\n", concealed_ms);
  return concealed_ms > 20.0 && concealed_ms < 60.0 ? 0 : 1;  // 40 ms were lost
}
