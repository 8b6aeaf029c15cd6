// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/replay_all.h"

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "neteq/version.h"
#include "simulator/cli/notice.h"
#include "simulator/replay/replay.h"
#include "simulator/replay/report.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/columns.h"
#include "simulator/support/file_io.h"
#include "simulator/support/seconds.h"
#include "simulator/support/text.h"
#include "simulator/trace/all_streams.h"

namespace neteq::sim::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxChannels = 8;  // of a WAV file that other programs open

/// A stream that was played.
struct Played {
  Stream stream;
  Config config;
  ReplayResult result;
  std::vector<int16_t> sound;  // first channel; empty without --wav
};

std::vector<Played> PlayableOf(const std::string& input, const Trace& trace,
                               const PayloadTypes& types, const Config& config, bool is_heard) {
  std::vector<Played> played;
  int rate_hz = 0;
  for (Stream& stream : SelectAllStreams(trace, types)) {
    if (const Status status = CheckPlayable(stream, types); !status.ok()) {
      PrintWarnings(input, {"SSRC " + FormatHex(stream.ssrc) + " skipped: " + status.detail()});
      continue;
    }
    PrintWarnings(input, stream.notes);
    const Config fixed = WithOutputFormat(stream, config);
    rate_hz = std::max(rate_hz, fixed.output_rate_hz);
    played.push_back({std::move(stream), fixed, {}, {}});
  }
  // The channels of one file have one rate.
  for (Played& one : played) {
    if (is_heard) one.config.output_rate_hz = rate_hz;
  }
  return played;
}

Status Play(const PayloadTypes& types, bool is_heard, Played& one) {
  const ReplayObserver observer{.on_tick =
                                    [&](const TickRecord& tick) {
                                      if (!is_heard) return;
                                      const auto channels =
                                          static_cast<size_t>(tick.report.channels);
                                      for (size_t i = 0; i < tick.audio.size(); i += channels) {
                                        one.sound.push_back(tick.audio[i]);
                                      }
                                    },
                                .on_timing_pass = [](int) {}};
  auto result = Replay(one.stream, types, one.config, 0, observer);
  if (!result.ok()) return result.status();
  one.result = std::move(*result);
  return {};
}

std::string Table(const PayloadTypes& types, const std::vector<Played>& played) {
  std::vector<std::vector<std::string>> rows = {{"stream", "begin", "length", "codec", "packets",
                                                 "lost", "delay ms", "concealed %", "interruptions",
                                                 "MOS"}};
  for (const Played& one : played) {
    const auto& packets = one.stream.packets;
    const ReplayResult& result = one.result;
    const Timestamp begin = packets.front().arrival;
    rows.push_back(
        {FormatHex(one.stream.ssrc) + (one.stream.path.empty() ? "" : ' ' + one.stream.path),
         FormatTime(ToMs(begin.time_since_epoch()) / 1000.0),
         FormatTime(ToMs(packets.back().arrival - begin) / 1000.0),
         types.Label(packets.front().rtp.payload_type), std::to_string(packets.size()),
         std::to_string(result.packets.network.lost),
         FormatFixed(result.ticks.playout_delay_ms.mean, 1),
         FormatFixed(Derive(result).concealed_pct, 2),
         std::to_string(result.lifetime_in_stream.interruption_count),
         result.e_model ? FormatFixed(result.e_model->mos_cq, 2) : "none"});
  }
  return AlignColumns(rows);
}

std::string AllJson(const std::string& input, const std::string& preset, const Trace& trace,
                    const PayloadTypes& types, const std::vector<Played>& played) {
  Json streams = Json::array();
  for (const Played& one : played) {
    const ReplayReport report{input, preset, NETEQ_VERSION, one.config,
                              trace, types,  one.stream,    one.result};
    Json json = Json::parse(JsonReport(report));
    json["ssrc"] = FormatHex(one.stream.ssrc);
    json["path"] = one.stream.path;
    streams.push_back(std::move(json));
  }
  const Json json = {
      {"tool", "neteq"}, {"version", NETEQ_VERSION}, {"input", input}, {"streams", streams}};
  return json.dump(2) + '\n';
}

/// Writes one channel per stream, on the common time of their arrivals.
Status WriteSound(const std::string& path, const std::vector<Played>& played) {
  if (played.size() > kMaxChannels) {
    return {StatusCode::kInvalidArgument,
            "--wav: " + std::to_string(played.size()) + " streams; a file has at most 8 channels"};
  }
  const SampleRate rate(played.front().config.output_rate_hz);
  const Timestamp begin = played.front().stream.packets.front().arrival;
  std::vector<size_t> offsets;
  size_t length = 0;
  for (const Played& one : played) {
    offsets.push_back(
        static_cast<size_t>(rate.Samples(one.stream.packets.front().arrival - begin)));
    length = std::max(length, offsets.back() + one.sound.size());
  }
  auto wav = WavWriter::Open(path, rate, static_cast<int>(played.size()));
  if (!wav.ok()) return wav.status();
  std::vector<int16_t> frame(played.size());
  for (size_t at = 0; at < length; ++at) {
    for (size_t c = 0; c < played.size(); ++c) {
      const bool is_inside = at >= offsets[c] && at - offsets[c] < played[c].sound.size();
      frame[c] = is_inside ? played[c].sound[at - offsets[c]] : int16_t{0};
    }
    wav->Write(frame);
  }
  return wav->Close();
}

}  // namespace

Status ReplayAll(const std::string& input, const std::string& preset, const Trace& trace,
                 const PayloadTypes& types, const Config& config, const AllOutputs& outputs) {
  const bool is_heard = !outputs.wav.empty();
  std::vector<Played> played = PlayableOf(input, trace, types, config, is_heard);
  if (played.empty()) {
    return {StatusCode::kUnreadable, input + ": no stream can be played; name codecs with --pt"};
  }
  for (Played& one : played) {
    if (Status status = Play(types, is_heard, one); !status.ok()) return status;
  }
  if (is_heard) {
    if (Status status = WriteSound(outputs.wav, played); !status.ok()) return status;
  }
  if (outputs.json != "-" && outputs.wav != "-") std::cout << Table(types, played);
  if (outputs.json.empty()) return {};
  const std::string json = AllJson(input, preset, trace, types, played);
  if (outputs.json != "-") return WriteFile(outputs.json, json);
  std::cout << json;
  return {};
}

}  // namespace neteq::sim::cli
