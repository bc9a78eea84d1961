#include "cli/bench_bundled.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "audio/error.h"
#include "cli/bench_steps.h"
#include "cli/music_models.h"
#include "cli/sample_material.h"
#include "cli/speech_models.h"
#include "cli/text_input.h"
#include "models/checkpoint/safetensors.h"
#include "models/model_store.h"
#include "synth/frame_pipeline.h"
#include "synth/music_session.h"
#include "synth/speech_session.h"

namespace melisma::cli {
namespace {

constexpr int kStarts = 5;
constexpr double kCodecSeconds = 10;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Bytes of the matrices of a model file that every frame reads; tables are only looked up.
double weights_a_frame(const std::string& name) {
  const models::SafetensorsFile file(models::find_model(name));
  double bytes = 0;
  for (const auto& [tensor, view] : file.tensors()) {
    const bool table = tensor.starts_with("codes.") || tensor.starts_with("depth_codes.") ||
                       tensor.starts_with("features.table") || tensor.starts_with("text.");
    bytes += table ? 0 : static_cast<double>(view.bytes.size());
  }
  return bytes;
}

nlohmann::json measured(synth::FrameSource& source, const FrameModel& model) {
  const std::atomic<bool> stop{false};
  const auto report = synth::run_pipeline(
      source, *model.codec, [](std::span<const float> /*samples*/) { return true; }, stop);
  return {{"ms_p50", report.frame_times.median_ms},
          {"ms_p95", report.frame_times.p95_ms},
          {"ms_p99", report.frame_times.p99_ms},
          {"ms_max", report.frame_times.max_ms},
          {"real_time_factor", report.real_time_factor()},
          {"first_sound_ms", 1e3 * report.first_sound_seconds},
          {"bytes", weights_a_frame(model.named.name)},
          {"resident_mb", resident_mb()}};
}

}  // namespace

nlohmann::json bench_speech() {
  const SpeechModel speech = open_speech_model("", "");
  WholeText text(kSampleText, "the text");
  synth::SpeechRequest request;
  request.silence = synth::silent_codes(*speech.codec);
  request.sentences = [&text] { return text.next(); };
  synth::SpeechSession session(speech.model(), *speech.durations, std::move(request));
  return measured(session, speech);
}

nlohmann::json bench_music() {
  const MusicModel music = open_music_model("");
  synth::MusicRequest request;
  request.score = std::make_shared<const models::ScoreTimeline>(sample_score(), music.frame_rate());
  request.frames = synth::music_frames(*request.score);
  request.draw.sampling = synth::kMusicSampling;
  synth::MusicSession session(music.model(), std::move(request));
  return measured(session, music);
}

double speak_start_ms() {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  std::vector<double> seconds;
  for (int start = 0; start < kStarts; ++start) {
    std::array<int, 2> pipe_ends{};
    if (::pipe(pipe_ends.data()) != 0) {
      throw Error("bench: cannot open a pipe.");
    }
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(pipe_ends[1], STDOUT_FILENO);
      ::close(pipe_ends[0]);
      ::close(pipe_ends[1]);
      ::execl(program.c_str(),
              program.c_str(),
              "speak",
              "Hello there.",
              "-o",
              "-",
              "--format",
              "raw",
              "--quiet",
              nullptr);
      ::_exit(127);
    }
    ::close(pipe_ends[1]);
    std::array<char, 4096> bytes;
    const bool sounded = child > 0 && ::read(pipe_ends[0], bytes.data(), bytes.size()) > 0;
    seconds.push_back(seconds_since(begin));
    while (sounded && ::read(pipe_ends[0], bytes.data(), bytes.size()) > 0) {
    }
    ::close(pipe_ends[0]);
    int status = 0;
    if (child > 0) {
      ::waitpid(child, &status, 0);
    }
    if (!sounded || status != 0) {
      throw Error("bench: " + program + " speak did not work when started from here.");
    }
  }
  std::sort(seconds.begin(), seconds.end());
  return 1e3 * seconds[seconds.size() / 2];
}

nlohmann::json bench_codec() {
  const auto codec = codec::open_codec(models::find_model("codec-music").string());
  const int rate = codec->info().sample_rate;
  std::vector<float> samples(static_cast<std::size_t>(kCodecSeconds * rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double time = static_cast<double>(i) / rate;
    samples[i] = static_cast<float>(0.2 * std::sin(2 * std::numbers::pi * 220 * time) +
                                    0.1 * std::sin(2 * std::numbers::pi * 1760 * time * time));
  }
  auto begin = std::chrono::steady_clock::now();
  const auto codes = codec::encode_all(*codec, samples);
  const double encode = seconds_since(begin);
  begin = std::chrono::steady_clock::now();
  codec::decode_all(*codec, codes, codec->info().codebooks);
  const double decode = seconds_since(begin);
  return {{"encode_times", kCodecSeconds / encode},
          {"decode_times", kCodecSeconds / decode},
          {"both_times", kCodecSeconds / (encode + decode)}};
}

}  // namespace melisma::cli
