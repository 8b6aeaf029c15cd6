// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "simulator/trace/bytes.h"

namespace neteq::sim {

/// One field of a protobuf message.
struct WireField {
  uint32_t number = 0;
  uint64_t value = 0;  ///< varints and fixed-width numbers
  bool is_bytes = false;
  ConstBytes bytes{};  ///< strings, byte blobs and messages
  size_t offset = 0;   ///< position of the field in the message
};

/// Reads the protobuf wire format field by field and copies nothing. The protobuf library would
/// need generated code, a hundred times the memory of small messages, and cannot report the byte
/// offset of an error. Groups (deprecated) are malformed. Source: protobuf.dev, "Encoding".
class WireReader {
 public:
  explicit WireReader(ConstBytes message) : message_(message) {}

  bool is_done() const { return position_ == message_.size(); }
  size_t position() const { return position_; }
  /// Next field; nullopt if the bytes at position() are not a whole field, and then for ever.
  std::optional<WireField> Next();

 private:
  std::optional<uint64_t> ReadVarint();
  std::optional<uint64_t> ReadLittleEndian(size_t count);

  ConstBytes message_;
  size_t position_ = 0;
};

}  // namespace neteq::sim
