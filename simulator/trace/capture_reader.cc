// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/capture_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace neteq::sim {
namespace {

constexpr size_t kMaxFrame = 262'144;           // libpcap's largest snap length
constexpr size_t kMaxBlock = size_t{1} << 24U;  // 16 MiB; heuristic: longer blocks are damage
constexpr size_t kMaxInterfaces = 65'536;       // heuristic: memory of a damaged file stays bounded
constexpr uint64_t kMaxSeconds = 10'000'000'000;  // three centuries; heuristic: later is damage

// pcap, read as big-endian.
constexpr uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr uint32_t kNanoseconds = 0xA1B23C4D;
constexpr uint32_t kModified = 0xA1B2CD34;

// pcapng.
constexpr uint32_t kSection = 0x0A0D0D0A;
constexpr uint32_t kByteOrder = 0x1A2B3C4D;
constexpr uint32_t kInterface = 1;
constexpr uint32_t kPacket = 2;  // obsolete
constexpr uint32_t kSimplePacket = 3;
constexpr uint32_t kEnhancedPacket = 6;

constexpr uint32_t Swapped(uint32_t n) {
  return n << 24U | (n & 0xFF00U) << 8U | (n >> 8U & 0xFF00U) | n >> 24U;
}

/// Units per second of the option if_tsresol; 0 for an impossible one.
uint64_t TicksPerSecond(uint8_t resolution) {
  const unsigned exponent = resolution & 0x7FU;
  if ((resolution & 0x80U) != 0) return exponent < 63 ? uint64_t{1} << exponent : 0;
  constexpr unsigned kMostDigits = 18;  // of 64 bits
  if (exponent > kMostDigits) return 0;
  uint64_t ticks = 1;
  for (unsigned i = 0; i < exponent; ++i) ticks *= 10;
  return ticks;
}

}  // namespace

bool LooksLikePcap(std::span<const std::byte> file) {
  constexpr std::array kMagic = {kMicroseconds, kNanoseconds, kModified};
  if (file.size() < 4) return false;
  const uint32_t magic = ReadUint32(file, 0);
  return magic == kSection || std::any_of(kMagic.begin(), kMagic.end(), [magic](uint32_t known) {
           return magic == known || magic == Swapped(known);
         });
}

Result<CaptureReader> CaptureReader::Open(InputPtr input, const std::string& name) {
  CaptureReader reader(std::move(input));
  const auto head = reader.reader_.Peek(4);
  if (head.empty()) return UnreadableAt(name, 0, "the file is empty");
  if (!LooksLikePcap(head)) return UnreadableAt(name, 0, "neither a pcap nor a pcapng file");
  if (ReadUint32(head, 0) == kSection) {
    reader.is_pcapng_ = true;
    return reader;
  }
  if (!reader.ReadPcapHeader()) {
    return UnreadableAt(name, 0, "truncated: the file ends inside the file header");
  }
  const uint32_t link_type = reader.interfaces_[0].link_type;
  if (!LinkTypeOf(link_type)) {
    return UnreadableAt(name, reader.position(),
                        "unsupported " + LinkTypeName(link_type) + "; expected " + kSupportedLinks);
  }
  return reader;
}

std::optional<size_t> CaptureReader::ReadPcapHeader() {
  constexpr size_t kHeader = 24;
  constexpr size_t kModifiedRecord = 24;
  const auto header = reader_.Peek(kHeader);
  if (header.size() < kHeader) return std::nullopt;
  const uint32_t magic = ReadUint32(header, 0);
  is_little_endian_ = magic != kMicroseconds && magic != kNanoseconds && magic != kModified;
  const uint32_t known = is_little_endian_ ? Swapped(magic) : magic;
  if (known == kModified) record_head_ = kModifiedRecord;
  // The upper bits of the link type are the length of a frame check sequence.
  interfaces_.push_back({.link_type = Number(header, 20) & 0xFFFFU,
                         .ticks_per_second = known == kNanoseconds ? 1'000'000'000U : 1'000'000U});
  reader_.Skip(kHeader);
  return kHeader;
}

uint32_t CaptureReader::Number(ConstBytes from, size_t offset) const {
  const uint32_t number = ReadUint32(from, offset);
  return is_little_endian_ ? Swapped(number) : number;
}

uint16_t CaptureReader::ShortNumber(ConstBytes from, size_t offset) const {
  const uint16_t number = ReadUint16(from, offset);
  return is_little_endian_ ? static_cast<uint16_t>(number << 8U | number >> 8U) : number;
}

bool CaptureReader::Stop(const std::string& what) {
  const std::string problem = reader_.problem();
  warning_ = "byte " + std::to_string(position()) + ": " + (problem.empty() ? what : problem);
  return false;
}

bool CaptureReader::Next(CapturedFrame& frame) {
  if (!warning_.empty()) return false;
  bool is_frame = false;
  while (!is_frame) {
    if (reader_.Peek(1).empty()) return reader_.problem().empty() ? false : Stop({});
    const bool is_read = is_pcapng_ ? NextBlock(frame, is_frame) : NextRecord(frame, is_frame);
    if (!is_read) return false;
  }
  return true;
}

bool CaptureReader::NextRecord(CapturedFrame& frame, bool& is_frame) {
  const auto head = reader_.Peek(record_head_);
  if (head.size() < record_head_) return Stop("truncated: the file ends inside a record header");
  const Interface& interface = interfaces_[0];
  const uint64_t seconds = Number(head, 0);
  const uint64_t ticks = seconds * interface.ticks_per_second + Number(head, 4);
  const size_t captured = Number(head, 8);
  if (captured > kMaxFrame) {
    return Stop("garbage: a packet of " + std::to_string(captured) + " bytes");
  }
  const size_t size = record_head_ + captured;
  const auto record = reader_.Peek(size);
  if (record.size() < size) {
    return Stop("truncated: a packet of " + std::to_string(captured) +
                " bytes, but the file ends after " + std::to_string(record.size() - record_head_));
  }
  frame.bytes = record.subspan(record_head_);
  is_frame = FinishFrame(interface, ticks, frame);
  return reader_.Skip(size);
}

bool CaptureReader::NextBlock(CapturedFrame& frame, bool& is_frame) {
  constexpr size_t kHead = 12;  // type, length, and the byte order of a section
  constexpr size_t kFrameOfBlock = 12;
  const auto head = reader_.Peek(kHead);
  if (head.size() < kHead) return Stop("truncated: the file ends inside a block header");
  if (ReadUint32(head, 0) == kSection && !StartSection(head)) {
    return Stop("garbage: a section without a byte order");
  }
  const uint32_t type = Number(head, 0);
  const size_t length = Number(head, 4);
  if (length < kFrameOfBlock || length % 4 != 0 || length > kMaxBlock) {
    return Stop("garbage: a block of " + std::to_string(length) + " bytes");
  }
  const auto block = reader_.Peek(length);
  if (block.size() < length) {
    return Stop("truncated: a block of " + std::to_string(length) +
                " bytes, but the file ends after " + std::to_string(block.size()));
  }
  if (Number(block, length - 4) != length) return Stop("garbage: a block whose two lengths differ");
  if (!ReadBody(type, block.subspan(8, length - kFrameOfBlock), frame, is_frame)) return false;
  return reader_.Skip(length);
}

/// Sets the byte order; interfaces of the section before are forgotten.
bool CaptureReader::StartSection(ConstBytes head) {
  const uint32_t byte_order = ReadUint32(head, 8);
  if (byte_order != kByteOrder && byte_order != Swapped(kByteOrder)) return false;
  is_little_endian_ = byte_order != kByteOrder;
  interfaces_.clear();
  return true;
}

bool CaptureReader::ReadBody(uint32_t type, ConstBytes body, CapturedFrame& frame, bool& is_frame) {
  size_t interface = 0;
  size_t head = 20;
  if (type == kInterface) {
    if (body.size() < 8 || interfaces_.size() >= kMaxInterfaces) {
      return Stop("garbage: an interface block of " + std::to_string(body.size()) + " bytes");
    }
    AddInterface(body);
    return true;
  }
  if (type == kSimplePacket) head = 4;
  if (type != kPacket && type != kSimplePacket && type != kEnhancedPacket) return true;
  if (body.size() < head) return Stop("garbage: a packet block shorter than its header");
  if (type == kPacket) interface = ShortNumber(body, 0);
  if (type == kEnhancedPacket) interface = Number(body, 0);
  if (interface >= interfaces_.size()) {
    return Stop("garbage: a packet of interface " + std::to_string(interface) +
                ", which the section does not describe");
  }
  const Interface& from = interfaces_[interface];
  if (type == kSimplePacket) {
    const size_t snap = from.snap_length == 0 ? kMaxFrame : from.snap_length;
    const size_t captured = std::min<size_t>({Number(body, 0), snap, body.size() - head});
    frame.bytes = body.subspan(head, captured);
    const auto link = LinkTypeOf(from.link_type);
    frame.time = last_time_;  // the block has none
    frame.link = link.value_or(LinkType::kEthernet);
    is_frame = link.has_value();
    unsupported_frames_ += is_frame ? 0 : 1;
    return true;
  }
  const size_t captured = Number(body, 12);
  if (captured > body.size() - head) {
    return Stop("garbage: a packet of " + std::to_string(captured) + " bytes in a block of " +
                std::to_string(body.size()));
  }
  frame.bytes = body.subspan(head, captured);
  const uint64_t ticks = uint64_t{Number(body, 4)} << 32U | Number(body, 8);
  is_frame = FinishFrame(from, ticks, frame);
  return true;
}

void CaptureReader::AddInterface(ConstBytes body) {
  constexpr uint16_t kResolution = 9;  // if_tsresol
  constexpr uint16_t kOffset = 14;     // if_tsoffset
  Interface interface { .link_type = ShortNumber(body, 0), .snap_length = Number(body, 4) };
  for (auto options = body.subspan(8); options.size() >= 4;) {
    const uint16_t code = ShortNumber(options, 0);
    const size_t length = ShortNumber(options, 2);
    if (code == 0 || length > options.size() - 4) break;
    const auto value = options.subspan(4, length);
    if (code == kResolution && length == 1) {
      interface.ticks_per_second = TicksPerSecond(ReadUint8(value, 0));
    } else if (code == kOffset && length == 8) {
      const uint64_t low = Number(value, is_little_endian_ ? 0 : 4);
      const uint64_t high = Number(value, is_little_endian_ ? 4 : 0);
      interface.offset_s = static_cast<int64_t>(high << 32U | low);
    }
    options = options.subspan(std::min(options.size(), 4 + (length + 3) / 4 * 4));
  }
  interfaces_.push_back(interface);
}

/// Fills in time and link; false if the frame is unusable.
bool CaptureReader::FinishFrame(const Interface& interface, uint64_t ticks, CapturedFrame& frame) {
  const auto link = LinkTypeOf(interface.link_type);
  if (!link) {
    ++unsupported_frames_;
    unsupported_type_ = interface.link_type;
    return false;
  }
  const uint64_t rate = interface.ticks_per_second;
  const auto offset_s = static_cast<uint64_t>(interface.offset_s);
  const uint64_t seconds = rate == 0 ? UINT64_MAX : ticks / rate + offset_s;  // wraps if negative
  if (seconds > kMaxSeconds) {
    ++bad_times_;
    return false;
  }
  const double share = static_cast<double>(ticks % rate) / static_cast<double>(rate);
  constexpr double kRounding = 1e-4;  // of a microsecond: keeps whole ones despite the division
  const auto us = static_cast<int64_t>(share * 1e6 + kRounding);
  frame.time = Timestamp(Duration(static_cast<int64_t>(seconds) * 1'000'000 + us));
  frame.link = *link;
  last_time_ = frame.time;
  return true;
}

}  // namespace neteq::sim
