// SPDX-License-Identifier: BSD-3-Clause
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "neteq/rtp_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> packet(reinterpret_cast<const std::byte*>(data), size);
  const auto view = neteq::ParseRtp(packet);
  if (!view) return 0;

  const std::byte* const begin = view->payload.data();
  const std::byte* const end = begin + view->payload.size();
  const bool inside = begin >= packet.data() + 12 && end <= packet.data() + packet.size();
  if (!inside || view->payload_type > 127) std::abort();
  return 0;
}
