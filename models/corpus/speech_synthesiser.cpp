#include "models/corpus/speech_synthesiser.h"

#include <cmath>

#include "audio/error.h"
#include "audio/resampler.h"
#include "models/text/flite_utterance.h"
#include "models/text/phonemizer.h"

extern "C" {
#include <flite/flite.h>
cst_voice* register_cmu_us_rms(const char* folder);
cst_voice* register_cmu_us_slt(const char* folder);
cst_voice* register_cmu_us_awb(const char* folder);
}

namespace melisma::models {
namespace {

constexpr int kSampleRate = 24000;
constexpr double kTargetRms = 0.1;
constexpr float kSilence = 1e-3F;
constexpr float kPeak = 0.89F;

cst_voice* flite_voice(int voice) {
  static cst_voice* const voices[kSpeechVoiceCount] = {(flite_init(), register_cmu_us_rms(nullptr)),
                                                       register_cmu_us_slt(nullptr),
                                                       register_cmu_us_awb(nullptr)};
  MELISMA_ASSERT(voice >= 0 && voice < kSpeechVoiceCount);
  return voices[voice];
}

void level(std::vector<float>& samples) {
  double energy = 0;
  std::size_t count = 0;
  float peak = 0;
  for (const float x : samples) {
    if (std::abs(x) > kSilence) {
      energy += static_cast<double>(x) * static_cast<double>(x);
      ++count;
    }
    peak = std::max(peak, std::abs(x));
  }
  if (count == 0) {
    return;
  }
  const auto wanted =
      static_cast<float>(kTargetRms / std::sqrt(energy / static_cast<double>(count)));
  const float gain = std::min(wanted, kPeak / peak);
  for (float& x : samples) {
    x *= gain;
  }
}

}  // namespace

SynthesisedSpeech synthesise_speech(const std::string& sentence, const SpeechManner& manner) {
  const std::scoped_lock lock(flite_mutex());
  cst_voice* voice = flite_voice(manner.voice);
  flite_feat_set_float(
      voice->features, "duration_stretch", static_cast<float>(manner.duration_stretch));
  flite_feat_set_float(voice->features, "f0_shift", static_cast<float>(manner.pitch_factor));
  cst_utterance* utterance = flite_synth_text(sentence.c_str(), voice);
  if (utterance == nullptr) {
    throw InputError("Flite cannot speak \"" + sentence + "\".");
  }
  SynthesisedSpeech speech;
  speech.phonemes = phonemes_of(utterance, &speech.ends_s);
  const cst_wave* wave = utt_wave(utterance);
  std::vector<float> samples(static_cast<std::size_t>(wave->num_samples));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(wave->samples[i]) / 32768.0F;
  }
  const audio::SampleRate rate(wave->sample_rate);
  delete_utterance(utterance);
  speech.samples = audio::resample_all(samples, rate, audio::SampleRate(kSampleRate));
  level(speech.samples);
  return speech;
}

}  // namespace melisma::models
