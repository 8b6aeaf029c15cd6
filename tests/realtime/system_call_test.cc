// SPDX-License-Identifier: BSD-3-Clause
// Inserting packets and pulling audio make no system call: plays whole calls in a process that the
// kernel kills for any system call except writing and exiting.

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "tests/realtime/bundled_replay.h"
#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "neteq/threaded.h"

namespace neteq::testing {
namespace {

constexpr int kNotPermitted = 77;
constexpr int kDone = 0;

/// Returns false if the kernel or a container does not permit it. Needs no privileges.
bool ForbidSystemCalls() {
  std::array filter = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 1, 0),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  const sock_fprog program = {.len = filter.size(), .filter = filter.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Exit status, as from waitpid, of a child process in which `work` must not make system calls.
template <class Work>
int StatusWithoutSystemCalls(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    if (!ForbidSystemCalls()) _exit(kNotPermitted);
    work();
    _exit(kDone);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

bool IsNotPermitted(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) == kNotPermitted;
}
bool IsDone(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == kDone; }

class SystemCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    if (IsNotPermitted(StatusWithoutSystemCalls([] {})))
      GTEST_SKIP() << "NOT TESTED: seccomp filters are not permitted here";
  }
};

TEST_F(SystemCalls, AreSeen) {
  const int status = StatusWithoutSystemCalls([] { static_cast<void>(getppid()); });

  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

TEST_F(SystemCalls, AreNotMadeOnBundledTraces) {
  for (const std::string& path : BundledTraces()) {
    BundledReplay replay(path, Config{});
    EXPECT_TRUE(IsDone(StatusWithoutSystemCalls([&] { replay.Play(); }))) << path;
  }
}

TEST_F(SystemCalls, AreNotMadeByAThreadedEngine) {
  const std::vector<float> silence(16000);
  const auto packets = test::Packetize(silence);
  auto engine = std::move(*NetEq::Create(Config{}));
  ASSERT_TRUE(
      engine->RegisterDecoder(test::kPcm16Type, MakePcm16Decoder(SampleRate(16000), 1)).ok());
  const auto threaded = std::move(*ThreadedNetEq::Create(std::move(engine)));
  std::vector<int16_t> tick(160);

  const int status = StatusWithoutSystemCalls([&] {
    for (const auto& packet : packets) {
      threaded->InsertPacket(packet.view(), Timestamp(packet.arrival));
      threaded->GetAudio(tick);
      threaded->GetAudio(tick);
      static_cast<void>(threaded->report());
    }
  });

  EXPECT_TRUE(IsDone(status));
}

}  // namespace
}  // namespace neteq::testing
