// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/npz.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

uint32_t Read32(const std::string& bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 4; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

TEST(Crc32, MatchesThePublishedCheckValue) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926U);  // published check value of CRC-32
  EXPECT_EQ(Crc32(""), 0U);
}

TEST(NpzBytes, ContainAnNpyFilePerArray) {
  const std::string zip = *NpzBytes({{"delay", std::vector<double>{1.5, -2.0}}});

  const std::string name = "delay.npy";
  const size_t npy = 30 + name.size();
  EXPECT_TRUE(zip.starts_with("PK\x03\x04"));
  EXPECT_EQ(zip.substr(30, name.size()), name);
  EXPECT_EQ(zip.substr(npy, 8), std::string("\x93NUMPY\x01\x00", 8));
  const size_t data = npy + 10 + static_cast<unsigned char>(zip[npy + 8]);
  EXPECT_EQ((data - npy) % 64, 0U);
  EXPECT_NE(zip.find("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"),
            std::string::npos);
  EXPECT_EQ(Read32(zip, data + 4), 0x3FF80000U);  // the upper half of 1.5
  EXPECT_EQ(Read32(zip, 18), data + 16 - npy);    // length of the file
  EXPECT_EQ(Read32(zip, 14), Crc32(zip.substr(npy, data + 16 - npy)));
}

TEST(NpzBytes, EndWithADirectoryOfAllArrays) {
  const std::string zip = *NpzBytes(
      {{"n", std::vector<int64_t>{7}}, {"names", std::vector<std::string>{"expand", "merge"}}});

  const size_t end = zip.size() - 22;
  EXPECT_EQ(zip.substr(end, 4), "PK\x05\x06");
  EXPECT_EQ(zip[end + 10], 2);
  const size_t directory = Read32(zip, end + 16);
  EXPECT_EQ(zip.substr(directory, 4), "PK\x01\x02");
  EXPECT_EQ(directory + Read32(zip, end + 12), end);
  EXPECT_NE(zip.find("'|S6'"), std::string::npos);
  EXPECT_NE(zip.find(std::string("expandmerge\0", 12)), std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
