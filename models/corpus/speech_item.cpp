#include "models/corpus/speech_item.h"

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/conditioning/phoneme_features.h"
#include "models/corpus/item_json.h"

namespace melisma::models {

SpeechItem read_speech_item(const std::filesystem::path& folder, std::int64_t item) {
  const nlohmann::json json = read_item_json(folder, item);
  try {
    SpeechItem speech;
    speech.text = json.at("text").get<std::string>();
    speech.voice = voice_slot(json.at("voice").get<std::string>());
    speech.duration_stretch = json.at("duration_stretch").get<double>();
    bool known = speech.voice >= 0 && speech.duration_stretch > 0;
    for (const auto& entry : json.at("phonemes")) {
      Phoneme phoneme;
      const auto id = phoneme_id(entry.at("name").get<std::string>());
      known = known && id.has_value();
      phoneme.id = id.value_or(kPause);
      phoneme.stressed = entry.at("stressed").get<bool>();
      phoneme.accented = entry.at("accented").get<bool>();
      phoneme.word_start = entry.at("word_start").get<bool>();
      phoneme.word_end = entry.at("word_end").get<bool>();
      phoneme.phrase_final = entry.at("phrase_final").get<bool>();
      phoneme.word_index = entry.at("word").get<int>();
      speech.phonemes.push_back(phoneme);
      speech.ends_s.push_back(entry.at("end").get<double>());
    }
    if (!known || speech.phonemes.empty()) {
      throw InputError("corpus item " + std::to_string(item) +
                       " has an unknown voice or phoneme. Make the corpus with this version.");
    }
    return speech;
  } catch (const nlohmann::json::exception& fault) {
    throw InputError("corpus item " + std::to_string(item) + " is damaged: " + fault.what() +
                     ". Delete its files and make the corpus again.");
  }
}

}  // namespace melisma::models
