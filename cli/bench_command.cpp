#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "cli/bench_bundled.h"
#include "cli/bench_machine.h"
#include "cli/bench_musicgen.h"
#include "cli/bench_published.h"
#include "cli/command.h"
#include "cli/option_parsing.h"
#include "cli/weight_types.h"
#include "cli/weights_licence.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr int kCacheFrames = 1000;
constexpr double kSlower = 1.1;  // than before, to be called a regression
// What compare() looks at; less is better.
constexpr std::array<std::string_view, 4> kCompared{
    "ms_p50", "real_time_factor", "first_sound_ms", "speak_start_ms"};

struct Words {
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::string> only;
  std::string compare;
  std::string model;             // of a published family, instead of all that
  std::string weights = "int8";  // of it
  double seconds = 10;           // of sound that it makes
  bool libtorch = false;
  bool json = false;

  [[nodiscard]] bool wants(const std::string& part) const {
    return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
  }
};

nlohmann::json measure(const Words& words) {
  nlohmann::json report;
  report["machine"] = describe_machine();
  report["machine"]["threads"] = words.threads;
  const double one = read_bandwidth(1);
  const double all = words.threads == 1 ? one : read_bandwidth(words.threads);
  report["machine"]["read_gb_s_one_thread"] = one;
  report["machine"]["read_gb_s"] = all;
  if (!words.model.empty()) {
    const auto folder = use_published(words.model);
    if (!folder) {
      throw ConfigError("--model: " + words.model +
                        " is no folder of a published model; our own are measured without it.");
    }
    report["published"] = bench_published(
        *folder, parse_weight_type(words.weights, "--weights"), words.threads, words.seconds);
    return report;
  }
  if (words.wants("speech")) {
    report["speech"] = bench_speech();
    report["speech"]["speak_start_ms"] = speak_start_ms();
  }
  if (words.wants("music")) {
    report["music"] = bench_music();
  }
  if (words.wants("codec")) {
    report["codec"] = bench_codec();
  }
  if (words.wants("musicgen")) {
    for (const auto type : {models::WeightType::kI8, models::WeightType::kI4}) {
      const bool beside_libtorch = words.libtorch && type == models::WeightType::kI8;
      nlohmann::json steps = bench_musicgen(type, words.threads, kCacheFrames, beside_libtorch);
      steps["share_of_bandwidth"] = steps["gb_s"].get<double>() / all;
      const std::string name = "musicgen_small_" + steps["weights"].get<std::string>();
      report[name] = std::move(steps);
    }
  }
  return report;
}

void print_frames(const nlohmann::json& part, const std::string& name) {
  std::printf(
      "%-20s a frame takes p50 %.2f, p95 %.2f, p99 %.2f, longest %.2f ms: real-time "
      "factor %.3f\n",
      name.c_str(),
      part["ms_p50"].get<double>(),
      part["ms_p95"].get<double>(),
      part["ms_p99"].get<double>(),
      part["ms_max"].get<double>(),
      part["real_time_factor"].get<double>());
}

void print(const nlohmann::json& report) {
  const auto& machine = report["machine"];
  std::printf("%s, %d cores, %s; reads %.1f GB/s with one thread, %.1f with %d\n",
              machine["processor"].get<std::string>().c_str(),
              machine["cores"].get<int>(),
              machine["instruction_set"].get<std::string>().c_str(),
              machine["read_gb_s_one_thread"].get<double>(),
              machine["read_gb_s"].get<double>(),
              machine["threads"].get<int>());
  for (const char* name : {"speech", "music"}) {
    if (report.contains(name)) {
      const auto& part = report[name];
      print_frames(part, name);
      std::printf("%-20s reads %.1f MB of weights a frame; first sound after %.1f ms; %.0f MB\n",
                  "",
                  part["bytes"].get<double>() / 1e6,
                  part["first_sound_ms"].get<double>(),
                  part["resident_mb"].get<double>());
    }
  }
  if (report.contains("speech")) {
    std::printf("%-20s from the start of `melisma speak` to its first sample: %.0f ms\n",
                "",
                report["speech"]["speak_start_ms"].get<double>());
  }
  if (report.contains("published")) {
    const auto& part = report["published"];
    print_frames(part, part["weights"].get<std::string>());
    std::printf(
        "%-20s opened in %.1f s, text read in %.1f s, first sound %.0f ms after; EnCodec alone "
        "%.3f of one core; %.0f MB\n",
        "",
        part["open_seconds"].get<double>(),
        part["text_seconds"].get<double>(),
        part["first_sound_ms"].get<double>(),
        part["codec_real_time_factor"].get<double>(),
        part["resident_mb"].get<double>());
  }
  if (report.contains("codec")) {
    std::printf("%-20s encodes %.0f, decodes %.0f, both %.0f times as fast as real time\n",
                "codec",
                report["codec"]["encode_times"].get<double>(),
                report["codec"]["decode_times"].get<double>(),
                report["codec"]["both_times"].get<double>());
  }
  for (const char* name : {"musicgen_small_int8", "musicgen_small_int4"}) {
    if (report.contains(name)) {
      const auto& part = report[name];
      print_frames(part, name);
      std::printf(
          "%-20s guided, %d frames in the cache (%.1f ms when empty); reads %.0f MB a "
          "frame, %.1f GB/s, %.0f %% of what memory gives\n",
          "",
          part["cache_frames"].get<int>(),
          part["first_steps_ms"].get<double>(),
          part["bytes"].get<double>() / 1e6,
          part["gb_s"].get<double>(),
          100 * part["share_of_bandwidth"].get<double>());
      if (part.contains("libtorch_ms")) {
        const double libtorch = part["libtorch_ms"];
        std::printf("%-20s LibTorch takes %.0f ms: %.1f times as long\n",
                    "",
                    libtorch,
                    libtorch / part["ms_p50"].get<double>());
      }
    }
  }
}

/// Says what became slower than in `before`, a report of an earlier run; returns how much did.
int compare(const nlohmann::json& report, const nlohmann::json& before) {
  int slower = 0;
  for (const auto& [part, figures] : report.items()) {
    for (const std::string_view key : kCompared) {
      const std::string name(key);
      if (!figures.contains(name) || !before.contains(part) || !before[part].contains(name)) {
        continue;
      }
      const double now = figures[name];
      const double then = before[part][name];
      if (now > kSlower * then) {
        std::fprintf(stderr,
                     "%s %s: %.3g, was %.3g (%+.0f %%)\n",
                     part.c_str(),
                     name.c_str(),
                     now,
                     then,
                     100 * (now / then - 1));
        ++slower;
      }
    }
  }
  return slower;
}

nlohmann::json read_report(const std::string& path) {
  std::ifstream stream(path);
  const auto report = nlohmann::json::parse(stream, nullptr, false);
  if (!report.is_object()) {
    throw InputError("--compare: " + path +
                     " is no report. Write one with: melisma bench --json > FILE");
  }
  return report;
}

}  // namespace

int run_bench(Arguments arguments) {
  Words words;
  CommandLine line(
      "melisma bench [OPTIONS]\n"
      "  melisma bench --json > before.json\n"
      "  melisma bench --compare before.json\n"
      "  melisma bench --model FOLDER --weights int4\n\n"
      "Measures the bundled models on one thread, and a model of MusicGen-small's shape with\n"
      "random weights on all cores. Nothing else should run meanwhile.",
      "bench");
  line.options.add_options()("threads", with_default(words.threads), "for the large model")(
      "only", po::value(&words.only)->multitoken(), "some of: speech music codec musicgen")(
      "compare",
      po::value(&words.compare),
      "report of an earlier run: say what became more "
      "than a tenth slower, and end with exit code 1")(
      "libtorch",
      po::bool_switch(&words.libtorch),
      "also the large model in LibTorch, in float32 (takes 3 GB of memory)")(
      "model", po::value(&words.model), "only a MusicGen checkpoint (a folder), text to sound")(
      "weights", with_default(words.weights), "of it: f32, f16, int8 or int4")(
      "seconds", with_default(words.seconds), "of sound that it makes")(
      "json", po::bool_switch(&words.json), "machine-readable output");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  constexpr std::array<std::string_view, 4> kParts{"speech", "music", "codec", "musicgen"};
  for (const std::string& part : words.only) {
    if (std::find(kParts.begin(), kParts.end(), part) == kParts.end()) {
      throw ConfigError("--only: found " + part + ", wanted speech, music, codec or musicgen.");
    }
  }
  const nlohmann::json before =
      words.compare.empty() ? nlohmann::json() : read_report(words.compare);
  const nlohmann::json report = measure(words);
  if (words.json) {
    std::cout << report.dump(2) << '\n';
  } else {
    print(report);
  }
  return before.is_null() || compare(report, before) == 0 ? static_cast<int>(ExitCode::kDone)
                                                          : static_cast<int>(ExitCode::kFailure);
}

}  // namespace melisma::cli
