// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/udp.h"

#include <algorithm>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

std::string Ipv4Text(const Endpoint& endpoint) {
  std::string text;
  for (size_t i = 0; i < 4; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(ReadUint8(endpoint.address, i));
  }
  return text;
}

std::string Ipv6Text(const Endpoint& endpoint) {
  std::string text = "[";
  for (size_t i = 0; i < 16; i += 2) {
    const std::string word = FormatHex(ReadUint16(endpoint.address, i)).substr(2);
    if (i > 0) text += ':';
    text += word.substr(std::min<size_t>(word.find_first_not_of('0'), 7));
  }
  return text + ']';
}

std::string Text(const Endpoint& endpoint, bool is_ipv6) {
  return (is_ipv6 ? Ipv6Text(endpoint) : Ipv4Text(endpoint)) + ':' + std::to_string(endpoint.port);
}

}  // namespace

std::string UdpPath::Label() const { return Text(from, is_ipv6) + " -> " + Destination(); }

std::string UdpPath::Destination() const { return Text(to, is_ipv6); }

}  // namespace neteq::sim
