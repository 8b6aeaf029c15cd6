// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "neteq/config.h"
#include "neteq/version.h"
#include "simulator/cli/commands.h"
#include "simulator/replay/report_schema.h"
#include "simulator/study/run_metrics.h"

namespace neteq::sim::cli {
namespace {

using Command = const CLI::App*;

std::vector<Command> CommandsOf(Command parent) {
  return parent->get_subcommands(
      [](const CLI::App* command) { return !command->get_name().empty(); });
}

/// "trace info"; empty for the program.
std::string WordsOf(Command command) {
  if (command->get_parent() == nullptr) return {};
  const std::string before = WordsOf(command->get_parent());
  return before.empty() ? command->get_name() : before + ' ' + command->get_name();
}

/// "--pt --sdp", and "-V" for the program.
std::vector<std::string> OptionNames(Command command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command->get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// Calls `visit` for the program and all its commands.
template <class Visit>
void ForEachCommand(Command command, const Visit& visit) {
  visit(command);
  for (const Command inner : CommandsOf(command)) ForEachCommand(inner, visit);
}

std::string NamesOfPresets() {
  std::vector<std::string> names;
  for (const Preset& preset : Presets()) names.emplace_back(preset.name);
  return Joined(names);
}

std::string NamesOfMetrics() {
  std::vector<std::string> names;
  for (const Metric& metric : Metrics()) names.emplace_back(metric.name);
  return Joined(names);
}

/// One `case` line per command: the words that may follow it.
std::string Cases(Command program) {
  std::string text;
  ForEachCommand(program, [&](Command command) {
    std::vector<std::string> words = OptionNames(command);
    for (const Command inner : CommandsOf(command)) words.push_back(inner->get_name());
    text += "    '" + WordsOf(command) + "') words='" + Joined(words) + "' ;;\n";
  });
  return text;
}

/// All names of commands, to tell them from arguments.
std::string Choices(Command program) {
  std::string text;
  ForEachCommand(program, [&](Command command) {
    const std::string words = WordsOf(command);
    if (!words.empty()) text += (text.empty() ? "'" : "|'") + words + '\'';
  });
  return text;
}

std::string BashCompletion(Command program) {
  return "# bash completion of neteq " NETEQ_VERSION
         ": source it, or copy it to /usr/share/bash-completion/completions/neteq.\n"
         "_neteq() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local command='' words='' i next\n"
         "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         "    next=\"${command:+$command }${COMP_WORDS[i]}\"\n"
         "    case $next in\n"
         "    " +
         Choices(program) +
         ") command=$next ;;\n"
         "    esac\n"
         "  done\n"
         "  case $previous in\n"
         "    --preset) COMPREPLY=($(compgen -W '" +
         NamesOfPresets() +
         "' -- \"$current\")); return ;;\n"
         "    --objective) COMPREPLY=($(compgen -W '" +
         NamesOfMetrics() +
         "' -- \"$current\")); return ;;\n"
         "  esac\n"
         "  case $command in\n" +
         Cases(program) +
         "  esac\n"
         "  if [[ $current == -* || $command == '' || $command == trace ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _neteq neteq\n";
}

/// zsh runs the completion of bash.
std::string ZshCompletion(Command program) {
  return "#compdef neteq\nautoload -U +X bashcompinit && bashcompinit\n" + BashCompletion(program);
}

/// Text of a man page: a leading dot or quote would be a request, and backslashes escape.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string ManCommand(Command command) {
  std::string text =
      ".SS neteq " + Escaped(WordsOf(command)) + '\n' + Escaped(command->get_description()) + '\n';
  for (const CLI::Option* option : command->get_options()) {
    if (option->get_description().empty()) continue;
    text += ".TP\n.B " + Escaped(option->get_name(option->get_positional(), true)) + ' ' +
            Escaped(option->get_type_name()) + '\n' + Escaped(option->get_description()) + '\n';
  }
  return text;
}

std::string ManPage(Command program) {
  std::string text = ".TH NETEQ 1 \"\" \"neteq " NETEQ_VERSION "\" \"User Commands\"\n" +
                     std::string(
                         ".SH NAME\nneteq \\- replays RTP packet traces through a jitter "
                         "buffer\n.SH SYNOPSIS\n.B neteq\n.I COMMAND\n[\\fIOPTION\\fR...]\n"
                         ".SH DESCRIPTION\n") +
                     Escaped(program->get_description()) + "\n.SH COMMANDS\n";
  ForEachCommand(program, [&](Command command) {
    if (command != program) text += ManCommand(command);
  });
  return text + ".SH EXIT STATUS\n" + Escaped(program->get_footer()) + '\n';
}

}  // namespace

void AddManualCommands(CLI::App& app, Status&) {
  CLI::App* completion =
      app.add_subcommand("completion", "Print a script that completes commands and options.");
  completion->require_subcommand(1);
  completion->add_subcommand("bash", "For bash: source <(neteq completion bash)")->callback([&app] {
    std::cout << BashCompletion(&app);
  });
  completion->add_subcommand("zsh", "For zsh: source <(neteq completion zsh)")->callback([&app] {
    std::cout << ZshCompletion(&app);
  });
  app.add_subcommand("schema", "Print the JSON Schema of the report of `neteq replay --json`.")
      ->callback([] { std::cout << ReportSchema(); });
  app.add_subcommand("man", "Print the manual page: neteq man | man -l -")->callback([&app] {
    std::cout << ManPage(&app);
  });
}

}  // namespace neteq::sim::cli
