// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/mjr.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "neteq/base/serial.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

constexpr std::string_view kVersion1 = "MJR00001";
constexpr std::string_view kVersion2 = "MJR00002";
constexpr std::string_view kFrame1 = "MEETECHO";
constexpr std::string_view kFrame2 = "MEET";
constexpr size_t kLength = 2;

/// Encoding as in SDP of a codec name; empty for unknown ones.
std::string EncodingOf(const std::string& codec) {
  if (codec == "opus") return "opus/48000/2";
  if (codec == "multiopus") return "multiopus/48000/6";
  if (codec == "pcmu") return "PCMU/8000";
  if (codec == "pcma") return "PCMA/8000";
  if (codec == "g722") return "G722/8000";
  if (codec == "l16") return "L16/16000";
  if (codec == "l16-48") return "L16/48000";
  return {};
}

/// The text of the start.
struct Info {
  std::string medium;
  std::string encoding;
};
Info ReadInfo(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  const auto word = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {word("t"), EncodingOf(word("c"))};
}

/// Time of packets without one: that of their RTP timestamps.
class TimestampClock {
 public:
  explicit TimestampClock(const std::string& encoding)
      : ticks_per_ms_(encoding.find("/8000") != std::string::npos    ? 8
                      : encoding.find("/16000") != std::string::npos ? 16
                                                                     : 48) {}
  Timestamp Of(uint32_t timestamp) {
    const int64_t ticks = unwrapper_.Unwrap(RtpTimestamp(timestamp));
    if (!first_) first_ = ticks;
    return Timestamp(Duration((ticks - *first_) * 1000 / ticks_per_ms_));
  }

 private:
  int64_t ticks_per_ms_;
  std::optional<int64_t> first_;
  Unwrapper<RtpTimestamp> unwrapper_;
};

}  // namespace

bool LooksLikeMjr(std::span<const std::byte> file) {
  const std::string_view text = AsText(file);
  return text.starts_with(kVersion1) || text.starts_with(kVersion2);
}

Result<Trace> ParseMjr(std::span<const std::byte> file, const std::string& name) {
  constexpr size_t kHeader = 12;  // of RTP
  const size_t start = kVersion2.size() + kLength;
  if (!LooksLikeMjr(file)) return UnreadableAt(name, 0, "not a recording of Janus");
  if (file.size() < start) return UnreadableAt(name, file.size(), "truncated: no description");
  const bool has_times = AsText(file).starts_with(kVersion2);
  const std::string_view mark = has_times ? kFrame2 : kFrame1;
  const size_t head = mark.size() + (has_times ? 4 : 0) + kLength;
  size_t offset = start + ReadUint16(file, kVersion2.size());
  if (file.size() < offset) return UnreadableAt(name, start, "truncated: half of a description");
  const Info info = ReadInfo(AsText(file.subspan(start, offset - start)));
  if (info.medium == "v" || info.medium == "d") {
    return UnreadableAt(name, start, "a recording of video or data; expected one of audio");
  }
  TimestampClock clock(info.encoding);
  Trace trace;
  std::string problem;
  while (offset < file.size() && problem.empty()) {
    if (trace.is_full()) return UnreadableAt(name, offset, kTooManyPackets);
    const auto rest = file.subspan(offset);
    const size_t length = rest.size() < head ? 0 : ReadUint16(rest, head - kLength);
    if (rest.size() < head + length) {
      problem = "truncated: the file ends inside a packet";
    } else if (!AsText(rest).starts_with(mark)) {
      problem = "garbage: no packet begins here";
    } else {
      const auto rtp = rest.subspan(head, length);
      const Timestamp arrival =
          has_times ? Timestamp(std::chrono::milliseconds(ReadUint32(rest, mark.size())))
          : rtp.size() < kHeader ? Timestamp()
                                 : clock.Of(ReadUint32(rtp, 4));
      trace.AddRtp(arrival, rtp);
      offset += head + length;
    }
  }
  if (trace.packets().empty()) {
    return UnreadableAt(name, offset, problem.empty() ? "no RTP packets" : problem);
  }
  if (!problem.empty()) {
    trace.Warn("byte " + std::to_string(offset) + ": " + problem + "; the packets before are used");
  }
  if (!has_times) {
    trace.Warn("recordings of this version have no arrival times: the timestamps stand for them");
  }
  if (!info.encoding.empty()) {
    const int type = trace.packets().front().rtp.payload_type;
    trace.AddSdp(
        {.destination = {}, .payload_types = {std::to_string(type) + '=' + info.encoding}});
  }
  trace.SortByArrival();
  return trace;
}

}  // namespace neteq::sim
