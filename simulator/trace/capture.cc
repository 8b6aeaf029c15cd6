// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/capture.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "simulator/trace/capture_reader.h"
#include "simulator/trace/frame_parser.h"
#include "simulator/trace/rtp_over_tcp.h"
#include "simulator/trace/sdp_text.h"

namespace neteq::sim {
namespace {

constexpr size_t kMaxSdp = 10'000;  // heuristic: bounds the memory of damaged files

/// Passes frames on as datagrams, those of TCP connections included.
class Datagrams {
 public:
  using OnDatagram = std::function<void(const UdpDatagram&)>;
  using OnText = std::function<void(ConstBytes)>;  // the payload of a TCP segment

  Datagrams(const OnDatagram& on_datagram, const OnText& on_text)
      : parser_({.on_datagram = on_datagram,
                 .on_segment = [this, on_datagram, on_text](const TcpSegment& segment) {
                   bool is_rtp = false;
                   on_text(segment.payload);
                   tcp_.Add(segment, [&](const UdpDatagram& datagram) {
                     is_rtp = true;
                     on_datagram(datagram);
                   });
                   not_rtp_segments_ += is_rtp ? 0 : 1;
                 }}) {}

  void Add(const CapturedFrame& frame) { parser_.Parse(frame.link, frame.bytes); }

  void AddCounts(SkippedCounts& counts) const {
    counts.malformed += parser_.counts().malformed;
    counts.not_udp += parser_.counts().not_udp + not_rtp_segments_;
    counts.fragments += parser_.fragments_left();
  }

 private:
  RtpOverTcp tcp_;
  int64_t not_rtp_segments_ = 0;
  FrameParser parser_;
};

std::string Warnings(const CaptureReader& reader) {
  if (reader.unsupported_frames() == 0) return {};
  return std::to_string(reader.unsupported_frames()) + " frames have an unsupported " +
         LinkTypeName(reader.unsupported_type()) + "; expected " + kSupportedLinks;
}

std::string NothingFound(const SkippedCounts& skipped, std::optional<uint16_t> port) {
  const std::string where = port ? " sent to UDP port " + std::to_string(*port) : "";
  return "no RTP packets" + where + " (" + std::to_string(skipped.not_rtp) +
         " other UDP datagrams, " + std::to_string(skipped.not_udp) + " packets without UDP, " +
         std::to_string(skipped.fragments) + " fragments, " + std::to_string(skipped.malformed) +
         " malformed)" + (port ? "" : "; if the RTP port is known, name it with --port");
}

}  // namespace

Status Capture::Survey() {
  auto input = open_();
  if (!input.ok()) return input.status();
  auto reader = CaptureReader::Open(std::move(*input), name_);
  if (!reader.ok()) return reader.status();
  SkippedCounts skipped;
  const auto find_sdp = [&](ConstBytes payload) {
    if (sdp_.size() >= kMaxSdp || !HasSdp(AsText(payload))) return;
    for (TraceSdp& sdp : ParseSdpText(AsText(payload))) sdp_.push_back(std::move(sdp));
  };
  const auto on_datagram = [&](const UdpDatagram& datagram) {
    const DatagramClass found = Classify(datagram, port_);
    if (found.kind == DatagramKind::kRtp) {
      finder_.Add(found.key, SequenceNumber(ReadUint16(datagram.payload, 2)),
                  datagram.missing_bytes > 0);
      return;
    }
    if (found.kind == DatagramKind::kOther) find_sdp(datagram.payload);
    ++skipped.not_rtp;
  };
  Datagrams datagrams(on_datagram, find_sdp);
  CapturedFrame frame;
  while (reader->Next(frame)) {
    clock_.Learn(frame.time);
    datagrams.Add(frame);
  }
  clock_.Finish();
  datagrams.AddCounts(skipped);
  skipped.malformed += reader->bad_times();
  const auto streams = finder_.Streams();
  if (streams.empty()) {
    const std::string& warning = reader->warning();
    if (!warning.empty()) {
      return {StatusCode::kUnreadable, name_ + ": " + warning + "; no RTP packet before"};
    }
    return UnreadableAt(name_, reader->position(), NothingFound(skipped, port_));
  }
  warnings_ = {reader->warning().empty() ? "" : reader->warning() + "; the packets before are used",
               Warnings(*reader), clock_.Warning()};
  return {};
}

/// Collects packets.
class Capture::ReadPass {
 public:
  ReadPass(const Capture& capture, const std::function<bool(const StreamKey&)>& is_wanted,
           bool headers_only)
      : capture_(capture), headers_only_(headers_only) {
    for (const auto& [key, counts] : capture.finder_.Streams()) {
      streams_[key] = {.is_wanted = is_wanted(key), .path = trace_.PathIndex(key.path.Label())};
    }
  }

  void Add(Timestamp arrival, const UdpDatagram& datagram) {
    const DatagramClass found = Classify(datagram, capture_.port_);
    if (found.kind == DatagramKind::kRtcp) {
      Known* const as_rtp = ContinuedBy(datagram);
      if (as_rtp == nullptr) return AddRtcp(arrival, datagram, found.key);
      return AddRtp(arrival, datagram, *as_rtp);
    }
    const auto known =
        found.kind == DatagramKind::kOther ? streams_.end() : streams_.find(found.key);
    if (known == streams_.end()) {
      ++trace_.skipped().not_rtp;
      return;
    }
    begin_ = std::min(begin_.value_or(arrival), arrival);
    if (known->second.is_wanted) AddRtp(arrival, datagram, known->second);
  }

  bool is_full() const { return trace_.is_full(); }
  SkippedCounts& skipped() { return trace_.skipped(); }

  Trace Finish() {
    trace_.SortByArrival();
    if (begin_) trace_.Shift(-begin_->time_since_epoch());
    return std::move(trace_);
  }

 private:
  struct Known {
    bool is_wanted = false;
    uint32_t path = 0;
    int packets = 0;
    SequenceNumber last{};
  };
  struct Hash {
    size_t operator()(const StreamKey& key) const {
      uint64_t hash = key.ssrc;
      for (const Endpoint* end : {&key.path.from, &key.path.to}) {
        constexpr uint64_t kPrime = 0x100000001B3ULL;  // of FNV-1a
        for (const std::byte byte : end->address) {
          hash = (hash ^ std::to_integer<uint64_t>(byte)) * kPrime;
        }
        hash = (hash ^ end->port) * kPrime;
      }
      return static_cast<size_t>(hash);
    }
  };

  /// The stream that a datagram continues although it looks like RTCP: a marker and payload types
  /// from 64 look so when the sequence number happens to be the length. Null if there is none.
  Known* ContinuedBy(const UdpDatagram& datagram) {
    constexpr int kNear = 100;  // RFC 3550 A.1: MAX_MISORDER
    if (datagram.payload.size() < 12) return nullptr;
    const auto known = streams_.find({datagram.path, ReadUint32(datagram.payload, 8)});
    if (known == streams_.end() || known->second.packets == 0) return nullptr;
    const SequenceNumber sequence(ReadUint16(datagram.payload, 2));
    const bool is_near = std::abs(sequence.DistanceFrom(known->second.last)) < kNear;
    return is_near ? &known->second : nullptr;
  }

  void AddRtp(Timestamp arrival, const UdpDatagram& datagram, Known& known) {
    ConstBytes bytes = datagram.payload;
    size_t missing = datagram.missing_bytes;
    constexpr int kWhole = 300;  // enough to recognise the codec
    known.last = SequenceNumber(ReadUint16(bytes, 2));
    if (++known.packets > kWhole && headers_only_) {
      constexpr size_t kHeader = 12;
      constexpr size_t kSource = 4;
      // Only payloads are left out: header extensions and padding belong to the parser.
      const size_t sources = kSource * (ReadUint8(bytes, 0) & 0x0FU);
      const bool is_plain = (ReadUint8(bytes, 0) & 0x30U) == 0;
      const size_t kept = is_plain ? std::min(bytes.size(), kHeader + sources) : bytes.size();
      missing += bytes.size() - kept;
      bytes = bytes.first(kept);
    }
    if (trace_.AddRtp(arrival, bytes, missing)) trace_.last().path = known.path;
  }

  void AddRtcp(Timestamp arrival, const UdpDatagram& datagram, const StreamKey& key) {
    const auto [known, is_new] = ssrcs_.try_emplace(key.ssrc);
    if (is_new) known->second = capture_.finder_.HasSsrc(key.ssrc);
    if (known->second) {
      trace_.AddRtcp(arrival, datagram.payload);
    } else {
      ++trace_.skipped().not_rtp;
    }
  }

  const Capture& capture_;
  bool headers_only_;
  Trace trace_;
  std::unordered_map<StreamKey, Known, Hash> streams_;
  std::map<uint32_t, bool> ssrcs_;  // whether a stream has it
  std::optional<Timestamp> begin_;
};

Result<Trace> Capture::Read(const std::function<bool(const StreamKey&)>& is_wanted,
                            bool headers_only) {
  auto input = open_();
  if (!input.ok()) return input.status();
  auto reader = CaptureReader::Open(std::move(*input), name_);
  if (!reader.ok()) return reader.status();
  ReadPass pass(*this, is_wanted, headers_only);
  RecordClock clock = clock_;
  Timestamp arrival;
  Datagrams datagrams([&](const UdpDatagram& datagram) { pass.Add(arrival, datagram); },
                      [](ConstBytes) {});
  CapturedFrame frame;
  while (reader->Next(frame)) {
    if (pass.is_full()) return UnreadableAt(name_, reader->position(), kTooManyPackets);
    arrival = clock.Correct(frame.time);
    datagrams.Add(frame);
  }
  datagrams.AddCounts(pass.skipped());
  pass.skipped().malformed += reader->bad_times();
  Trace trace = pass.Finish();
  for (const std::string& warning : warnings_) {
    if (!warning.empty()) trace.Warn(warning);
  }
  for (const TraceSdp& sdp : sdp_) trace.AddSdp(sdp);
  return trace;
}

}  // namespace neteq::sim
