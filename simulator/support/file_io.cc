// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/file_io.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "simulator/support/pending_file.h"

namespace neteq::sim {
namespace {

/// Heuristic: above any useful trace; keeps a device such as /dev/zero from filling memory.
constexpr size_t kMaxFileBytes = size_t{1} << 30U;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

Status Failed(StatusCode code, const std::string& path, const char* what) {
  return {code, path + ": " + what + ": " + std::generic_category().message(errno)};
}

}  // namespace

Result<std::vector<std::byte>> ReadFile(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return Failed(StatusCode::kUnreadable, path, "cannot open");
  std::vector<std::byte> bytes;
  std::array<std::byte, 1U << 16U> block{};
  while (const size_t count = std::fread(block.data(), 1, block.size(), file.get())) {
    bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<ptrdiff_t>(count));
    if (bytes.size() > kMaxFileBytes) {
      return Status(StatusCode::kUnreadable,
                    path + ": larger than 1 GiB, the maximum; split the file");
    }
  }
  if (std::ferror(file.get()) != 0) return Failed(StatusCode::kUnreadable, path, "cannot read");
  return bytes;
}

Status WriteFile(const std::string& path, std::span<const std::byte> bytes) {
  PendingFile pending(path);
  File file(std::fopen(pending.temporary().c_str(), "wb"));
  if (!file) return Failed(StatusCode::kInvalidArgument, path, "cannot open for writing");
  const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  if (std::fclose(file.release()) != 0 || !is_written) {
    return Failed(StatusCode::kInvalidArgument, path, "cannot write");
  }
  return pending.Commit();
}

Status WriteFile(const std::string& path, const std::string& text) {
  return WriteFile(path, std::as_bytes(std::span(text)));
}

}  // namespace neteq::sim
