#include "cli/eval/codec_evaluation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "audio/resampler.h"
#include "audio/stft.h"
#include "cli/eval/opus_reference.h"
#include "codec/phase_reconstruction.h"

namespace melisma::cli {
namespace {

using Restored = std::vector<std::vector<float>>;  // one a clip

constexpr int kOpusRate = 24000;

std::vector<std::vector<float>> samples_of(const std::vector<HeldOutClip>& clips) {
  std::vector<std::vector<float>> samples;
  for (const HeldOutClip& clip : clips) {
    samples.push_back(clip.samples);
  }
  return samples;
}

/// Restored clips against the originals, and the words heard in them.
void compare_clips(const CodecEvaluation& evaluation,
                   const Restored& restored,
                   SystemFigures& system) {
  const int rate = evaluation.codec.info().sample_rate;
  codec::ReconstructionMean mean;
  for (std::size_t i = 0; i < restored.size(); ++i) {
    mean.add(codec::compare(evaluation.clips[i].samples, restored[i], rate));
  }
  system.figures = mean.mean();
}

void hear_words(const CodecEvaluation& evaluation,
                const Restored& restored,
                SystemFigures& system) {
  if (evaluation.words == nullptr) {
    return;
  }
  audio::WordErrors errors;
  for (std::size_t i = 0; i < restored.size(); ++i) {
    errors += evaluation.words->errors(
        evaluation.clips[i].text, restored[i], evaluation.codec.info().sample_rate);
  }
  system.word_error_rate = errors.rate();
}

std::vector<float> decoded(const codec::Codec& codec, std::span<const float> samples, int kept) {
  const auto codes = codec::encode_all(codec, samples);
  const int books = codec.info().codebooks;
  std::vector<std::int32_t> fewer;
  for (auto frame = codes.begin(); frame != codes.end(); frame += books) {
    fewer.insert(fewer.end(), frame, frame + kept);
  }
  auto restored = codec::decode_all(codec, fewer, kept);
  restored.resize(std::min(restored.size(), samples.size()));
  return restored;
}

/// Opus works at 24 kHz; a codec of another rate is compared at its own.
OpusRoundTrip opus_at(std::span<const float> samples, int rate, double kilobits) {
  const audio::SampleRate own(rate);
  const audio::SampleRate opus(kOpusRate);
  OpusRoundTrip trip = opus_round_trip(audio::resample_all(samples, own, opus), kilobits);
  trip.samples = audio::resample_all(trip.samples, opus, own);
  return trip;
}

/// Magnitudes of the sub-frames of a codec of hop 2 `hop`, made sound again.
std::vector<float> phases_found_again(std::span<const float> samples, int hop) {
  codec::StreamingPhaseReconstruction phases({.hop = hop});
  const auto magnitudes = audio::stft_magnitudes(samples, {.window = 4 * hop, .hop = hop});
  std::vector<float> restored;
  const auto append = [&](std::span<const float> final) {
    restored.insert(restored.end(), final.begin(), final.end());
  };
  for (std::size_t frame = 0; frame < magnitudes.frames(); ++frame) {
    append(phases.push(magnitudes.row(frame)));
  }
  append(phases.finish());
  restored.resize(samples.size());
  return restored;
}

void tell(const CodecEvaluation& evaluation, const std::string& name) {
  if (evaluation.progress) {
    evaluation.progress(name);
  }
}

}  // namespace

std::vector<int> default_codebook_counts(int codebooks) {
  std::vector<int> counts;
  for (int count = codebooks; count >= 2; count -= 2) {
    counts.push_back(count);
  }
  return counts.empty() ? std::vector<int>{1} : counts;
}

SystemFigures measure_codec(const CodecEvaluation& evaluation, int codebooks) {
  const codec::CodecInfo& info = evaluation.codec.info();
  SystemFigures system;
  system.name = info.id + ", " + std::to_string(codebooks) + " books";
  system.kilobits_per_second =
      codebooks * std::log2(static_cast<double>(info.codebook_size)) * info.frame_rate() / 1000;
  system.figures = codec::evaluate_codec(evaluation.codec, samples_of(evaluation.clips), codebooks);
  double bits = 0;
  const auto& perplexity = system.figures.perplexity;
  for (std::size_t book = 0; book < perplexity.size() && book < static_cast<std::size_t>(codebooks);
       ++book) {
    bits += std::log2(perplexity[book]);
  }
  system.entropy_kilobits = bits * info.frame_rate() / 1000;
  if (evaluation.words != nullptr) {
    Restored restored;
    for (const HeldOutClip& clip : evaluation.clips) {
      restored.push_back(decoded(evaluation.codec, clip.samples, codebooks));
    }
    hear_words(evaluation, restored, system);
  }
  return system;
}

SystemFigures measure_opus(const CodecEvaluation& evaluation, double kilobits_per_second) {
  SystemFigures system;
  system.name = "Opus at " + std::to_string(std::lround(kilobits_per_second));
  Restored restored;
  double weighed = 0;
  for (const HeldOutClip& clip : evaluation.clips) {
    OpusRoundTrip trip =
        opus_at(clip.samples, evaluation.codec.info().sample_rate, kilobits_per_second);
    weighed += trip.coded_kilobits_per_second;
    restored.push_back(std::move(trip.samples));
  }
  system.kilobits_per_second =
      weighed / static_cast<double>(std::max<std::size_t>(restored.size(), 1));
  compare_clips(evaluation, restored, system);
  hear_words(evaluation, restored, system);
  return system;
}

SystemFigures measure_original(const CodecEvaluation& evaluation) {
  SystemFigures system;
  system.name = "original";
  const Restored same = samples_of(evaluation.clips);
  compare_clips(evaluation, same, system);
  hear_words(evaluation, same, system);
  return system;
}

SystemFigures measure_true_magnitudes(const CodecEvaluation& evaluation) {
  SystemFigures system;
  system.name = "true magnitudes";
  Restored restored;
  for (const HeldOutClip& clip : evaluation.clips) {
    restored.push_back(phases_found_again(clip.samples, evaluation.codec.info().hop_length / 2));
  }
  compare_clips(evaluation, restored, system);
  hear_words(evaluation, restored, system);
  return system;
}

SystemFigures measure_unrelated(const CodecEvaluation& evaluation) {
  SystemFigures system;
  system.name = "another clip";
  Restored others = samples_of(evaluation.clips);
  std::rotate(others.begin(), others.begin() + (others.empty() ? 0 : 1), others.end());
  compare_clips(evaluation, others, system);
  return system;
}

std::vector<SystemFigures> evaluate_systems(const CodecEvaluation& evaluation,
                                            const std::vector<int>& codebook_counts) {
  std::vector<SystemFigures> systems;
  tell(evaluation, "the original");
  systems.push_back(measure_original(evaluation));
  systems.push_back(measure_true_magnitudes(evaluation));
  for (const int codebooks : codebook_counts) {
    tell(evaluation, std::to_string(codebooks) + " codebooks");
    systems.push_back(measure_codec(evaluation, codebooks));
  }
  for (const double kilobits : {6.0, 12.0}) {
    tell(evaluation, "Opus");
    systems.push_back(measure_opus(evaluation, kilobits));
  }
  if (evaluation.clips.size() > 1) {
    systems.push_back(measure_unrelated(evaluation));
  }
  return systems;
}

FigureTable codec_table(const std::vector<SystemFigures>& systems) {
  FigureTable table("system",
                    {{"kilobits_per_second", "kbit/s", 2},
                     {"entropy_kilobits_per_second", "entropy", 2},
                     {"mel", "mel", 3},
                     {"log_spectral_db", "LSD dB", 2},
                     {"chroma", "chroma", 3},
                     {"onset_f", "onset F", 3},
                     {"flux", "flux", 3},
                     {"word_error_rate", "WER", 3},
                     {"encode_speed", "encode x", 1},
                     {"decode_speed", "decode x", 1}});
  const auto speed = [](double value) {
    return value > 0 ? std::optional<double>(value) : std::nullopt;
  };
  for (const SystemFigures& system : systems) {
    const auto& figures = system.figures;
    table.add_row(system.name,
                  {system.kilobits_per_second,
                   system.entropy_kilobits,
                   figures.mel,
                   figures.log_spectral,
                   figures.chroma,
                   figures.onset_f,
                   figures.flux,
                   system.word_error_rate,
                   speed(figures.encode_speed),
                   speed(figures.decode_speed)});
  }
  return table;
}

}  // namespace melisma::cli
