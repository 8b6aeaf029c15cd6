// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/link_type.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace neteq::sim {
namespace {

constexpr std::pair<uint32_t, LinkType> kSupported[] = {
    {0, LinkType::kLoopback},      {1, LinkType::kEthernet},       {9, LinkType::kPpp},
    {12, LinkType::kRawIp},  // 12 and 14: raw IP as some systems wrote it
    {14, LinkType::kRawIp},        {50, LinkType::kPpp},           {51, LinkType::kPppoe},
    {101, LinkType::kRawIp},       {105, LinkType::kWlan},         {108, LinkType::kLoopback},
    {113, LinkType::kLinuxCooked}, {127, LinkType::kRadiotap},     {228, LinkType::kRawIp},
    {229, LinkType::kRawIp},       {276, LinkType::kLinuxCooked2},
};

/// Link types that people are likely to meet.
constexpr std::pair<uint32_t, std::string_view> kOthers[] = {
    {6, "token ring"},      {119, "Prism"},         {163, "AVS 802.11"}, {187, "Bluetooth"},
    {189, "USB"},           {192, "PPI"},           {201, "Bluetooth"},  {220, "USB"},
    {239, "netfilter log"}, {252, "exported PDUs"}, {253, "netlink"},
};

}  // namespace

std::optional<LinkType> LinkTypeOf(uint32_t number) {
  const auto* const found = std::find_if(std::begin(kSupported), std::end(kSupported),
                                         [number](auto& entry) { return entry.first == number; });
  if (found == std::end(kSupported)) return std::nullopt;
  return found->second;
}

std::string LinkTypeName(uint32_t number) {
  std::string name = "link type " + std::to_string(number);
  const auto* const found = std::find_if(std::begin(kOthers), std::end(kOthers),
                                         [number](auto& entry) { return entry.first == number; });
  if (found != std::end(kOthers)) name.append(" (").append(found->second).append(")");
  return name;
}

}  // namespace neteq::sim
