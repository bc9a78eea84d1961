#include "cli/compose_published.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "audio/error.h"
#include "audio/sound_file.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/sound_warnings.h"
#include "cli/weight_types.h"
#include "codec/encodec/encodec_codec.h"
#include "codec/sound_coding.h"
#include "models/published/musicgen.h"
#include "synth/delay_generation.h"

namespace melisma::cli {

namespace fs = std::filesystem;

namespace {

constexpr double kDefaultSeconds = 30;

void refuse(bool given, const std::string& option, const std::string& instead) {
  if (given) {
    throw ConfigError(option + " is for our own models; " + instead);
  }
}

void check_published(ComposeOptions& options) {
  settle(options.generation);
  const std::string in_words = "say it in the text.";
  refuse(!options.midi.empty(), "--midi", "a tune for MusicGen is --melody FILE.");
  refuse(!options.midi_out.empty(), "--midi-out", "MusicGen makes no score.");
  refuse(options.tempo_bpm.has_value(), "--tempo", in_words);
  refuse(!options.key.empty(), "--key", in_words);
  refuse(!options.metre.empty(), "--meter", in_words);
  refuse(!options.planner.empty(), "--planner", "MusicGen makes no score.");
  refuse(!options.arrangement.instruments.empty(), "--instruments", in_words);
  refuse(options.arrangement.drums || options.arrangement.no_drums, "--drums", in_words);
  refuse(options.arrangement.loop, "--loop", "MusicGen keeps no bars.");
  if (options.prompts.empty()) {
    throw InputError("found no text, wanted words such as \"80s synth pop\".");
  }
  if (options.prompts.size() > 1 && (options.output.path.empty() || options.output.path == "-")) {
    throw ConfigError("several texts need -o FILE: FILE-1, FILE-2 ... are written.");
  }
  const auto duration = options.arrangement.duration_s;
  if (duration && !(*duration > 0 && *duration <= 3600)) {
    throw ConfigError("--duration is " + std::to_string(*duration) + " s; wanted up to 3600.");
  }
}

/// One frame source over a generation of several sequences that is complete.
class GeneratedFrames final : public synth::FrameSource {
 public:
  GeneratedFrames(const synth::DelayGeneration& generation, std::size_t sequence)
      : generation_(generation), sequence_(sequence) {}

  bool next(std::span<std::int32_t> codes) override {
    if (next_ >= expected_frames()) {
      return false;
    }
    const auto frame = generation_.frame(sequence_, next_++);
    std::copy(frame.begin(), frame.end(), codes.begin());
    return true;
  }
  [[nodiscard]] std::int64_t expected_frames() const override { return generation_.complete(); }

 private:
  const synth::DelayGeneration& generation_;
  std::size_t sequence_;
  std::int64_t next_ = 0;
};

/// "song.wav", 2 -> "song-2.wav".
std::string numbered(const std::string& path, std::size_t number) {
  const fs::path whole(path);
  return (whole.parent_path() /
          (whole.stem().string() + "-" + std::to_string(number) + whole.extension().string()))
      .string();
}

models::Musicgen open_music(const PublishedOptions& options, const fs::path& folder) {
  const auto type = parse_weight_type(options.weights, "--weights");
  if (options.engine == "native") {
    return {folder, type};
  }
  if (options.engine == "libtorch" || options.engine == "cuda") {
    return {folder, options.engine == "cuda" ? "cuda" : "cpu"};
  }
  throw ConfigError("--engine is \"" + options.engine + "\", wanted native, libtorch or cuda.");
}

class PublishedComposition {
 public:
  PublishedComposition(const ComposeOptions& options, const fs::path& folder)
      : options_(options),
        folder_(folder),
        music_(open_music(options.published, folder)),
        pool_(options.generation.threads > 1
                  ? std::make_shared<models::ThreadPool>(options.generation.threads)
                  : nullptr),
        codec_(
            music_.audio_tensors(),
            music_.config().audio,
            music_.config().decoder.channels,
            models::WeightType::kF16,
            options.continued.empty() ? codec::EncodecParts::kDecoder : codec::EncodecParts::kBoth,
            pool_) {}

  int run();

 private:
  [[nodiscard]] std::int64_t frames_in(double seconds) const {
    return std::llround(seconds * codec_.info().frame_rate());
  }
  [[nodiscard]] std::vector<int> tune() const;
  [[nodiscard]] std::vector<synth::DelayConditions> conditions() const;
  [[nodiscard]] synth::DelayRequest request() const;
  [[nodiscard]] std::int64_t frames_to_make(std::size_t prompt_codes) const;
  [[nodiscard]] nlohmann::json settings(const std::string& prompt) const;
  [[nodiscard]] AudioOutput output(const std::string& prompt, const std::string& path) const;
  int run_several(synth::DelayRequest request) const;

  const ComposeOptions& options_;
  fs::path folder_;
  models::Musicgen music_;
  std::shared_ptr<models::ThreadPool> pool_;
  codec::EncodecCodec codec_;
};

/// The pitch classes of the tune to follow; none: {0}.
std::vector<int> PublishedComposition::tune() const {
  const std::string& path = options_.published.melody;
  if (path.empty()) {
    return {0};
  }
  if (!music_.melody()) {
    throw ConfigError("--melody: " + folder_.string() +
                      " takes no tune; MusicGen's melody models do.");
  }
  std::vector<int> classes;
  if (is_midi(path)) {
    classes = models::melody_of_score(read_score(path), *music_.melody());
  } else {
    const audio::MonoAudio sound =
        audio::read_mono(path, audio::SampleRate(music_.melody()->sample_rate));
    warn_of_sound(path, sound.replaced_samples, sound.damage);
    classes = models::melody_of_sound(sound.samples, *music_.melody());
  }
  if (classes.empty()) {
    throw InputError(path + " has no notes but drums, wanted a tune.");
  }
  return classes;
}

std::vector<synth::DelayConditions> PublishedComposition::conditions() const {
  std::vector<synth::DelayConditions> all;
  const std::vector<int> classes = tune();
  auto texts = music_.text_states(options_.prompts);
  if (!music_.melody()) {
    for (auto& states : texts) {
      all.push_back({std::move(states), {}, {}});
    }
    return all;
  }
  // Tune and text are heard in front of the codes; shorter texts are filled up with zeros.
  std::size_t longest = 0;
  for (const auto& states : texts) {
    longest = std::max(longest, states.size());
  }
  for (auto& states : texts) {
    states.resize(longest);
    std::vector<float> prefix = music_.melody_states(classes);
    std::vector<float> null_prefix = music_.melody_states();
    prefix.insert(prefix.end(), states.begin(), states.end());
    null_prefix.resize(prefix.size());
    all.push_back({{}, std::move(prefix), std::move(null_prefix)});
  }
  return all;
}

/// Behind a prompt of so many codes: the duration is that of the whole piece.
std::int64_t PublishedComposition::frames_to_make(std::size_t prompt_codes) const {
  const auto given = static_cast<std::int64_t>(prompt_codes) / codec_.info().codebooks;
  const auto asked = options_.arrangement.duration_s;
  if (!asked) {
    return frames_in(kDefaultSeconds);
  }
  const std::int64_t frames = frames_in(*asked) - given;
  if (frames < 1) {
    throw ConfigError(options_.continued + " already lasts " +
                      std::to_string(static_cast<double>(given) / codec_.info().frame_rate()) +
                      " s, wanted a longer --duration: it is that of the whole piece.");
  }
  return frames;
}

synth::DelayRequest PublishedComposition::request() const {
  synth::DelayRequest request;
  request.sequences = conditions();
  if (!options_.continued.empty()) {
    audio::SoundFileReader reader(options_.continued);
    request.prompt = codec::encode_sound(reader, codec_, interrupt_flag()).codes;
    warn_of_sound(options_.continued, reader.replaced_samples(), reader.damage());
  }
  request.frames = frames_to_make(request.prompt.size());
  request.window = frames_in(options_.published.window_s);
  request.stride = frames_in(options_.published.stride_s);
  request.draw = {sampling(options_.generation, music_.sampling()),
                  *options_.generation.seed,
                  models::random_stream::kMusic,
                  pool_};
  return request;
}

nlohmann::json PublishedComposition::settings(const std::string& prompt) const {
  nlohmann::json settings = generation_settings("compose");
  settings["prompt"] = settings_text(prompt);
  if (!options_.published.melody.empty()) {
    settings["melody"] = settings_text(options_.published.melody);
  }
  if (!options_.continued.empty()) {
    settings["continue"] = settings_text(options_.continued);
  }
  settings["seed"] = *options_.generation.seed;
  settings["model"] = settings_text(folder_.string());
  settings["engine"] = options_.published.engine;
  settings["weights"] = name_of(music_.weight_type());
  settings["sampling"] = to_json(sampling(options_.generation, music_.sampling()));
  return settings;
}

AudioOutput PublishedComposition::output(const std::string& prompt, const std::string& path) const {
  AudioOutputOptions options = options_.output;
  options.path = path;
  return AudioOutput(std::move(options),
                     codec_.info().sample_rate,
                     settings_text(prompt),
                     settings(prompt),
                     codec_.info().channels);
}

int PublishedComposition::run_several(synth::DelayRequest request) const {
  const double rate = codec_.info().frame_rate();
  synth::DelayGeneration generation(music_.decoder(), std::move(request));
  {
    Progress progress("generating", options_.output.quiet);
    while (!interrupt_flag() && generation.advance()) {
      progress.update(static_cast<double>(generation.complete()) / rate,
                      static_cast<double>(generation.frames()) / rate);
    }
  }
  const bool interrupted = interrupt_flag();
  for (std::size_t i = 0; i < options_.prompts.size(); ++i) {
    AudioOutput out = output(options_.prompts[i], numbered(options_.output.path, i + 1));
    GeneratedFrames frames(generation, i);
    generate(frames, codec_, out);
  }
  return static_cast<int>(interrupted ? ExitCode::kInterrupted : ExitCode::kDone);
}

int PublishedComposition::run() {
  synth::DelayRequest wanted = request();
  if (options_.prompts.size() > 1) {
    return run_several(std::move(wanted));
  }
  AudioOutput out = output(options_.prompts.front(), options_.output.path);
  synth::DelaySession session(music_.decoder(), std::move(wanted));
  return generate(session, codec_, out);
}

}  // namespace

int compose_published(ComposeOptions& options, const fs::path& folder) {
  check_published(options);
  return PublishedComposition(options, folder).run();
}

}  // namespace melisma::cli
