#include "cli/compose_options.h"

#include <algorithm>
#include <cctype>

#include "audio/error.h"
#include "cli/option_parsing.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

bool is_blank(const std::string& text) {
  return std::all_of(
      text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
}

}  // namespace

void add_compose_options(po::options_description& options, ComposeOptions& target) {
  options.add_options()("prompt", po::value(&target.prompts), "what it should be like, in words")(
      "midi-out", po::value(&target.midi_out), "keep the score in this MIDI file")(
      "tempo", into(target.tempo_bpm), "quarter notes a minute, 30 to 300")(
      "key", po::value(&target.key), "such as \"A minor\" or \"F# major\"")(
      "meter", po::value(&target.metre), "3/4, 4/4 or 6/8")(
      "midi", po::value(&target.midi), "play this score in the text's style")(
      "continue", po::value(&target.continued), "go on from this sound or MIDI file")(
      "direct", po::bool_switch(&target.direct), "from text to sound without a score")(
      "planner", po::value(&target.planner), "planner model, name or path")(
      "planner-temperature", into(target.planner_temperature), "as --temperature, of the score")(
      "planner-top-p", into(target.planner_top_p), "as --top-p, of the score")(
      "planner-guidance", into(target.planner_guidance), "as --guidance, of the score");
  options.add_options()("melody",
                        po::value(&target.published.melody),
                        "MusicGen: sound or MIDI with a tune to follow")(
      "engine",
      with_default(target.published.engine),
      "MusicGen: native, libtorch (float32, slow) or cuda (LibTorch on a GPU)")(
      "weights",
      with_default(target.published.weights),
      "MusicGen: f32, f16, int8 or int4, unless models quantize chose")(
      "window", with_default(target.published.window_s), "MusicGen: seconds that it hears at once")(
      "stride",
      with_default(target.published.stride_s),
      "MusicGen: seconds it adds past the window");
  add_arrangement_options(options, target.arrangement);
  add_generation_options(options, target.generation);
  add_audio_output_options(options, target.output);
}

void check(ComposeOptions& options) {
  settle(options.generation);
  options.prompt = options.prompts.empty() ? std::string() : options.prompts.front();
  models::validate(planner_sampling(options));
  const bool has_score = !options.midi.empty();
  const bool continues = !options.continued.empty();
  if (has_score && continues) {
    throw ConfigError("found both --midi and --continue, wanted one of them.");
  }
  if (options.direct && (has_score || !options.midi_out.empty())) {
    throw ConfigError("--direct makes no score: leave out --midi and --midi-out.");
  }
  if (!options.output.wanted() && options.midi_out.empty()) {
    throw ConfigError(
        "nowhere to put the music: give -o FILE or --play for sound, --midi-out FILE for the "
        "score, or both.");
  }
  if (has_score) {
    refuse_score_settings(options, "--midi");
  }
  if (!has_score && !continues && is_blank(options.prompt)) {
    throw InputError("the text is empty, wanted words such as \"calm piano in A minor, 80 bpm\".");
  }
}

void refuse_score_settings(const ComposeOptions& options, const std::string& score) {
  if (options.tempo_bpm || !options.key.empty() || !options.metre.empty()) {
    throw ConfigError("the score of " + score +
                      " has its own tempo, key and metre: leave out --tempo, --key and --meter.");
  }
}

synth::CompositionWish wish_of(const ComposeOptions& options) {
  synth::CompositionWish wish;
  wish.prompt = options.prompt;
  wish.seed = *options.generation.seed;
  wish.tempo_bpm = options.tempo_bpm;
  if (!options.key.empty()) {
    const auto [tonic, mode] = synth::parse_key(options.key);
    wish.tonic = tonic;
    wish.mode = mode;
  }
  if (!options.metre.empty()) {
    wish.metre = synth::parse_metre(options.metre);
  }
  apply(options.arrangement, wish);
  return wish;
}

models::SamplingConfig planner_sampling(const ComposeOptions& options) {
  models::SamplingConfig sampling = synth::kPlannerSampling;
  sampling.temperature = options.planner_temperature.value_or(sampling.temperature);
  sampling.top_p = options.planner_top_p.value_or(sampling.top_p);
  sampling.guidance = options.planner_guidance.value_or(sampling.guidance);
  return sampling;
}

}  // namespace melisma::cli
