// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/simulator/batch_traces.h"
#include <gtest/gtest.h>
#include <sys/wait.h>

namespace neteq::sim {

struct CliOutcome {
  int exit_code;
  std::string out;
  std::string err;
};

/// Runs the program in a temporary folder.
class CliFixture : public testing::Test {
 protected:
  /// Runs the program; `arguments` are shell words.
  CliOutcome Neteq(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.path().string() + "' && '" + NETEQ_CLI + "' " +
                                arguments + " > stdout.txt 2> stderr.txt < /dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Read("stdout.txt"), Read("stderr.txt")};
  }

  /// Runs a script of the shell, in which $NETEQ is the program.
  CliOutcome Shell(const std::string& script) const {
    Write("script.sh", script);
    const std::string command = "cd '" + folder_.path().string() + "' && NETEQ='" + NETEQ_CLI +
                                "' bash script.sh > stdout.txt 2> stderr.txt < /dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Read("stdout.txt"), Read("stderr.txt")};
  }

  /// Expects an exit code and an error message that begins with "neteq: " and contains `what`.
  void ExpectError(const std::string& arguments, int exit_code, const std::string& what) const {
    const CliOutcome outcome = Neteq(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments;
    EXPECT_TRUE(outcome.err.starts_with("neteq: ")) << outcome.err;
    EXPECT_NE(outcome.err.find(what), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "") << arguments;
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

}  // namespace neteq::sim
