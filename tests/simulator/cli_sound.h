// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>

#include "simulator/support/audio_file.h"

namespace neteq::sim {

using Outcome = CliOutcome;

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Fixture with sounds and traces.
class Cli : public CliFixture {
 protected:
  /// Writes a WAV file with 1 s of silence.
  void WriteSilence(const std::string& name, int channels) const {
    auto wav = WavWriter::Open(folder() / name, SampleRate(22050), channels);
    ASSERT_TRUE(wav.ok());
    wav->Write(std::vector<int16_t>(22050U * static_cast<size_t>(channels)));
    ASSERT_TRUE(wav->Close().ok());
  }

  static std::string BundledTrace(const std::string& name) {
    return "'" NETEQ_SOURCE_DIR "/traces/" + name + ".rtpdump'";
  }
};

}  // namespace neteq::sim
