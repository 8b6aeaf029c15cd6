// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/support/input.h"
#include "simulator/trace/record_clock.h"
#include "simulator/trace/rtp_finder.h"
#include "simulator/trace/trace.h"

/// RTP streams of captures, in memory that grows with the chosen streams alone.
namespace neteq::sim {

/// A capture file, read in passes from its start.
class Capture {
 public:
  /// `name` is for error messages. With `port`, everything sent to that UDP port is RTP; without,
  /// RtpFinder decides.
  Capture(InputOpener open, std::string name, std::optional<uint16_t> port)
      : open_(std::move(open)), name_(std::move(name)), finder_(port), port_(port) {}

  /// First pass: finds the streams. Fails with kUnreadable, naming the byte offset, if the file
  /// header is unusable or no packet is RTP.
  Status Survey();
  std::map<StreamKey, RtpFinder::Counts> Streams() const { return finder_.Streams(); }

  /// Another pass: the packets of the streams that `is_wanted` accepts, and their RTCP. Arrival
  /// times are relative to the first RTP packet of the file. With `headers_only`, payloads are left
  /// out as if they had not been captured, but for the first 300 of each stream. Fails with
  /// kUnreadable if there are too many.
  Result<Trace> Read(const std::function<bool(const StreamKey&)>& is_wanted,
                     bool headers_only = false);

 private:
  class ReadPass;

  InputOpener open_;
  std::string name_;
  RtpFinder finder_;
  std::optional<uint16_t> port_;
  RecordClock clock_;  // after its first pass
  std::vector<TraceSdp> sdp_;
  std::vector<std::string> warnings_;
};

}  // namespace neteq::sim
