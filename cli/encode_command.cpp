#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/sound_warnings.h"
#include "cli/weights_licence.h"
#include "codec/sound_coding.h"
#include "models/model_store.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct Words {
  std::string input;
  std::string output;
  std::string codec;
  std::string kind;
  int codebooks = 0;     // 0 = all
  double bandwidth = 0;  // kbit/s; 0 = not given
  bool json = false;
  bool quiet = false;
};

void add_options(CommandLine& line, Words& words) {
  line.options.add_options()("input", po::value(&words.input)->required(), "sound file")(
      "output,o", po::value(&words.output)->required(), "token file to write")(
      "codec",
      po::value(&words.codec),
      "name or path, or that of a published EnCodec; codec-music if not given")(
      "kind", po::value(&words.kind), "music or speech: the bundled codec made for that")(
      "codebooks",
      po::value(&words.codebooks),
      "keep the first N codes of a frame: fewer make a smaller file")(
      "bandwidth",
      po::value(&words.bandwidth),
      "instead: as many codes as this many kbit/s have room for")(
      "json", po::bool_switch(&words.json), "report as JSON on standard output")(
      "quiet,q", po::bool_switch(&words.quiet), "say nothing but errors");
  line.positional.add("input", 1);
}

std::filesystem::path choose_codec(const Words& words) {
  if (!words.codec.empty() && !words.kind.empty()) {
    throw ConfigError("found both --codec and --kind; give one of them.");
  }
  if (!words.kind.empty() && words.kind != "music" && words.kind != "speech") {
    throw ConfigError("--kind is \"" + words.kind + "\"; wanted music or speech.");
  }
  if (const auto folder = use_published(words.codec)) {
    return *folder;
  }
  const std::string kind = words.kind.empty() ? "music" : words.kind;
  return models::find_model(words.codec.empty() ? "codec-" + kind : words.codec);
}

/// Codes of a frame to keep. Throws ConfigError.
int codebooks_of(const Words& words, const codec::CodecInfo& info) {
  if (words.bandwidth == 0) {
    return words.codebooks == 0 ? info.codebooks : words.codebooks;
  }
  const double bits_a_second = std::log2(info.codebook_size) * info.frame_rate();
  const int codebooks = static_cast<int>(1000 * words.bandwidth / bits_a_second);
  if (words.codebooks != 0 || codebooks < 1) {
    throw ConfigError("--bandwidth: found " + std::to_string(words.bandwidth) +
                      " kbit/s, wanted at least " + std::to_string(bits_a_second / 1000) +
                      ", and no --codebooks beside it.");
  }
  return std::min(info.side_codebooks + codebooks, info.codebooks);
}

void check(const Words& words, const codec::CodecInfo& info) {
  if (words.codebooks < 0 || words.codebooks > info.codebooks) {
    throw ConfigError("--codebooks: found " + std::to_string(words.codebooks) + ", wanted 1.." +
                      std::to_string(info.codebooks) + ".");
  }
  if (words.output == "-") {
    throw ConfigError("a token file cannot be streamed: give -o FILE.");
  }
  // Tells of a place that cannot be written before hours are encoded.
  const audio::ReplacementFile probe(words.output);
}

void report(const Words& words,
            const codec::TokenFile& tokens,
            const audio::SoundFileReader& reader,
            double wall_seconds) {
  const double seconds = static_cast<double>(tokens.samples) / tokens.sample_rate;
  const auto bytes = std::filesystem::file_size(words.output);
  if (words.json) {
    const nlohmann::json all = {{"input", words.input},
                                {"output", words.output},
                                {"codec", tokens.codec_id},
                                {"codec_hash", tokens.codec_hash},
                                {"codebooks", tokens.codebooks},
                                {"frames", tokens.frames()},
                                {"samples", tokens.samples},
                                {"sample_rate", tokens.sample_rate},
                                {"seconds", seconds},
                                {"bytes", bytes},
                                {"wall_seconds", wall_seconds},
                                {"replaced_samples", reader.replaced_samples()},
                                {"damage", reader.damage()}};
    std::cout << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  } else if (!words.quiet) {
    std::fprintf(stderr,
                 "%s: %.2f s of sound as %lld frames of %d codes by %s, in %.2f s\n",
                 words.output.c_str(),
                 seconds,
                 static_cast<long long>(tokens.frames()),
                 tokens.codebooks,
                 tokens.codec_id.c_str(),
                 wall_seconds);
  }
}

/// Throws AudioFileError when there is nothing to encode.
codec::EncodedSound encode(const Words& words,
                           const codec::Codec& codec,
                           audio::SoundFileReader& reader) {
  Progress progress("encoding", words.quiet || words.json);
  const double claimed = static_cast<double>(reader.info().claimed_frames.value_or(0));
  const double total = claimed / reader.info().sample_rate.hz;
  auto sound = codec::encode_sound(
      reader, codec, interrupt_flag(), [&](double done) { progress.update(done, total); });
  if (sound.samples == 0) {
    throw AudioFileError(words.input + " holds no samples" +
                         (reader.damage().empty() ? "" : " (" + reader.damage() + ")") +
                         "; give a file with sound in it");
  }
  return sound;
}

}  // namespace

int run_encode(Arguments arguments) {
  Words words;
  CommandLine line(
      "melisma encode SOUND -o FILE.codes.safetensors [OPTIONS]\n\n"
      "Writes sound as the codes of a neural codec. Decode them with: melisma decode",
      "encode");
  add_options(line, words);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  const auto start = std::chrono::steady_clock::now();
  audio::SoundFileReader reader(words.input);
  const auto codec = codec::open_codec(choose_codec(words));
  check(words, codec->info());
  codebooks_of(words, codec->info());  // tells of a wrong wish before hours are encoded
  const codec::EncodedSound sound = encode(words, *codec, reader);
  const auto tokens = codec::make_token_file(
      *codec, sound.codes, codebooks_of(words, codec->info()), sound.samples);
  codec::write_token_file(words.output, tokens);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  warn_of_sound(words.input, reader.replaced_samples(), reader.damage());
  report(words, tokens, reader, wall.count());
  return static_cast<int>(sound.interrupted ? ExitCode::kInterrupted : ExitCode::kDone);
}

}  // namespace melisma::cli
