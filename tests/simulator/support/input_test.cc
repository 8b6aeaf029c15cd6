// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/input.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

using Bytes = std::vector<std::byte>;

Bytes Content() {
  Random random(3);
  Bytes bytes(700'000);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Next() % 7);
  return bytes;
}

Bytes Gzip(const Bytes& bytes) {
  constexpr int kGzip = 16;
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY);
  Bytes out(bytes.size() + 1000);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Bytes Zstd(const Bytes& bytes) {
  Bytes out(ZSTD_compressBound(bytes.size()));
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

Bytes Twice(const Bytes& bytes) {
  Bytes all = bytes;
  all.insert(all.end(), bytes.begin(), bytes.end());
  return all;
}

TEST(Input, Decompresses) {
  const Bytes content = Content();
  for (const Bytes& file : {content, Gzip(content), Zstd(content)}) {
    EXPECT_EQ(IsCompressed(file), file.size() != content.size());
    const auto input = OpenMemory(file);
    EXPECT_EQ(*ReadAll(*input, "x"), content);
    EXPECT_EQ(input->problem(), "");
  }
  // Several members or frames follow each other.
  EXPECT_EQ(*ReadAll(*OpenMemory(Twice(Gzip(content))), "x"), Twice(content));
  EXPECT_EQ(*ReadAll(*OpenMemory(Twice(Zstd(content))), "x"), Twice(content));
}

TEST(Input, ReadsTheBytesBeforeDamage) {
  const Bytes content = Content();
  for (Bytes file : {Gzip(content), Zstd(content)}) {
    const Bytes cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(file.size() / 2));
    const auto input = OpenMemory(cut);
    const auto read = ReadAll(*input, "x");
    ASSERT_TRUE(read.ok()) << read.status().detail();
    EXPECT_GT(read->size(), content.size() / 8);
    EXPECT_LT(read->size(), content.size());
    EXPECT_TRUE(std::equal(read->begin(), read->end(), content.begin()));
    EXPECT_NE(input->problem(), "");
    for (size_t i = 0; i < 64; ++i) file[file.size() / 2 + i] = std::byte{0xA5};
    const auto damaged = OpenMemory(file);
    ReadAll(*damaged, "x");
    EXPECT_NE(damaged->problem(), "");
  }
}

TEST(InputReader, PeeksAndSkips) {
  const Bytes content = Content();
  InputReader reader(OpenMemory(content));
  for (size_t at = 0; at < content.size(); at += 10'007) {
    EXPECT_EQ(reader.position(), at);
    const auto seen = reader.Peek(3);
    ASSERT_EQ(seen.size(), std::min<size_t>(3, content.size() - at));
    EXPECT_TRUE(std::equal(seen.begin(), seen.end(), content.begin() + static_cast<ptrdiff_t>(at)));
    EXPECT_EQ(reader.Skip(10'007), at + 10'007 <= content.size());
  }
  EXPECT_TRUE(reader.Peek(1).empty());
  EXPECT_FALSE(reader.Skip(1));
}

TEST(Input, NamesFilesThatCannotBeRead) {
  EXPECT_TRUE(OpenFile("/nonexistent").status().detail().starts_with("/nonexistent: cannot open"));
  auto folder = OpenFile("/");
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(ReadAll(**folder, "/").status().code(), StatusCode::kUnreadable);
}

}  // namespace
}  // namespace neteq::sim
