#include "models/conditioning/melody_chroma.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "audio/fft.h"
#include "audio/window.h"

namespace melisma::models {
namespace {

constexpr double kLowestA = 27.5;    // Hz, from which octaves count
constexpr double kBelowFirst = 1.5;  // octaves that the constant lies below the first bin
constexpr double kCentreOctave = 5;  // loudest
constexpr double kOctaveWidth = 2;   // standard deviation of the loudness over octaves
constexpr double kMostSeconds = 86400;

std::size_t size(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// Where bin k lies, in pitch classes above kLowestA.
double place_of_bin(int k, const MelodyChromaConfig& config) {
  if (k == 0) {
    return place_of_bin(1, config) - kBelowFirst * config.classes;
  }
  const double hertz = static_cast<double>(k) * config.sample_rate / config.window;
  return config.classes * std::log2(hertz / kLowestA);
}

std::size_t frames_of(std::size_t samples, const MelodyChromaConfig& config) {
  return samples / size(config.hop) + 1;
}

/// Reflected at both ends by half a window; a signal shorter than a window gets silence around it
/// first.
std::vector<float> padded(std::span<const float> samples, const MelodyChromaConfig& config) {
  const std::size_t window = size(config.window);
  const std::size_t missing = samples.size() < window ? window - samples.size() : 0;
  std::vector<float> centred(samples.size() + missing);
  std::copy(
      samples.begin(), samples.end(), centred.begin() + static_cast<std::ptrdiff_t>(missing / 2));
  const std::size_t half = window / 2;
  std::vector<float> result;
  result.reserve(centred.size() + window);
  for (std::size_t i = half; i > 0; --i) {
    result.push_back(centred[i]);
  }
  result.insert(result.end(), centred.begin(), centred.end());
  for (std::size_t i = 0; i < half; ++i) {
    result.push_back(centred[centred.size() - 2 - i]);
  }
  return result;
}

}  // namespace

std::vector<float> chroma_filter_bank(const MelodyChromaConfig& config) {
  const int bins = config.window / 2 + 1;
  const auto classes = static_cast<double>(config.classes);
  std::vector<float> bank(size(config.classes) * size(bins));
  for (int k = 0; k < bins; ++k) {
    const double place = place_of_bin(k, config);
    const double width = std::max(1.0, place_of_bin(k + 1, config) - place);
    std::vector<double> column(size(config.classes));
    for (int c = 0; c < config.classes; ++c) {
      // The shorter way round, -6 .. 6 of 12.
      const double away = place - c + classes / 2;
      const double distance = away - classes * std::floor(away / classes) - classes / 2;
      column[size(c)] = std::exp(-0.5 * std::pow(2 * distance / width, 2));
    }
    const double length =
        std::sqrt(std::inner_product(column.begin(), column.end(), column.begin(), 0.0));
    const double octave = (place / classes - kCentreOctave) / kOctaveWidth;
    const double loudness = std::exp(-0.5 * octave * octave) / length;
    for (int c = 0; c < config.classes; ++c) {
      // Classes are counted from C here, from A there: three semitones of twelve.
      const int from_c = (c - config.classes / 4 + config.classes) % config.classes;
      bank[size(from_c) * size(bins) + size(k)] = static_cast<float>(column[size(c)] * loudness);
    }
  }
  return bank;
}

std::vector<float> chroma_energies(std::span<const float> samples,
                                   const MelodyChromaConfig& config) {
  const auto bank = chroma_filter_bank(config);
  const auto window = audio::hann_window(config.window);
  const double energy = std::inner_product(window.begin(), window.end(), window.begin(), 0.0);
  const auto signal = padded(samples, config);
  const std::size_t frames = frames_of(std::max(samples.size(), size(config.window)), config);
  audio::RealFft fft(config.window);
  const std::size_t bins = size(fft.bins());
  std::vector<float> power(bins);
  std::vector<float> energies(frames * size(config.classes));
  for (std::size_t t = 0; t < frames; ++t) {
    const float* from = signal.data() + t * size(config.hop);
    std::transform(window.begin(), window.end(), from, fft.time().begin(), std::multiplies<>());
    fft.forward();
    std::transform(fft.spectrum().begin(), fft.spectrum().end(), power.begin(), [&](auto bin) {
      return static_cast<float>(static_cast<double>(std::norm(bin)) / energy);
    });
    for (std::size_t c = 0; c < size(config.classes); ++c) {
      energies[t * size(config.classes) + c] = std::inner_product(
          power.begin(), power.end(), bank.begin() + static_cast<std::ptrdiff_t>(c * bins), 0.0F);
    }
  }
  return energies;
}

std::vector<int> melody_of_sound(std::span<const float> samples, const MelodyChromaConfig& config) {
  const auto longest = static_cast<std::size_t>(config.longest_seconds * config.sample_rate);
  const auto energies = chroma_energies(samples.first(std::min(samples.size(), longest)), config);
  std::vector<int> melody;
  const auto classes = static_cast<std::ptrdiff_t>(config.classes);
  for (auto at = energies.begin(); at != energies.end(); at += classes) {
    melody.push_back(static_cast<int>(std::max_element(at, at + classes) - at));
  }
  return melody;
}

std::vector<int> melody_of_score(const audio::Score& score, const MelodyChromaConfig& config) {
  std::vector<audio::TimedNote> notes;
  double end = 0;
  for (const audio::TimedNote& timed : audio::timed_notes(score)) {
    if (!timed.note.is_drum()) {
      notes.push_back(timed);
      end = std::max(end, timed.release_s);
    }
  }
  if (notes.empty()) {
    return {};
  }
  end = std::min({end, config.longest_seconds, kMostSeconds});
  std::vector<int> melody(frames_of(static_cast<std::size_t>(end * config.sample_rate), config),
                          -1);
  std::vector<int> highest(melody.size(), -1);
  const double frames_a_second = static_cast<double>(config.sample_rate) / config.hop;
  for (const audio::TimedNote& timed : notes) {
    const auto first = static_cast<std::size_t>(std::ceil(timed.onset_s * frames_a_second));
    for (std::size_t t = first;
         t < melody.size() && static_cast<double>(t) < timed.release_s * frames_a_second;
         ++t) {
      highest[t] = std::max(highest[t], int{timed.note.pitch});
    }
  }
  int last = notes.front().note.pitch;
  for (std::size_t t = 0; t < melody.size(); ++t) {
    last = highest[t] >= 0 ? highest[t] : last;
    melody[t] = last % config.classes;
  }
  return melody;
}

}  // namespace melisma::models
