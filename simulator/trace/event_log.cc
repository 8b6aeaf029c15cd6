// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/event_log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "simulator/trace/bytes.h"
#include "simulator/trace/delta_blob.h"
#include "simulator/trace/protobuf.h"

namespace neteq::sim {
namespace {

/// Field numbers of the outermost message.
enum StreamField : uint32_t {
  kLegacyEvent = 1,
  kIncomingRtp = 2,
  kIncomingRtcp = 4,
  kAudioPlayout = 6,
  kMinimumDelay = 34,
  kAudioReceiver = 101,
};
constexpr uint32_t kBlobOf = 100;  // a blob has the number of its field plus this
constexpr size_t kRtpHeader = 12;  // bytes; RFC 3550 section 5.1

/// Heuristic: about 35 years of uptime. Later times are garbage and overflow 64-bit microseconds.
constexpr uint64_t kMaxMs = uint64_t{1} << 40U;

/// Scalar fields and blobs of a message.
struct Message {
  std::map<uint32_t, uint64_t> numbers;
  std::map<uint32_t, ConstBytes> blobs;
  size_t size = 0;

  std::optional<uint64_t> Number(uint32_t field) const {
    const auto found = numbers.find(field);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
  }
  uint64_t NumberOr0(uint32_t field) const { return Number(field).value_or(0); }
  ConstBytes Blob(uint32_t field) const {
    const auto found = blobs.find(field);
    return found == blobs.end() ? ConstBytes() : found->second;
  }
};

std::optional<Message> ReadMessage(ConstBytes bytes) {
  Message message;
  message.size = bytes.size();
  WireReader reader(bytes);
  while (!reader.is_done()) {
    const auto field = reader.Next();
    if (!field) return std::nullopt;
    if (field->is_bytes) {
      message.blobs[field->number] = field->bytes;
    } else {
      message.numbers[field->number] = field->value;
    }
  }
  return message;
}

/// Collects the trace of one log.
class Log {
 public:
  /// Adds a message. Returns an error message, empty on success.
  std::string Add(const WireField& field);
  Trace Finish();

 private:
  struct Packet {
    Timestamp arrival;
    std::vector<std::byte> header;
    size_t missing_bytes = 0;
    std::optional<AudioLevel> level{};
  };
  std::string AddLegacy(const Message& event);
  std::string AddLegacyRtp(Timestamp time, const Message& rtp);
  std::string AddRtpBatch(const Message& batch);
  std::string AddRtcp(const Message& batch);
  std::string AddPlayouts(const Message& batch);
  std::string AddMinimumDelays(const Message& batch);

  std::vector<Packet> packets_;
  std::set<uint32_t> audio_ssrcs_;
  Trace trace_;  // everything except the packets
};

/// The first value followed by those of the blob; nullopt if the blob is malformed.
std::optional<std::vector<std::optional<uint64_t>>> ReadColumn(const Message& batch, uint32_t field,
                                                               size_t deltas) {
  const auto first = batch.Number(field);
  auto column = DecodeDeltas(batch.Blob(kBlobOf + field), first, deltas);
  if (column) column->insert(column->begin(), first);
  return column;
}

/// Number of events after the first; nullopt if the message is too short for them. Each event takes
/// at least one bit. A batch in which no column varies may be short, but is never long.
std::optional<size_t> ReadDeltaCount(const Message& batch, uint32_t field) {
  const uint64_t count = batch.NumberOr0(field);
  if (count > 8 * uint64_t{batch.size}) return std::nullopt;
  return static_cast<size_t>(count);
}

/// Nullopt for times after kMaxMs.
std::optional<Timestamp> TimeFromMs(std::optional<uint64_t> ms) {
  if (ms.value_or(0) > kMaxMs) return std::nullopt;
  return Timestamp(std::chrono::milliseconds(ms.value_or(0)));
}

constexpr char kBadBatch[] = "garbage: the columns of a batch differ in length or are malformed";
constexpr char kBadTime[] = "garbage: the time or size of an event is out of range";

/// Columns of a batch of packets that form an RTP header.
struct RtpColumns {
  enum Name { kTime, kMarker, kType, kSequence, kTimestamp, kSsrc, kPayload, kLevel, kVoice };
  static constexpr std::array<uint32_t, 9> kFields = {1, 2, 3, 4, 5, 6, 8, 19, 20};
  std::array<std::vector<std::optional<uint64_t>>, 9> columns;

  std::optional<uint64_t> At(Name name, size_t row) const { return columns[name][row]; }
  uint32_t Number(Name name, size_t row) const {
    return static_cast<uint32_t>(At(name, row).value_or(0));
  }
};

/// The fixed RTP header. The log stores decoded header extensions, not their bytes.
std::vector<std::byte> RtpHeader(const RtpColumns& columns, size_t row) {
  std::vector<std::byte> header;
  const uint32_t marker = columns.Number(RtpColumns::kMarker, row) != 0 ? 0x80U : 0U;
  AppendBigEndian(0x80, 1, header);
  AppendBigEndian(marker | (columns.Number(RtpColumns::kType, row) & 0x7FU), 1, header);
  AppendBigEndian(columns.Number(RtpColumns::kSequence, row), 2, header);
  AppendBigEndian(columns.Number(RtpColumns::kTimestamp, row), 4, header);
  AppendBigEndian(columns.Number(RtpColumns::kSsrc, row), 4, header);
  return header;
}

std::optional<AudioLevel> LevelOf(const RtpColumns& columns, size_t row) {
  const auto level = columns.At(RtpColumns::kLevel, row);
  if (!level) return std::nullopt;
  return AudioLevel{static_cast<uint8_t>(*level & 0x7FU),
                    columns.Number(RtpColumns::kVoice, row) != 0};
}

std::string Log::AddRtpBatch(const Message& batch) {
  const auto deltas = ReadDeltaCount(batch, 11);
  if (!deltas) return kBadBatch;
  if (packets_.size() + *deltas >= Trace::kMaxPackets) return kTooManyPackets;
  RtpColumns columns;
  for (size_t i = 0; i < RtpColumns::kFields.size(); ++i) {
    auto column = ReadColumn(batch, RtpColumns::kFields[i], *deltas);
    if (!column) return kBadBatch;
    columns.columns[i] = std::move(*column);
  }
  for (size_t row = 0; row <= *deltas; ++row) {
    const auto arrival = TimeFromMs(columns.At(RtpColumns::kTime, row));
    const uint32_t payload_bytes = columns.Number(RtpColumns::kPayload, row);
    if (!arrival || payload_bytes > 0xFFFF) return kBadTime;
    packets_.push_back({*arrival, RtpHeader(columns, row), payload_bytes, LevelOf(columns, row)});
  }
  return {};
}

std::string Log::AddRtcp(const Message& batch) {
  const auto arrival = TimeFromMs(batch.Number(1));
  if (!arrival) return kBadTime;
  trace_.AddRtcp(*arrival, batch.Blob(2));
  return {};
}

std::string Log::AddPlayouts(const Message& batch) {
  const auto deltas = ReadDeltaCount(batch, 3);
  const auto times = deltas ? ReadColumn(batch, 1, *deltas) : std::nullopt;
  if (!times) return kBadBatch;
  auto& playouts = trace_.receiver().playouts;
  if (playouts.size() + times->size() > Trace::kMaxPackets) return kTooManyPackets;
  for (const auto& ms : *times) {
    const auto time = TimeFromMs(ms);
    if (!time) return kBadTime;
    playouts.push_back(*time);
  }
  return {};
}

std::string Log::AddMinimumDelays(const Message& batch) {
  const auto deltas = ReadDeltaCount(batch, 4);
  if (!deltas) return kBadBatch;
  const auto times = ReadColumn(batch, 1, *deltas);
  const auto delays = ReadColumn(batch, 3, *deltas);
  if (!times || !delays) return kBadBatch;
  auto& minimum_delays = trace_.receiver().minimum_delays;
  if (minimum_delays.size() + times->size() > Trace::kMaxPackets) return kTooManyPackets;
  for (size_t i = 0; i < times->size(); ++i) {
    const auto time = TimeFromMs((*times)[i]);
    if (!time) return kBadTime;
    minimum_delays.push_back({*time, static_cast<int>((*delays)[i].value_or(0))});
  }
  return {};
}

std::string Log::AddLegacyRtp(Timestamp time, const Message& rtp) {
  constexpr uint64_t kVideo = 2;
  if (rtp.NumberOr0(1) == 0) return {};  // outgoing
  if (rtp.NumberOr0(2) == kVideo) {
    ++trace_.skipped().not_audio;
    return {};
  }
  const ConstBytes header = rtp.Blob(4);
  const uint64_t size = rtp.NumberOr0(3);
  if (size > 0xFFFF || header.size() < kRtpHeader) {
    return "garbage: an RTP header of " + std::to_string(header.size()) + " bytes in a packet of " +
           std::to_string(size);
  }
  if (packets_.size() >= Trace::kMaxPackets) return kTooManyPackets;
  const size_t missing = static_cast<size_t>(size) - std::min<size_t>(size, header.size());
  packets_.push_back({time, {header.begin(), header.end()}, missing});
  return {};
}

std::string Log::AddLegacy(const Message& event) {
  constexpr uint64_t kRtp = 3;
  constexpr uint64_t kPlayout = 5;
  const uint64_t us = event.NumberOr0(1);
  if (us / 1000 > kMaxMs) return kBadTime;
  const Timestamp time{Duration(us)};
  const uint64_t type = event.NumberOr0(2);
  if (type == kPlayout) trace_.receiver().playouts.push_back(time);
  if (type != kRtp) return {};
  const auto rtp = ReadMessage(event.Blob(kRtp));
  return rtp ? AddLegacyRtp(time, *rtp) : "garbage: an event is not a message";
}

std::string Log::Add(const WireField& field) {
  constexpr std::array<uint32_t, 6> kRead = {kLegacyEvent,  kIncomingRtp,  kIncomingRtcp,
                                             kAudioPlayout, kMinimumDelay, kAudioReceiver};
  if (!field.is_bytes || std::find(kRead.begin(), kRead.end(), field.number) == kRead.end()) {
    return {};
  }
  const auto message = ReadMessage(field.bytes);
  if (!message) return "garbage: a message ends inside a field";
  switch (field.number) {
    case kLegacyEvent:
      return AddLegacy(*message);
    case kIncomingRtp:
      return AddRtpBatch(*message);
    case kIncomingRtcp:
      return AddRtcp(*message);
    case kAudioPlayout:
      return AddPlayouts(*message);
    case kMinimumDelay:
      return AddMinimumDelays(*message);
    default:
      audio_ssrcs_.insert(static_cast<uint32_t>(message->NumberOr0(2)));
      return {};
  }
}

Trace Log::Finish() {
  for (const Packet& packet : packets_) {
    const bool is_audio =
        audio_ssrcs_.empty() || audio_ssrcs_.count(ReadUint32(packet.header, 8)) != 0;
    if (!is_audio) {
      ++trace_.skipped().not_audio;
    } else if (trace_.AddRtp(packet.arrival, packet.header, packet.missing_bytes)) {
      trace_.last().rtp.metadata.audio_level = packet.level;
    }
  }
  trace_.SortByArrival();
  if (!trace_.packets().empty()) trace_.Shift(-trace_.packets().front().arrival.time_since_epoch());
  return std::move(trace_);
}

}  // namespace

bool LooksLikeEventLog(std::span<const std::byte> file) {
  // Fields of formats 1 and 2. Begin (16) and end of the log (17) hold no packets.
  constexpr std::array<uint32_t, 10> kFirst = {1, 2, 3, 4, 5, 6, 16, 17, 34, 101};
  const auto field = WireReader(file).Next();
  return field && field->is_bytes && ReadMessage(field->bytes) &&
         std::find(kFirst.begin(), kFirst.end(), field->number) != kFirst.end();
}

Result<Trace> ParseEventLog(std::span<const std::byte> file, const std::string& name) {
  Log log;
  WireReader reader(file);
  std::string problem;
  while (!reader.is_done() && problem.empty()) {
    const auto field = reader.Next();
    if (!field) {
      problem = "byte " + std::to_string(reader.position()) +
                ": truncated or garbage: not a whole message of an RtcEventLog";
      break;
    }
    problem = log.Add(*field);
    if (!problem.empty()) problem = "byte " + std::to_string(field->offset) + ": " + problem;
  }
  Trace trace = log.Finish();
  if (trace.packets().empty()) {
    if (!problem.empty()) return Status(StatusCode::kUnreadable, name + ": " + problem);
    return UnreadableAt(name, file.size(), "the log has no incoming audio packets");
  }
  if (!problem.empty()) trace.Warn(problem + "; the packets before are used");
  return trace;
}

}  // namespace neteq::sim
