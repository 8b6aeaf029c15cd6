// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "simulator/support/input.h"
#include "simulator/trace/bytes.h"
#include "simulator/trace/link_type.h"

namespace neteq::sim {

/// One captured frame. `bytes` is valid until the next call of the reader.
struct CapturedFrame {
  Timestamp time;  ///< time of day, in microseconds
  LinkType link = LinkType::kEthernet;
  ConstBytes bytes{};
};

/// Reads the frames of a capture in the order of the file, in bounded memory.
///
/// - pcap: both byte orders, microseconds, nanoseconds, and the longer records of the "modified"
///   format.
/// - pcapng (draft-ietf-opsawg-pcapng): any number of sections and interfaces, each with its own
///   byte order, link type, snap length and time resolution. Blocks without frames are skipped.
///
/// A file that is cut or damaged ends at the damage: warning() names the byte.
class CaptureReader {
 public:
  /// Fails with kUnreadable, naming `name` and the byte offset, if the file header is unusable.
  static Result<CaptureReader> Open(InputPtr input, const std::string& name);

  /// Reads the next frame of a supported link type; false at the end.
  bool Next(CapturedFrame& frame);

  /// Bytes read.
  size_t position() const { return reader_.position(); }
  /// Why the frames ended before the file did, with the byte; empty for a whole file.
  const std::string& warning() const { return warning_; }
  /// Frames with an impossible time, which are left out.
  int64_t bad_times() const { return bad_times_; }
  /// Frames left out because their link type is not supported, and one such type.
  int64_t unsupported_frames() const { return unsupported_frames_; }
  uint32_t unsupported_type() const { return unsupported_type_; }

 private:
  struct Interface {
    uint32_t link_type = 0;
    uint32_t snap_length = 0;
    uint64_t ticks_per_second = 1'000'000;
    int64_t offset_s = 0;
  };

  explicit CaptureReader(InputPtr input) : reader_(std::move(input)) {}

  std::optional<size_t> ReadPcapHeader();
  uint32_t Number(ConstBytes from, size_t offset) const;
  uint16_t ShortNumber(ConstBytes from, size_t offset) const;
  /// Records a warning about the byte at `position()` and ends the file. Returns false.
  bool Stop(const std::string& what);
  bool NextRecord(CapturedFrame& frame, bool& is_frame);
  bool NextBlock(CapturedFrame& frame, bool& is_frame);
  bool StartSection(ConstBytes head);
  bool ReadBody(uint32_t type, ConstBytes body, CapturedFrame& frame, bool& is_frame);
  void AddInterface(ConstBytes body);
  bool FinishFrame(const Interface& interface, uint64_t ticks, CapturedFrame& frame);

  InputReader reader_;
  bool is_pcapng_ = false;
  bool is_little_endian_ = true;
  size_t record_head_ = 16;            // bytes before the frame in pcap
  std::vector<Interface> interfaces_;  // of the section; one in pcap
  Timestamp last_time_;
  std::string warning_;
  int64_t bad_times_ = 0;
  int64_t unsupported_frames_ = 0;
  uint32_t unsupported_type_ = 0;
};

/// True if the bytes begin like a pcap or pcapng file.
bool LooksLikePcap(std::span<const std::byte> file);

}  // namespace neteq::sim
