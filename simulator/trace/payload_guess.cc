// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/payload_guess.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <map>
#include <optional>

#include <opus/opus.h>

#include "neteq/internal/receive/red.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

// Heuristics: shares of packets that a format must explain.
constexpr double kMost = 0.9;
constexpr double kHalf = 0.5;
constexpr size_t kMinPackets = 10;      // fewer prove nothing
constexpr size_t kMaxPackets = 2000;    // that are looked at
constexpr int kMaxConfigurations = 24;  // of Opus in one stream; encrypted bytes have 256
constexpr double kSlack = 0.05;         // of a size; some senders are a few samples off

/// Packets of one payload type, in order of arrival.
using Samples = std::vector<const TracePacket*>;

/// Samples of an Opus packet at 48 kHz; nullopt if it is none.
std::optional<int> OpusSamples(ConstBytes payload) {
  constexpr int kMaxFrames = 48;  // RFC 6716 section 3.2.5
  constexpr int kMaxSamples = 5760;
  std::array<const unsigned char*, kMaxFrames> frames{};
  std::array<opus_int16, kMaxFrames> sizes{};
  unsigned char toc = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(payload.data());
  if (payload.empty()) return std::nullopt;
  const int count = opus_packet_parse(bytes, static_cast<opus_int32>(payload.size()), &toc,
                                      frames.data(), sizes.data(), nullptr);
  if (count <= 0) return std::nullopt;
  const int samples = count * opus_packet_get_samples_per_frame(bytes, 48000);
  return samples <= kMaxSamples ? std::optional(samples) : std::nullopt;
}

/// Shares of the packets, or of the pairs with consecutive sequence numbers.
struct Evidence {
  size_t packets = 0;
  size_t pairs = 0;
  double opus_valid = 0.0;
  double opus_steps = 0.0;  // of pairs
  size_t configurations = 0;
  std::array<double, 3> bytes_per_tick{};  // of pairs: 1, 2 and 4 bytes
  double tagged = 0.0;                     // of pairs: 4 or 10 bytes more than samples
  double event = 0.0;
  double tiny = 0.0;  // at most 16 bytes
  double red = 0.0;
  bool is_even = false;  // bytes are evenly distributed
};

constexpr std::array kBytesPerTick = {1, 2, 4};

bool IsNear(double value, double expected) {
  return std::abs(value - expected) <= kSlack * expected;
}

bool LooksLikeRed(ConstBytes payload) { return internal::SplitRed(payload).blocks.size() > 1; }

/// Whether all byte values are about equally frequent.
bool IsEven(const std::array<size_t, 256>& counts) {
  size_t total = 0;
  for (const size_t count : counts) total += count;
  constexpr size_t kMinBytes = 4096;  // sixteen of each value
  if (total < kMinBytes) return false;
  const double expected = static_cast<double>(total) / 256.0;
  double chi_square = 0.0;
  for (const size_t count : counts) {
    const double difference = static_cast<double>(count) - expected;
    chi_square += difference * difference / expected;
  }
  // Mean of chi-square with 255 degrees of freedom is 255, standard deviation 22.6.
  constexpr double kMostOfChance = 255.0 + 6.0 * 22.6;
  return chi_square < kMostOfChance;
}

void CountPair(const TracePacket& a, const TracePacket& b, Evidence& e) {
  const int step = b.rtp.timestamp.DistanceFrom(a.rtp.timestamp);
  if (b.rtp.sequence.DistanceFrom(a.rtp.sequence) != 1 || step <= 0) return;
  ++e.pairs;
  const auto size = static_cast<double>(a.rtp.payload.size());
  for (size_t i = 0; i < kBytesPerTick.size(); ++i) {
    e.bytes_per_tick[i] += IsNear(size, kBytesPerTick[i] * step) ? 1.0 : 0.0;
  }
  const double tag = size - step;
  e.tagged += tag == 4.0 || tag == 10.0 ? 1.0 : 0.0;  // RFC 3711
  const auto samples = OpusSamples(a.rtp.payload);
  e.opus_steps += samples && IsNear(step, *samples) ? 1.0 : 0.0;
}

Evidence Weigh(const Samples& samples) {
  constexpr size_t kTiny = 16;
  Evidence e;
  std::bitset<256> configurations;
  std::array<size_t, 256> bytes{};
  for (size_t i = 0; i < samples.size(); ++i) {
    const ConstBytes payload = samples[i]->rtp.payload;
    if (i > 0) CountPair(*samples[i - 1], *samples[i], e);
    if (payload.empty()) continue;
    ++e.packets;
    e.opus_valid += OpusSamples(payload) ? 1.0 : 0.0;
    configurations.set(ReadUint8(payload, 0));
    e.tiny += payload.size() <= kTiny ? 1.0 : 0.0;
    e.event += payload.size() == 4 && (ReadUint8(payload, 1) & 0x40U) == 0 ? 1.0 : 0.0;
    e.red += LooksLikeRed(payload) ? 1.0 : 0.0;
    for (const std::byte byte : payload) ++bytes[std::to_integer<size_t>(byte)];
  }
  e.configurations = configurations.count();
  const auto packets = static_cast<double>(std::max<size_t>(e.packets, 1));
  const auto pairs = static_cast<double>(std::max<size_t>(e.pairs, 1));
  for (double* share : {&e.opus_valid, &e.event, &e.tiny, &e.red}) *share /= packets;
  for (double* share : {&e.opus_steps, &e.tagged}) *share /= pairs;
  for (double& share : e.bytes_per_tick) share /= pairs;
  e.is_even = IsEven(bytes);
  return e;
}

/// The usual rate nearest to that of the timestamps over the arrivals.
int MeasuredRate(const Samples& samples) {
  constexpr std::array kRatesHz = {8000, 16000, 24000, 32000, 44100, 48000};
  double ticks = 0.0;
  double ms = 0.0;
  for (size_t i = 1; i < samples.size(); ++i) {
    const int step = samples[i]->rtp.timestamp.DistanceFrom(samples[i - 1]->rtp.timestamp);
    const int ahead = samples[i]->rtp.sequence.DistanceFrom(samples[i - 1]->rtp.sequence);
    if (ahead <= 0 || step <= 0) continue;
    ticks += step;
    ms += ToMs(samples[i]->arrival - samples[i - 1]->arrival);
  }
  if (ms <= 0.0) return 0;
  // Packets last a multiple of 2.5 ms, which tells 44100 from 48000 Hz despite jitter.
  constexpr int kPerSecond = 400;
  const int step = samples[1]->rtp.timestamp.DistanceFrom(samples[0]->rtp.timestamp);
  const double measured = std::log(1000.0 * ticks / ms);
  const auto distance = [&](int rate_hz) {
    constexpr double kOddStep = 0.1;  // heuristic
    const bool is_odd = int64_t{step} * kPerSecond % rate_hz != 0;
    return std::abs(std::log(rate_hz) - measured) + (is_odd ? kOddStep : 0.0);
  };
  const int rate = *std::min_element(kRatesHz.begin(), kRatesHz.end(),
                                     [&](int a, int b) { return distance(a) < distance(b); });
  constexpr double kTolerance = 0.25;  // heuristic: jitter of a short stream
  return std::abs(std::log(rate) - measured) < kTolerance ? rate : 0;
}

bool MayBeOpus(const Evidence& e) {
  return e.opus_valid >= kMost && e.configurations <= kMaxConfigurations;
}

/// G.711 law of the smoother sound: that with the smaller steps between samples.
std::string G711Law(const Samples& samples) {
  const auto roughness = [&](auto decode) {
    double steps = 1.0;
    double size = 1.0;
    for (const TracePacket* packet : samples) {
      double last = 0.0;
      for (const std::byte byte : packet->rtp.payload) {
        const double sample = decode(std::to_integer<unsigned>(byte));
        steps += std::abs(sample - last);
        size += std::abs(sample);
        last = sample;
      }
    }
    return steps / size;
  };
  // ITU-T G.711, as segments and mantissas.
  const auto mu_law = [](unsigned code) {
    code = ~code & 0xFFU;
    const double magnitude = static_cast<double>((((code & 15U) << 1U) + 33U) << (code >> 4U & 7U));
    return (code & 0x80U) != 0 ? 33.0 - magnitude : magnitude - 33.0;
  };
  const auto a_law = [](unsigned code) {
    code ^= 0x55U;
    const unsigned segment = code >> 4U & 7U;
    const unsigned mantissa = ((code & 15U) << 1U) + 1U;
    const double magnitude = segment == 0 ? mantissa : (mantissa + 32U) << (segment - 1U);
    return (code & 0x80U) != 0 ? magnitude : -magnitude;
  };
  return roughness(mu_law) <= roughness(a_law) ? "PCMU/8000" : "PCMA/8000";
}

/// The encoding that the bytes prove; empty if none.
std::string Proven(const Evidence& e, const Samples& samples) {
  const int rate_hz = MeasuredRate(samples);
  if (MayBeOpus(e) && e.opus_steps >= kHalf && rate_hz == 48000) return "opus/48000/2";
  if (e.event >= kMost) return "telephone-event/8000";
  if (e.pairs < kMinPackets / 2) return {};
  if (e.bytes_per_tick[0] >= kMost && rate_hz == 8000) return G711Law(samples);
  if (e.bytes_per_tick[1] >= kMost && rate_hz != 0) return "L16/" + std::to_string(rate_hz);
  if (e.bytes_per_tick[2] >= kMost && rate_hz != 0) {
    return "L16/" + std::to_string(rate_hz) + "/2";
  }
  return {};
}

bool Contradicts(const SdpFormat& format, const Evidence& e) {
  switch (format.role) {
    case PayloadRole::kComfortNoise:
    case PayloadRole::kTelephoneEvent:
      return e.tiny < kHalf;
    case PayloadRole::kRed:
      return e.red < kHalf;
    default:
      break;
  }
  if (format.name == "opus") return e.opus_valid < kMost || e.configurations > kMaxConfigurations;
  if (format.name != "L16" || e.pairs < kMinPackets / 2) return false;
  return e.bytes_per_tick[format.channels == 1 ? 1 : 2] < kHalf;
}

bool LooksEncrypted(const Evidence& e) {
  return e.is_even && (e.configurations > 3 * kMaxConfigurations) && e.packets >= 100;
}

/// Packets of each payload type, of the stream that has most of them.
std::map<uint8_t, Samples> SamplesOf(const Trace& trace) {
  std::map<std::pair<uint8_t, TraceStream>, Samples> all;
  for (const TracePacket& packet : trace.packets()) {
    Samples& samples = all[{packet.rtp.payload_type, {packet.rtp.ssrc, packet.path}}];
    if (packet.missing_bytes == 0 && samples.size() < kMaxPackets) samples.push_back(&packet);
  }
  std::map<uint8_t, Samples> largest;
  for (auto& [key, samples] : all) {
    if (samples.size() > largest[key.first].size()) largest[key.first] = std::move(samples);
  }
  return largest;
}

/// Applies the descriptions; later ones of the packets' destination take precedence.
void ApplySdp(const Trace& trace, PayloadTypes& types) {
  std::map<int, std::string> destinations;  // of the packets of a payload type
  for (const TracePacket& packet : trace.packets()) {
    const std::string& path = trace.paths()[packet.path];
    destinations.try_emplace(packet.rtp.payload_type,
                             path.substr(std::min(path.find("-> "), path.size())));
  }
  for (const bool is_of_destination : {false, true}) {
    for (const TraceSdp& sdp : trace.sdp()) {
      for (const std::string& assignment : sdp.payload_types) {
        const auto of = destinations.find(std::atoi(assignment.c_str()));
        const bool matches = of != destinations.end() && of->second == "-> " + sdp.destination;
        if (matches == is_of_destination) types.SetFromSdp(assignment);
      }
    }
  }
}

std::string Advice(uint8_t type) {
  return "; --pt " + std::to_string(type) + "=NAME/RATE sets another";
}

/// Decides about one number; returns a sentence about a change.
std::string Decide(uint8_t type, const Samples& samples, PayloadTypes& types) {
  const Evidence e = Weigh(samples);
  const std::string number = "payload type " + std::to_string(type);
  const auto known = types.Find(type);
  if (e.packets < kMinPackets) return {};
  if (!types.IsOpen(type)) {
    const bool is_g711 = known && (known->name == "PCMU" || known->name == "PCMA");
    if (!is_g711 || !e.is_even || e.tagged < kMost) return {};
    types.Replace(type, std::nullopt);
    return number + ": the payloads look encrypted (SRTP): even bytes, and an authentication tag";
  }
  if (known && !Contradicts(*known, e)) return {};
  const std::string proven = Proven(e, samples);
  if (!proven.empty()) {
    types.Replace(type, *ParseSdpFormat(proven));
    return number + ": taken as " + proven + " by its payloads" + Advice(type);
  }
  types.Replace(type, std::nullopt);
  if (LooksEncrypted(e)) {
    return number + ": the payloads look encrypted (SRTP); --pt " + std::to_string(type) +
           "=NAME/RATE decodes them nevertheless";
  }
  if (!known) return {};
  return number + ": the payloads are not " + known->Encoding() + "; name the codec with --pt " +
         std::to_string(type) + "=NAME/RATE";
}

}  // namespace

std::vector<std::string> RecognisePayloads(const Trace& trace, PayloadTypes& types,
                                           bool is_replaced) {
  ApplySdp(trace, types);
  std::vector<std::string> notes;
  if (is_replaced) {
    for (const char* encoding : {"L16/8000/1", "L16/16000/1", "L16/32000/1", "L16/48000/1"}) {
      types.Ensure(encoding);
    }
    return notes;
  }
  for (const auto& [type, samples] : SamplesOf(trace)) {
    const std::string note = Decide(type, samples, types);
    if (!note.empty()) notes.push_back(note);
  }
  return notes;
}

}  // namespace neteq::sim
