// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

/// Outputs of the program: files that replace others, standard output, completion and manual.
class Outputs : public CliFixture {
 protected:
  static std::string Bundled(const std::string& name) {
    return NETEQ_SOURCE_DIR "/traces/" + name + ".rtpdump";
  }
};

TEST_F(Outputs, KeepTheOldFileIfTheNewOneCannotBeWritten) {
  for (const std::string option : {"--csv", "--wav", "--json", "--npz", "--report"}) {
    SCOPED_TRACE(option);
    Write("old", "good");
    // A file may have two blocks, and a write beyond fails instead of ending the process.
    const CliOutcome outcome = Shell("trap '' XFSZ; ulimit -f 2; $NETEQ replay " +
                                     Bundled("clean_pcmu") + ' ' + option + " old");
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_NE(outcome.err.find("old: cannot"), std::string::npos) << outcome.err;
    EXPECT_EQ(Read("old"), "good");
    EXPECT_EQ(Shell("ls").out.find(".part"), std::string::npos);
  }
}

TEST_F(Outputs, ReplaceFilesBehindLinksAndWriteDevices) {
  Write("target.json", "old");
  const CliOutcome outcome =
      Shell("ln -s target.json link.json; chmod 600 target.json; $NETEQ replay " +
            Bundled("clean_pcmu") + " --json link.json --csv /dev/null && stat -c %a target.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(Read("target.json").starts_with('{'));
  EXPECT_NE(outcome.out.find("600\n"), std::string::npos);
  EXPECT_EQ(Shell("test -L link.json").exit_code, 0);
}

TEST_F(Outputs, FailOnAFullStandardOutput) {
  for (const char* command : {"params", "--help", "--version", "man"}) {
    EXPECT_EQ(Shell(std::string("$NETEQ ") + command + " > /dev/full").exit_code, 2) << command;
  }
  EXPECT_EQ(Shell("$NETEQ replay " + Bundled("clean_pcmu") + " --json - > /dev/full").exit_code, 2);
}

TEST_F(Outputs, GoToStandardOutputAsADash) {
  const CliOutcome csv = Neteq("replay " + Bundled("clean_pcmu") + " --csv -");
  EXPECT_TRUE(csv.out.starts_with("t_ms,operation")) << csv.out.substr(0, 80);
  EXPECT_EQ(csv.out.find("E-model"), std::string::npos);
  EXPECT_TRUE(Neteq("replay " + Bundled("clean_pcmu") + " --wav -").out.starts_with("RIFF"));
}

TEST_F(Outputs, ReadStandardInput) {
  for (const char* through : {"cat", "gzip -c", "zstd -qc"}) {
    const CliOutcome outcome =
        Shell(std::string(through) + " < " + Bundled("clean_pcmu") + " | $NETEQ replay - --json -");
    EXPECT_EQ(outcome.exit_code, 0) << through << ": " << outcome.err;
    EXPECT_TRUE(outcome.out.starts_with('{')) << through;
  }
  EXPECT_EQ(Shell("$NETEQ replay - < /dev/null").exit_code, 3);
}

TEST_F(Outputs, CompleteCommandsOptionsAndPresets) {
  const std::string complete =
      "source <($NETEQ completion bash)\n"
      "complete_words() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _neteq; "
      "echo \"${COMPREPLY[@]}\"; }\n";
  const auto completed = [&](const std::string& words) {
    return Shell(complete + "complete_words neteq " + words).out;
  };
  EXPECT_EQ(completed("rep"), "replay\n");
  EXPECT_EQ(completed("trace inf"), "info\n");
  EXPECT_EQ(completed("replay --nack"), "--nack-rtt\n");
  EXPECT_EQ(completed("trace info --str"), "--stream\n");
  EXPECT_EQ(completed("replay --preset web"), "webrtc_2023 webrtc_2024\n");
  EXPECT_EQ(completed("sweep --objective mos"), "mos_cq mos_lq\n");
  Write("call.pcap", "");
  EXPECT_EQ(completed("replay ca"), "call.pcap\n");
  EXPECT_TRUE(Neteq("completion zsh").out.starts_with("#compdef neteq"));
}

TEST_F(Outputs, HaveAManualPage) {
  const std::string page = Neteq("man").out;
  EXPECT_TRUE(page.starts_with(".TH NETEQ 1"));
  for (const char* part : {".SH NAME", ".SS neteq replay", ".SS neteq trace info", "\\-\\-preset",
                           ".SH EXIT STATUS"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(Neteq("-V").out, Neteq("--version").out);
}

TEST_F(Outputs, ListFilteredParameters) {
  const CliOutcome nack = Neteq("params NACK");
  EXPECT_NE(nack.out.find("nack.enabled"), std::string::npos);
  EXPECT_EQ(nack.out.find("seed ="), std::string::npos);
  ExpectError("params nonsense", 2, "no parameter");
}

TEST_F(Outputs, ExplainTheWorstConcealments) {
  const std::string mobile = Bundled("mobile");
  const CliOutcome text = Neteq("explain " + mobile + " --worst 3");
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find(" ms at 0:"), std::string::npos) << text.out;
  EXPECT_EQ(Neteq("explain " + mobile + " --at 0:12.34").out,
            Neteq("explain " + mobile + " --at 12.34").out);
  ExpectError("explain " + mobile + " --at 1:99", 2, "not a time");
  ExpectError("explain " + mobile, 2, "--at or --worst");
}

TEST_F(Outputs, TakeOneConfigurationEverywhere) {
  const std::string words = " --preset webrtc_2024 --set delay.min_delay_ms=60 ";
  Write("empty.json", "{}");
  const std::string trace = Bundled("clean_pcmu");
  for (const std::string& command :
       {"replay " + trace + words, "batch " + trace + words, "explain " + trace + words + " --at 1",
        "compare preset:default preset:webrtc_2024 " + trace + " --set delay.min_delay_ms=60",
        "sweep " + trace + words + " --grid delay.max_delay_ms=0,100",
        "batch " + trace + " --config empty.json,delay.min_delay_ms=60"}) {
    const CliOutcome outcome = Neteq(command);
    EXPECT_EQ(outcome.exit_code, 0) << command << ": " << outcome.err;
  }
  ExpectError("batch " + trace + " --preset nonsense", 2, "--preset");
  ExpectError("sweep " + trace + " --set nonsense=1 --grid delay.max_delay_ms=0,100", 2,
              "nonsense");
}

TEST_F(Outputs, ReplayAllStreams) {
  const CliOutcome outcome = Neteq("replay " + Bundled("mobile") + " --all --wav all.wav");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("MOS"), std::string::npos);
  EXPECT_TRUE(Read("all.wav").starts_with("RIFF"));
  EXPECT_NE(Neteq("replay " + Bundled("mobile") + " --all --json -").out.find("\"streams\""),
            std::string::npos);
  ExpectError("replay " + Bundled("mobile") + " --all --csv x.csv", 2, "--all");
}

}  // namespace
}  // namespace neteq::sim
