#include <chrono>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "cli/audio_output.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/weights_licence.h"
#include "codec/sound_coding.h"
#include "models/model_store.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct Words {
  std::string input;
  std::string codec;
  int codebooks = 0;  // 0 = all that the file has
  AudioOutputOptions output;
};

std::unique_ptr<codec::Codec> codec_of(const codec::TokenFile& tokens, const Words& words) {
  const auto published = use_published(words.codec);
  auto codec =
      codec::open_codec(published             ? *published
                        : words.codec.empty() ? models::find_codec(tokens.codec_hash, words.input)
                                              : models::find_model(words.codec));
  codec::check_token_file(tokens, *codec, words.input);
  return codec;
}

codec::DecodedSound decode(const codec::TokenFile& tokens,
                           const codec::Codec& codec,
                           int codebooks,
                           AudioOutput& output) {
  Progress progress("decoding", output.options().quiet);
  const double total = static_cast<double>(tokens.samples) / tokens.sample_rate;
  output.expect(total);
  return codec::decode_sound(
      tokens,
      codec,
      codebooks,
      [&](std::span<const float> samples) { return output.write(samples) && !output.stopped(); },
      interrupt_flag(),
      [&](double done) { progress.update(done, total); });
}

}  // namespace

int run_decode(Arguments arguments) {
  Words words;
  CommandLine line(
      "melisma decode FILE.codes.safetensors -o SOUND [OPTIONS]\n\n"
      "Turns codes back into sound. The codec that made them is found by its hash.",
      "decode");
  line.options.add_options()("input", po::value(&words.input)->required(), "token file")(
      "codec",
      po::value(&words.codec),
      "name or path, instead of the one found by hash; a published one must be named")(
      "codebooks", po::value(&words.codebooks), "use only the first N codes of a frame");
  add_audio_output_options(line.options, words.output);
  line.positional.add("input", 1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  const auto tokens = codec::read_token_file(words.input);
  const auto codec = codec_of(tokens, words);
  const int codebooks = values.count("codebooks") > 0 ? words.codebooks : tokens.codebooks;
  if (codebooks < 1 || codebooks > tokens.codebooks) {
    throw ConfigError("--codebooks: found " + std::to_string(codebooks) + ", wanted 1.." +
                      std::to_string(tokens.codebooks) + ", which " + words.input + " holds.");
  }
  auto settings = generation_settings("decode");
  settings["codec"] = tokens.codec_id;
  settings["codec_hash"] = tokens.codec_hash;
  settings["codebooks"] = codebooks;
  AudioOutput output(words.output,
                     tokens.sample_rate,
                     std::filesystem::path(words.input).stem().stem().string(),
                     settings);
  const auto start = std::chrono::steady_clock::now();
  const codec::DecodedSound sound = decode(tokens, *codec, codebooks, output);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const double seconds = static_cast<double>(sound.samples) / tokens.sample_rate;
  output.close({{"seconds", seconds},
                {"samples", sound.samples},
                {"wall_seconds", wall.count()},
                {"real_time_factor", seconds > 0 ? wall.count() / seconds : 0},
                {"interrupted", sound.interrupted}});
  return static_cast<int>(interrupt_flag() ? ExitCode::kInterrupted : ExitCode::kDone);
}

}  // namespace melisma::cli
