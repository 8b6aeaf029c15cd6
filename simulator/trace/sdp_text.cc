// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/sdp_text.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr std::string_view kAudio = "m=audio ";

/// "96 opus/48000/2" as the number and the rest; -1 if there is no number.
std::pair<int, std::string_view> NumberAndRest(std::string_view text) {
  const size_t blank = std::min(text.find(' '), text.size());
  const int number = ParseNumber<int>(text.substr(0, blank)).value_or(-1);
  text.remove_prefix(std::min(blank + 1, text.size()));
  return {number > 127 ? -1 : number, text};
}

/// Address of a line "c=IN IP4 10.0.0.1/127"; empty for others.
std::string AddressOf(std::string_view line) {
  const auto words = Split(line, ' ');
  if (words.size() < 3) return {};
  return std::string(words[2].substr(0, words[2].find('/')));
}

/// Collects the lines of one "m=audio" part.
class AudioPart {
 public:
  AudioPart(std::string_view line, std::string address) : address_(std::move(address)) {
    const auto words = Split(line, ' ');
    if (words.size() >= 2) port_ = std::string(words[1].substr(0, words[1].find('/')));
  }

  void Read(std::string_view line) {
    constexpr std::string_view kMap = "a=rtpmap:";
    constexpr std::string_view kParameters = "a=fmtp:";
    if (line.starts_with("c=")) address_ = AddressOf(line);
    if (line.starts_with(kMap)) {
      const auto [number, text] = NumberAndRest(line.substr(kMap.size()));
      if (number >= 0) formats_[number].first = text;
    }
    if (line.starts_with(kParameters)) {
      const auto [number, text] = NumberAndRest(line.substr(kParameters.size()));
      if (number >= 0) formats_[number].second = text;
    }
  }

  TraceSdp Finish() const {
    const bool is_ipv6 = address_.find(':') != std::string::npos;
    TraceSdp sdp{(is_ipv6 ? '[' + address_ + ']' : address_) + ':' + port_};
    for (const auto& [number, format] : formats_) {
      const auto& [encoding, parameters] = format;
      if (encoding.empty()) continue;
      sdp.payload_types.push_back(std::to_string(number) + '=' + encoding +
                                  (parameters.empty() ? "" : ';' + parameters));
    }
    return sdp;
  }

 private:
  std::string address_;
  std::string port_;
  std::map<int, std::pair<std::string, std::string>> formats_;  // rtpmap and fmtp
};

}  // namespace

bool HasSdp(std::string_view text) {
  const size_t begin = text.find("v=0");
  return begin != std::string_view::npos && text.find(kAudio, begin) != std::string_view::npos;
}

std::vector<TraceSdp> ParseSdpText(std::string_view text) {
  std::vector<AudioPart> parts;
  std::string address;
  bool is_in_audio = false;
  for (std::string_view line : Split(text, '\n')) {
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (line.starts_with("v=")) {
      is_in_audio = false;
      address.clear();
    } else if (line.starts_with(kAudio)) {
      parts.emplace_back(line, address);
      is_in_audio = true;
    } else if (line.starts_with("m=")) {
      is_in_audio = false;
    } else if (is_in_audio) {
      parts.back().Read(line);
    } else if (line.starts_with("c=") && parts.empty()) {
      address = AddressOf(line);
    }
  }
  std::vector<TraceSdp> found;
  for (const AudioPart& part : parts) found.push_back(part.Finish());
  return found;
}

}  // namespace neteq::sim
