// SPDX-License-Identifier: BSD-3-Clause
// Calls every function of neteq/c/neteq.h from C11 with null pointers. Each must return an error.
#include <stdio.h>

#include "neteq/c/neteq.h"

static int failures = 0;

static void Expect(int is_true, const char* what) {
  if (is_true) return;
  fprintf(stderr, "FAILED: %s\n", what);
  ++failures;
}

#define EXPECT_REFUSED(call) Expect((call) == NETEQ_INVALID_ARGUMENT, #call)

static void CallWithoutEngine(void) {
  neteq_decoder decoder = {sizeof decoder};
  neteq_delay_bounds bounds = {sizeof bounds};
  neteq_rtp_packet packet = {sizeof packet};
  neteq_tick_report tick = {sizeof tick};
  neteq_packet_info info = {sizeof info};
  neteq_snapshot snapshot = {sizeof snapshot};
  neteq_stall_report stalls = {sizeof stalls};
  neteq_clock_drift drift = {sizeof drift};
  neteq_service_level level = {sizeof level};
  neteq_service_report service = {sizeof service};
  neteq_receiver_report receiver = {sizeof receiver};
  neteq_statistics statistics = {sizeof statistics};
  neteq_network_statistics network = {sizeof network};
  const uint8_t byte = 0;
  int16_t sample = 0;
  float real = 0;
  uint16_t number = 0;
  size_t count = 0;
  neteq_destroy(NULL);
  EXPECT_REFUSED(neteq_register_sdp(NULL, "a=rtpmap:0 PCMU/8000", ""));
  EXPECT_REFUSED(neteq_register_role(NULL, 13, NETEQ_ROLE_RED, 8000));
  EXPECT_REFUSED(neteq_register_decoder(NULL, 0, &decoder));
  EXPECT_REFUSED(neteq_remove_payload_type(NULL, 0));
  EXPECT_REFUSED(neteq_set_log(NULL, NULL, NULL));
  EXPECT_REFUSED(neteq_set_delay_bounds(NULL, &bounds));
  EXPECT_REFUSED(neteq_set_service_level(NULL, &level));
  EXPECT_REFUSED(neteq_get_service(NULL, &service));
  EXPECT_REFUSED(neteq_insert_packet(NULL, &packet, 0, NULL));
  EXPECT_REFUSED(neteq_insert_datagram(NULL, &byte, 1, 0, NULL));
  EXPECT_REFUSED(neteq_get_audio_s16(NULL, &sample, 1, &tick));
  EXPECT_REFUSED(neteq_get_audio_planar(NULL, &real, 1, 1, &tick));
  EXPECT_REFUSED(neteq_get_last_tick(NULL, &tick));
  EXPECT_REFUSED(neteq_get_packet_info(NULL, 0, &info));
  EXPECT_REFUSED(neteq_nack_list(NULL, 0, &number, 1, &count));
  EXPECT_REFUSED(neteq_flush(NULL));
  EXPECT_REFUSED(neteq_inspect(NULL, &snapshot));
  EXPECT_REFUSED(neteq_get_stalls(NULL, &stalls));
  EXPECT_REFUSED(neteq_get_clock_drift(NULL, &drift));
  EXPECT_REFUSED(neteq_get_receiver_report(NULL, &receiver));
  EXPECT_REFUSED(neteq_close_receiver_interval(NULL, &receiver));
  EXPECT_REFUSED(neteq_get_statistics(NULL, &statistics));
  EXPECT_REFUSED(neteq_take_network_statistics(NULL, &network));
  Expect(neteq_packet_info_count(NULL) == 0, "neteq_packet_info_count(NULL)");
}

static void CallWithoutArguments(neteq_engine* engine) {
  EXPECT_REFUSED(neteq_create(NULL, NULL, 0, NULL));
  EXPECT_REFUSED(neteq_create(NULL, NULL, 1, &engine));
  Expect(engine == NULL, "neteq_create clears the engine");
  EXPECT_REFUSED(neteq_parse_rtp(NULL, 20, NULL));
}

static void CallWithoutOutput(neteq_engine* engine) {
  size_t count = 0;
  EXPECT_REFUSED(neteq_register_sdp(engine, NULL, NULL));
  EXPECT_REFUSED(neteq_register_decoder(engine, 0, NULL));
  EXPECT_REFUSED(neteq_set_delay_bounds(engine, NULL));
  EXPECT_REFUSED(neteq_set_service_level(engine, NULL));
  EXPECT_REFUSED(neteq_get_service(engine, NULL));
  EXPECT_REFUSED(neteq_insert_packet(engine, NULL, 0, NULL));
  EXPECT_REFUSED(neteq_insert_datagram(engine, NULL, 1, 0, NULL));
  EXPECT_REFUSED(neteq_get_audio_s16(engine, NULL, 480, NULL));
  EXPECT_REFUSED(neteq_get_audio_planar(engine, NULL, 1, 480, NULL));
  EXPECT_REFUSED(neteq_get_last_tick(engine, NULL));
  EXPECT_REFUSED(neteq_nack_list(engine, 0, NULL, 1, &count));
  EXPECT_REFUSED(neteq_nack_list(engine, 0, NULL, 0, NULL));
  EXPECT_REFUSED(neteq_inspect(engine, NULL));
  EXPECT_REFUSED(neteq_get_stalls(engine, NULL));
  EXPECT_REFUSED(neteq_get_clock_drift(engine, NULL));
  EXPECT_REFUSED(neteq_get_receiver_report(engine, NULL));
  EXPECT_REFUSED(neteq_close_receiver_interval(engine, NULL));
  EXPECT_REFUSED(neteq_get_statistics(engine, NULL));
  EXPECT_REFUSED(neteq_take_network_statistics(engine, NULL));
}

int main(void) {
  neteq_engine* engine = NULL;
  Expect(neteq_create(NULL, NULL, 0, &engine) == NETEQ_OK, "neteq_create");
  CallWithoutEngine();
  CallWithoutArguments(engine);
  CallWithoutOutput(engine);
  Expect(neteq_last_error()[0] != '\0', "neteq_last_error");
  neteq_destroy(engine);
  return failures == 0 ? 0 : 1;
}
