// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "neteq/version.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/config_options.h"
#include "simulator/cli/notice.h"
#include "simulator/cli/progress.h"
#include "simulator/cli/replay_all.h"
#include "simulator/cli/trace_options.h"
#include "simulator/html/replay_page.h"
#include "simulator/replay/npz_recorder.h"
#include "simulator/replay/recorder.h"
#include "simulator/replay/reference.h"
#include "simulator/replay/replay.h"
#include "simulator/replay/report.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/file_io.h"
#include "simulator/trace/network_profile.h"

namespace neteq::sim::cli {
namespace {

constexpr std::string_view kStandardOutput = "-";

struct Options {
  std::string trace;
  std::string json;
  std::string csv;
  std::string npz;
  std::string wav;
  PayloadTypeWords payload_types;
  InputOptions input;
  std::string audio;
  std::string reference;
  std::string page;
  std::string network;
  double nack_rtt_ms = -1.0;  // negative: no retransmissions
  int rate_hz = 0;
  ConfigWords config;
  int repeat = 0;
  bool plays_all = false;
};

/// --nack-rtt enables requests, unless --set forbids them.
Result<Config> MakeReplayConfig(const Options& options) {
  ConfigWords words = options.config;
  if (options.nack_rtt_ms >= 0.0) {
    words.assignments.insert(words.assignments.begin(), "nack.enabled=true");
  }
  auto config = MakeConfig(words);
  if (config.ok() && options.rate_hz != 0) config->output_rate_hz = options.rate_hz;
  return config;
}

/// Loads the trace, adapts the payload types to it and applies --replace-audio.
Result<Trace> LoadSound(const Options& options, PayloadTypes& types) {
  auto trace = LoadTrace(options.trace, options.input);
  if (!trace.ok()) return trace;
  Recognise(options.trace, *trace, !options.audio.empty(), types);
  if (!options.audio.empty()) return WithAudio(*trace, types, options.input.ssrc, options.audio);
  return trace;
}

Result<Stream> ChooseStream(const Options& options, const Trace& trace, const PayloadTypes& types) {
  const auto ssrc = ParseSsrc(options.input.ssrc);
  if (!ssrc.ok()) return ssrc.status();
  auto stream = SelectStream(trace, types, *ssrc);
  if (!stream.ok()) {
    return Status(stream.status().code(), options.trace + ": " + stream.status().detail());
  }
  if (Status status = CheckPlayable(*stream, types); !status.ok()) {
    return Status(StatusCode::kUnreadable, options.trace + ": " + status.detail());
  }
  PrintWarnings(options.trace, stream->notes);
  return stream;
}

/// Adds the network between capture and receiver, and the return path for requests.
Status AddNetwork(const Options& options, Stream& stream) {
  ReturnPath path{.rtt = FromMs(options.nack_rtt_ms)};
  if (!options.network.empty()) {
    const auto network = ReadNetworkProfile(options.network);
    if (!network.ok()) return network.status();
    path.sent = stream.packets;
    // Retransmissions use the next entries of a list. A link only serves the original packets.
    path.network = network->kind == NetworkKind::kOpportunities
                       ? TransitTimes(*network, stream.packets)
                       : network->delays;
    if (Status status = ApplyNetwork(path.network, stream); !status.ok()) return status;
  }
  if (options.nack_rtt_ms >= 0.0) stream.return_path = std::move(path);
  return {};
}

/// The clean signal of --reference and the output to compare with it.
class Reference {
 public:
  /// `sent` is the stream before --network.
  Status Open(const std::string& path, const Stream& sent) {
    if (path.empty()) return {};
    auto clean = ReadAudioFile(path);
    if (!clean.ok()) return clean.status();
    clean_ = std::move(*clean);
    time_.emplace(sent);
    return {};
  }

  void OnTick(const TickRecord& tick) {
    if (clean_) meter_.OnTick(tick);
  }

  /// Does nothing without a clean signal.
  Status Compare(const std::string& path, const Stream& received,
                 std::optional<QualityReport>& quality) const {
    if (!clean_) return {};
    auto compared = meter_.Compare(*clean_, time_->Begin(received));
    if (!compared.ok()) {
      return Status(compared.status().code(),
                    "--reference: " + path + ": " + compared.status().detail());
    }
    quality = std::move(*compared);
    return {};
  }

 private:
  std::optional<AudioFile> clean_;
  std::optional<SpeakingTime> time_;
  ReferenceMeter meter_;
};

/// Output files that are written tick by tick.
class Outputs {
 public:
  Status Open(const Options& options, const Config& config) {
    if (!options.csv.empty()) {
      auto csv = CsvRecorder::Open(options.csv);
      if (!csv.ok()) return csv.status();
      csv_ = std::move(*csv);
    }
    if (!options.npz.empty()) npz_.emplace(options.npz);
    if (!options.page.empty()) page_.emplace();
    if (!options.wav.empty()) {
      auto wav =
          WavWriter::Open(options.wav, SampleRate(config.output_rate_hz), config.output_channels);
      if (!wav.ok()) return wav.status();
      wav_ = std::move(*wav);
    }
    return {};
  }

  void Write(const TickRecord& tick) {
    if (csv_) csv_->Write(tick);
    if (npz_) npz_->Write(tick);
    if (page_) page_->OnTick(tick);
    if (wav_) wav_->Write(tick.audio);
  }

  Status Close() {
    Status csv = csv_ ? csv_->Close() : Status();
    const Status npz = npz_ ? npz_->Close() : Status();
    const Status wav = wav_ ? wav_->Close() : Status();
    if (!csv.ok()) return csv;
    return npz.ok() ? wav : npz;
  }

  Status WritePage(const std::string& path, const ReplayReport& report) const {
    return page_ ? WriteReplayPage(path, report, *page_) : Status();
  }

 private:
  std::optional<CsvRecorder> csv_;
  std::optional<NpzRecorder> npz_;
  std::optional<ReplayPageRecorder> page_;
  std::optional<WavWriter> wav_;
};

/// Replays with a progress bar.
Result<ReplayResult> ReplayWatched(const Stream& stream, const PayloadTypes& types,
                                   const Config& config, int repeat,
                                   const std::function<void(const TickRecord&)>& on_tick) {
  const Timestamp start = stream.packets.front().arrival;
  const double length_ms = ToMs(stream.packets.back().arrival - start) + 1000.0;
  const double passes = 1.0 + repeat;
  Progress progress;
  const ReplayObserver observer{
      .on_tick =
          [&](const TickRecord& tick) {
            on_tick(tick);
            progress.Update(ToMs(tick.time - start) / length_ms / passes);
          },
      .on_timing_pass = [&](int done) { progress.Update((1.0 + done) / passes); }};
  return Replay(stream, types, config, repeat, observer);
}

Status WriteReports(const Options& options, const ReplayReport& report) {
  if (options.json == kStandardOutput) {
    std::cout << JsonReport(report);
    return {};
  }
  if (!options.json.empty()) {
    if (Status status = WriteFile(options.json, JsonReport(report)); !status.ok()) return status;
  }
  const auto outputs = {options.csv, options.npz, options.wav, options.page};
  const bool is_taken = std::find(outputs.begin(), outputs.end(), kStandardOutput) != outputs.end();
  if (!is_taken) std::cout << TextReport(report);
  return {};
}

/// Closes the outputs, compares with the clean signal if there is one, and writes the page and the
/// reports.
Status WriteResults(const Options& options, Reference& reference, const Stream& stream,
                    Outputs& outputs, ReplayReport& report) {
  if (Status status = outputs.Close(); !status.ok()) return status;
  if (Status status = reference.Compare(options.reference, stream, report.quality); !status.ok()) {
    return status;
  }
  if (Status status = outputs.WritePage(options.page, report); !status.ok()) return status;
  return WriteReports(options, report);
}

Status Run(const Options& options) {
  auto config = MakeReplayConfig(options);
  if (!config.ok()) return config.status();
  auto types = MakePayloadTypes(options.payload_types);
  if (!types.ok()) return types.status();
  const auto trace = LoadSound(options, *types);
  if (!trace.ok()) return trace.status();
  if (options.plays_all) {
    return ReplayAll(options.trace, std::string(CurrentName(options.config.preset)), *trace, *types,
                     *config, {.json = options.json, .wav = options.wav});
  }
  auto stream = ChooseStream(options, *trace, *types);
  if (!stream.ok()) return stream.status();
  Reference reference;
  if (Status status = reference.Open(options.reference, *stream); !status.ok()) return status;
  if (Status status = AddNetwork(options, *stream); !status.ok()) return status;

  *config = WithOutputFormat(*stream, *config);
  if (Status status = CheckConfig(*config); !status.ok()) return status;
  Outputs outputs;
  if (Status status = outputs.Open(options, *config); !status.ok()) return status;
  const auto result =
      ReplayWatched(*stream, *types, *config, options.repeat, [&](const TickRecord& tick) {
        outputs.Write(tick);
        reference.OnTick(tick);
      });
  if (!result.ok()) return result.status();
  ReplayReport report{options.trace, std::string(CurrentName(options.config.preset)),
                      NETEQ_VERSION, *config,
                      *trace,        *types,
                      *stream,       *result};
  return WriteResults(options, reference, *stream, outputs, report);
}

void AddOutputOptions(CLI::App& command, Options& options) {
  command
      .add_option("--json", options.json,
                  "Write the report as JSON. '-' prints the JSON instead of the text.")
      ->type_name("FILE");
  command.add_option("--csv", options.csv, "Write one CSV row per tick.")->type_name("FILE");
  command
      .add_option("--npz", options.npz,
                  "Write all values of every tick as NumPy arrays, including the components of the "
                  "target delay, packet waiting times and the packets that were played.")
      ->type_name("FILE");
  AddReportOption(command, options.page);
  command.add_option("--wav", options.wav, "Write the output as 16-bit PCM.")->type_name("FILE");
  command
      .add_option("--rate", options.rate_hz,
                  "Output sample rate in Hz. Default: the decoder's rate.")
      ->type_name("HZ")
      ->check(CLI::IsMember({8000, 16000, 32000, 44100, 48000}));
  command
      .add_option("--repeat", options.repeat,
                  "Replay N more times and measure the time of each call. Default: 0.")
      ->type_name("N")
      ->check(CLI::Range(0, 10'000));
}

void AddNetworkOptions(CLI::App& command, Options& options) {
  command
      .add_option(
          "--network", options.network,
          "Send a lossless capture through a network: a file of delays (one line per packet, "
          "ms; 'lost' or -1), losses (0 or 1 per packet) or delivery opportunities "
          "(Mahimahi).")
      ->type_name("FILE");
  command
      .add_option(
          "--nack-rtt", options.nack_rtt_ms,
          "Request missing packets (turns on nack.enabled) over this round trip from a sender "
          "that retransmits packets lost by --network. Retransmissions use the next entries of "
          "its list. Without --network no retransmission arrives.")
      ->type_name("MS")
      ->check(CLI::Range(0.0, 10'000.0));
}

}  // namespace

void AddReplayCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("replay", "Replay a packet trace and report the result.");
  command->add_option("trace", options->trace, kTraceHelp)->type_name("FILE")->required();
  AddOutputOptions(*command, *options);
  AddPayloadTypeOption(*command, options->payload_types);
  AddInputOptions(*command, options->input);
  AddReplacementOption(*command, options->audio);
  command
      ->add_option("--reference", options->reference,
                   "Compare the output with this clean signal, which the stream carries from its "
                   "first packet: intelligibility, spectral distance, signal-to-noise ratio and "
                   "mouth-to-ear delay.")
      ->type_name("FILE");
  AddNetworkOptions(*command, *options);
  CLI::Option* all = command->add_flag(
      "--all", options->plays_all,
      "Replay every stream of the trace and print one row per stream; --json holds all reports, "
      "--wav one channel per stream.");
  for (const char* name : {"--csv", "--npz", "--report", "--reference", "--network", "--nack-rtt",
                           "--repeat", "--replace-audio"}) {
    all->excludes(command->get_option(name));
  }
  AddConfigOptions(*command, options->config);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
