// SPDX-License-Identifier: BSD-3-Clause
// One second of G.711 with two lost packets, from C.
#include <stdio.h>
#include <string.h>

#include "neteq/c/neteq.h"

static int Failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, neteq_last_error());
  return 1;
}

int main(void) {
  const neteq_setting settings[] = {{"delay.max_delay_ms", "200"}};  // 48 kHz, mono
  neteq_engine* engine = NULL;
  if (neteq_create("default", settings, 1, &engine) != NETEQ_OK) return Failed("neteq_create");
  if (neteq_register_sdp(engine, "a=rtpmap:0 PCMU/8000", NULL) != NETEQ_OK)
    return Failed("neteq_register_sdp");

  uint8_t payload[160];  // 20 ms of G.711, from a socket
  memset(payload, 0x9A, sizeof payload);
  int16_t audio[480];  // 10 ms at 48 kHz, to a sound card
  for (uint32_t tick = 0; tick < 100; ++tick) {
    const int lost = tick >= 40 && tick < 44;  // two packets
    if (tick % 2 == 0 && !lost) {
      const neteq_rtp_packet packet = {.size = sizeof packet,
                                       .payload = payload,
                                       .payload_bytes = sizeof payload,
                                       .timestamp = 80 * tick,
                                       .sequence = (int32_t)tick / 2};
      if (neteq_insert_packet(engine, &packet, 10000 * (int64_t)tick, NULL) != NETEQ_OK)
        return Failed("neteq_insert_packet");
    }
    if (neteq_get_audio_s16(engine, audio, 480, NULL) != NETEQ_OK)
      return Failed("neteq_get_audio_s16");
  }

  neteq_statistics statistics = {.size = sizeof statistics};
  neteq_get_statistics(engine, &statistics);
  neteq_destroy(engine);
  const double concealed_ms =
      1000.0 * (double)statistics.concealed_samples / (double)statistics.total_samples_received;
  printf("%.0f of 1000 ms concealed\n", concealed_ms);
  return concealed_ms > 5.0 && concealed_ms < 60.0 ? 0 : 1;  // 40 ms were lost
}
