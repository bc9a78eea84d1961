#include <filesystem>

#include "audio/error.h"
#include "cli/arrangement_options.h"
#include "cli/audio_output.h"
#include "cli/command.h"
#include "cli/generation_options.h"
#include "cli/music_models.h"
#include "cli/music_rendering.h"
#include "cli/option_parsing.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct RenderOptions {
  std::string midi;
  ArrangementOptions arrangement;
  GenerationOptions generation;
  AudioOutputOptions output;
};

int render(RenderOptions options) {
  settle(options.generation);
  if (options.midi.empty()) {
    throw ConfigError("found no MIDI file, wanted one: melisma render tune.mid -o tune.flac");
  }
  synth::CompositionWish wish;
  wish.seed = *options.generation.seed;
  apply(options.arrangement, wish);
  audio::Score score = read_score(options.midi);
  arrange(score, wish);
  const synth::CompositionBrief brief = synth::settle(wish);
  const MusicModel music = open_music_model(options.generation.model);
  const models::SamplingConfig music_sampling = sampling(options.generation, synth::kMusicSampling);
  nlohmann::json settings = generation_settings("render");
  settings["midi"] = settings_text(options.midi);
  settings["instruments"] = wish.programs;
  settings["seed"] = wish.seed;
  settings["sampling"] = to_json(music_sampling);
  music.add_settings(settings);
  const std::string title =
      score.title.empty() ? std::filesystem::path(options.midi).stem().string() : score.title;
  AudioOutput output(
      options.output, music.codec->info().sample_rate, settings_text(title), settings);
  const MusicToRender wanted{
      std::move(score), brief.tokens, {}, options.arrangement.duration_s, options.arrangement.loop};
  return render_music(
      music,
      wanted,
      draw_settings(options.generation, synth::kMusicSampling, models::random_stream::kMusic),
      output);
}

}  // namespace

int run_render(Arguments arguments) {
  CommandLine line(
      "melisma render MIDI -o FILE [OPTIONS]\n"
      "  melisma render tune.mid -o tune.flac\n"
      "  melisma render tune.mid --instruments \"organ, choir\" -o tune.wav",
      "render");
  RenderOptions options;
  line.options.add_options()("midi", po::value(&options.midi), "MIDI file to play");
  add_arrangement_options(line.options, options.arrangement);
  add_generation_options(line.options, options.generation);
  add_audio_output_options(line.options, options.output);
  line.positional.add("midi", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  return render(std::move(options));
}

}  // namespace melisma::cli
