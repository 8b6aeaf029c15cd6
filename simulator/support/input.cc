// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/input.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <utility>

#include <zlib.h>
#include <zstd.h>

namespace neteq::sim {
namespace {

using ConstBytes = std::span<const std::byte>;
using Bytes = std::span<std::byte>;

/// Heuristic: above any useful trace that is held in memory; keeps a device such as /dev/zero and
/// small files that decompress to large ones from filling memory.
constexpr size_t kMaxBytesInMemory = size_t{1} << 30U;
constexpr size_t kBlock = size_t{1} << 18U;  // heuristic: large enough to amortise a system call

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

class FileInput final : public Input {
 public:
  explicit FileInput(std::FILE* file) : file_(file) {}
  size_t Read(Bytes to) override {
    const size_t count = std::fread(to.data(), 1, to.size(), file_.get());
    if (std::ferror(file_.get()) != 0) problem_ = std::string("cannot read: ") + strerror(errno);
    return count;
  }
  std::string problem() const override { return problem_; }

 private:
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::string problem_;
};

class MemoryInput final : public Input {
 public:
  explicit MemoryInput(ConstBytes bytes) : bytes_(bytes) {}
  size_t Read(Bytes to) override {
    const size_t count = std::min(to.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, to.begin());
    bytes_ = bytes_.subspan(count);
    return count;
  }

 private:
  ConstBytes bytes_;
};

/// Puts back bytes that were read to detect the format.
class WithHead final : public Input {
 public:
  WithHead(std::vector<std::byte> head, InputPtr rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  size_t Read(Bytes to) override {
    const size_t count = std::min(to.size(), head_.size() - used_);
    std::copy_n(head_.begin() + static_cast<ptrdiff_t>(used_), count, to.begin());
    used_ += count;
    return count == to.size() ? count : count + rest_->Read(to.subspan(count));
  }
  std::string problem() const override { return rest_->problem(); }

 private:
  std::vector<std::byte> head_;
  size_t used_ = 0;
  InputPtr rest_;
};

/// Compressed bytes, block by block.
class CompressedBlocks {
 public:
  explicit CompressedBlocks(InputPtr input) : input_(std::move(input)), block_(kBlock) {}
  /// Reads another block if the last one is used up; false at the end.
  bool Fill() {
    if (begin < end) return true;
    begin = 0;
    end = input_->Read(block_);
    return end > 0;
  }
  std::byte* data() { return block_.data(); }
  std::string problem() const { return input_->problem(); }

  size_t begin = 0;  // of the unused bytes
  size_t end = 0;

 private:
  InputPtr input_;
  std::vector<std::byte> block_;
};

/// gzip, any number of members.
class GzipInput final : public Input {
 public:
  explicit GzipInput(InputPtr input) : blocks_(std::move(input)) {
    constexpr int kGzip = 16;
    is_good_ = inflateInit2(&stream_, MAX_WBITS + kGzip) == Z_OK;
  }
  ~GzipInput() override { inflateEnd(&stream_); }

  size_t Read(Bytes to) override {
    size_t count = 0;
    while (count < to.size() && is_good_ && !is_done_) count += Inflate(to.subspan(count));
    return count;
  }
  std::string problem() const override {
    if (!blocks_.problem().empty()) return blocks_.problem();
    return is_good_ ? "" : "the gzip data is damaged or cut";
  }

 private:
  size_t Inflate(Bytes to) {
    if (!blocks_.Fill()) {
      is_done_ = true;
      is_good_ = is_between_members_;
      return 0;
    }
    is_between_members_ = false;
    const size_t most = std::min(to.size(), kBlock);
    stream_.next_in = reinterpret_cast<Bytef*>(blocks_.data() + blocks_.begin);
    stream_.avail_in = static_cast<uInt>(blocks_.end - blocks_.begin);
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = static_cast<uInt>(most);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    blocks_.begin = blocks_.end - stream_.avail_in;
    if (result == Z_STREAM_END) {
      is_between_members_ = true;
      inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      is_good_ = false;
    }
    return most - stream_.avail_out;
  }

  CompressedBlocks blocks_;
  z_stream stream_{};
  bool is_good_ = false;
  bool is_done_ = false;
  bool is_between_members_ = false;
};

class ZstdInput final : public Input {
 public:
  explicit ZstdInput(InputPtr input) : blocks_(std::move(input)), stream_(ZSTD_createDStream()) {}

  size_t Read(Bytes to) override {
    ZSTD_outBuffer out{to.data(), to.size(), 0};
    while (out.pos < to.size() && is_good_) {
      if (!blocks_.Fill()) {
        is_good_ = is_between_frames_;
        break;
      }
      ZSTD_inBuffer in{blocks_.data() + blocks_.begin, blocks_.end - blocks_.begin, 0};
      const size_t hint = ZSTD_decompressStream(stream_.get(), &out, &in);
      blocks_.begin += in.pos;
      is_between_frames_ = hint == 0;
      is_good_ = ZSTD_isError(hint) == 0;
    }
    return out.pos;
  }
  std::string problem() const override {
    if (!blocks_.problem().empty()) return blocks_.problem();
    return is_good_ ? "" : "the zstd data is damaged or cut";
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  CompressedBlocks blocks_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  bool is_good_ = true;
  bool is_between_frames_ = false;
};

bool StartsWith(ConstBytes bytes, std::initializer_list<int> magic) {
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](int a, std::byte b) { return a == std::to_integer<int>(b); });
}
bool IsGzip(ConstBytes bytes) { return StartsWith(bytes, {0x1F, 0x8B}); }
bool IsZstd(ConstBytes bytes) { return StartsWith(bytes, {0x28, 0xB5, 0x2F, 0xFD}); }

/// Wraps an input in a decompressor if its first bytes say so.
InputPtr Decompressed(InputPtr input) {
  constexpr size_t kMagic = 4;
  std::vector<std::byte> head(kMagic);
  head.resize(input->Read(head));
  const bool is_gzip = IsGzip(head);
  const bool is_zstd = IsZstd(head);
  InputPtr whole = std::make_unique<WithHead>(std::move(head), std::move(input));
  if (is_gzip) return std::make_unique<GzipInput>(std::move(whole));
  if (is_zstd) return std::make_unique<ZstdInput>(std::move(whole));
  return whole;
}

}  // namespace

Result<InputPtr> OpenFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return Status(StatusCode::kUnreadable, path + ": cannot open: " + std::strerror(errno));
  }
  return Decompressed(std::make_unique<FileInput>(file));
}

InputPtr StandardInput() { return Decompressed(std::make_unique<FileInput>(stdin)); }

InputPtr OpenMemory(std::span<const std::byte> bytes) {
  return Decompressed(std::make_unique<MemoryInput>(bytes));
}

bool IsCompressed(std::span<const std::byte> bytes) { return IsGzip(bytes) || IsZstd(bytes); }

Result<std::vector<std::byte>> ReadAll(Input& input, const std::string& name) {
  std::vector<std::byte> bytes;
  size_t count = 0;
  do {
    bytes.resize(bytes.size() + kBlock);
    count = input.Read(std::span(bytes).last(kBlock));
    bytes.resize(bytes.size() - kBlock + count);
    if (bytes.size() > kMaxBytesInMemory) {
      return Status(StatusCode::kUnreadable,
                    name + ": larger than 1 GiB, the maximum of this format; split the file");
    }
  } while (count == kBlock);
  if (!input.problem().empty() && bytes.empty()) {
    const bool is_read = !input.problem().starts_with("cannot read");
    return Status(StatusCode::kUnreadable,
                  name + ": " + (is_read ? "byte 0: " : "") + input.problem());
  }
  return bytes;
}

std::span<const std::byte> InputReader::Peek(size_t count) {
  if (end_ - begin_ < count) {
    std::copy(buffer_.begin() + static_cast<ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() < std::max(count, kBlock)) buffer_.resize(std::max(count, kBlock));
    end_ += input_->Read(std::span(buffer_).subspan(end_));
  }
  return std::span(buffer_).subspan(begin_, std::min(count, end_ - begin_));
}

bool InputReader::Skip(size_t count) {
  while (count > 0) {
    const size_t here = Peek(std::min(count, kBlock)).size();
    if (here == 0) return false;
    begin_ += here;
    position_ += here;
    count -= here;
  }
  return true;
}

}  // namespace neteq::sim
