#include "tests/support/small_corpus.h"

#include <fstream>

#include <nlohmann/json.hpp>

#include "audio/midi/midi_file.h"
#include "audio/sound_file_writer.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/speech_synthesiser.h"
#include "models/text/phoneme.h"
#include "tests/support/tiny_codec.h"

namespace melisma::testing {
namespace {

audio::Score note_a_beat(double seconds, unsigned seed) {
  audio::Score score;
  for (int beat = 0; beat < seconds * 2; ++beat) {
    score.notes.push_back({.start_tick = beat * 480,
                           .duration_ticks = 480,
                           .pitch = static_cast<std::uint8_t>(60 + (beat * 4 + seed) % 12)});
  }
  return score;
}

void write_item(const std::filesystem::path& folder,
                std::int64_t item,
                const std::vector<float>& samples,
                int sample_rate,
                const nlohmann::json& description) {
  audio::write_sound_file(models::corpus_item(folder, item, ".wav"),
                          samples,
                          {.format = audio::AudioFormat::kWav,
                           .sample_rate = audio::SampleRate(sample_rate),
                           .bit_depth = audio::BitDepth::kFloat32});
  std::ofstream(models::corpus_item(folder, item, ".json")) << description.dump();
}

}  // namespace

void write_spoken_corpus(const std::filesystem::path& folder,
                         const std::vector<std::string>& sentences) {
  const auto count = static_cast<std::int64_t>(sentences.size());
  models::write_corpus_index(folder,
                             {.kind = "speech",
                              .version = 1,
                              .seed = 1,
                              .hours = 0.01,
                              .items = count * models::kHeldOutEvery});
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string& text = sentences[static_cast<std::size_t>(i)];
    const models::SynthesisedSpeech speech = models::synthesise_speech(text, {});
    auto phonemes = nlohmann::json::array();
    for (std::size_t p = 0; p < speech.phonemes.size(); ++p) {
      const models::Phoneme& phoneme = speech.phonemes[p];
      phonemes.push_back({{"name", models::kPhonemeNames[static_cast<std::size_t>(phoneme.id)]},
                          {"stressed", phoneme.stressed},
                          {"accented", phoneme.accented},
                          {"word_start", phoneme.word_start},
                          {"word_end", phoneme.word_end},
                          {"phrase_final", phoneme.phrase_final},
                          {"word", phoneme.word_index},
                          {"end", speech.ends_s[p]}});
    }
    write_item(folder,
               i * models::kHeldOutEvery,
               speech.samples,
               24000,
               {{"text", text},
                {"duration_stretch", 1.0},
                {"voice", models::kSpeechVoices[0]},
                {"phonemes", phonemes}});
  }
}

void write_sounding_corpus(const std::filesystem::path& folder,
                           int held_out,
                           double seconds,
                           int sample_rate) {
  models::write_corpus_index(folder,
                             {.kind = "music",
                              .version = 1,
                              .seed = 1,
                              .hours = 0.01,
                              .items = held_out * models::kHeldOutEvery});
  const auto length = static_cast<std::size_t>(seconds * sample_rate);
  const auto write = [&](std::int64_t item, unsigned seed) {
    write_item(folder,
               item,
               varied_signal(length, seed),
               sample_rate,
               {{"captions", {"calm piano in C major, 120 bpm", "piano"}}});
    audio::write_midi_file(models::corpus_item(folder, item, ".mid"), note_a_beat(seconds, seed));
  };
  for (int i = 0; i < held_out; ++i) {
    write(i * models::kHeldOutEvery, static_cast<unsigned>(i));
  }
  write(1, 99);
}

}  // namespace melisma::testing
