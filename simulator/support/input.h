// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"

/// Files as streams of bytes: of any length, plain or compressed by gzip or zstd, from a path,
/// standard input or memory.
namespace neteq::sim {

/// Name of standard input and standard output on the command line.
inline constexpr std::string_view kStandardStream = "-";

/// Bytes in order.
class Input {
 public:
  Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  virtual ~Input() = default;

  /// Fills `to`; returns fewer bytes only at the end.
  virtual size_t Read(std::span<std::byte> to) = 0;
  /// Why the bytes ended before their time: a read error or damaged compressed data. Empty after a
  /// good end.
  virtual std::string problem() const { return {}; }
};
using InputPtr = std::unique_ptr<Input>;
/// Opens the same bytes again, from the start.
using InputOpener = std::function<Result<InputPtr>()>;

/// Opens a file and decompresses it if its first bytes are those of gzip (RFC 1952) or zstd (RFC
/// 8878). Fails with kUnreadable, naming the file.
Result<InputPtr> OpenFile(const std::string& path);
/// The same for standard input.
InputPtr StandardInput();
/// The same for bytes in memory, which must outlive the result.
InputPtr OpenMemory(std::span<const std::byte> bytes);

/// True if the bytes begin like gzip or zstd data.
bool IsCompressed(std::span<const std::byte> bytes);

/// Reads an input to its end, up to 1 GiB. Fails with kUnreadable, naming `name`, if it is longer.
Result<std::vector<std::byte>> ReadAll(Input& input, const std::string& name);

/// Reads an input in pieces that are contiguous in memory, and counts bytes.
class InputReader {
 public:
  explicit InputReader(InputPtr input) : input_(std::move(input)) {}

  /// The next `count` bytes, or all that are left. Valid until the next call.
  std::span<const std::byte> Peek(size_t count);
  /// Moves on by `count` bytes, of which at most the peeked ones are in memory. Returns false if
  /// the input ends before.
  bool Skip(size_t count);
  /// Bytes before the next one.
  size_t position() const { return position_; }
  std::string problem() const { return input_->problem(); }

 private:
  InputPtr input_;
  std::vector<std::byte> buffer_;
  size_t begin_ = 0;  // of the unread bytes in buffer_
  size_t end_ = 0;
  size_t position_ = 0;
};

}  // namespace neteq::sim
