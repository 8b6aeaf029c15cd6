// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/source_gate.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr uint32_t kA = 1;
constexpr uint32_t kB = 2;

/// Two sources on one gate.
class Sources {
 public:
  /// One packet; returns true if its source takes over.
  bool Send(uint32_t ssrc) {
    const SequenceNumber sequence(sequences_[ssrc]++);
    if (ssrc == current_) {
      gate_.OnCurrent();
      return false;
    }
    if (!gate_.OnOther(current_, ssrc, sequence)) return false;
    current_ = ssrc;
    return true;
  }
  int Changes(uint32_t ssrc, int packets) {
    int changes = 0;
    for (int i = 0; i < packets; ++i) changes += Send(ssrc) ? 1 : 0;
    return changes;
  }
  void Lose(uint32_t ssrc) { ++sequences_[ssrc]; }

 private:
  SourceGate gate_;
  uint32_t current_ = kA;
  uint16_t sequences_[4] = {0, 65'534, 7, 900};
};

TEST(SourceGate, TheSecondPacketInSequenceTakesOver) {
  Sources sources;
  sources.Send(kA);

  EXPECT_FALSE(sources.Send(kB));
  EXPECT_TRUE(sources.Send(kB));
}

TEST(SourceGate, PacketsOutOfSequenceDoNotTakeOver) {
  Sources sources;
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(sources.Send(kB));
    sources.Lose(kB);
  }
}

TEST(SourceGate, AlternatingSourcesNeverTakeOver) {
  Sources sources;
  for (int i = 0; i < 500; ++i) {
    sources.Send(kA);
    ASSERT_FALSE(sources.Send(kB)) << i;
  }
}

TEST(SourceGate, BurstsOfTwoSourcesChangeAFewTimesOnly) {
  for (const int burst : {2, 3, 5, 10, 20}) {
    Sources sources;
    int changes = 0;
    for (int i = 0; i < 1000 / burst; ++i) {
      changes += sources.Changes(kA, burst);
      changes += sources.Changes(kB, burst);
    }
    EXPECT_LE(changes, 8) << burst;  // of up to 1000
  }
}

TEST(SourceGate, AReturnAfterALongTimeIsAFirstChange) {
  Sources sources;
  EXPECT_EQ(sources.Changes(kB, 600), 1);

  EXPECT_FALSE(sources.Send(kA));
  EXPECT_TRUE(sources.Send(kA));
}

TEST(SourceGate, AReturnAfterAShortTimeNeedsMorePackets) {
  Sources sources;
  EXPECT_EQ(sources.Changes(kB, 10), 1);

  EXPECT_EQ(sources.Changes(kA, 3), 0);
  EXPECT_TRUE(sources.Send(kA));
}

}  // namespace
}  // namespace neteq::internal
