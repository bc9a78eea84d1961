#include "codec/reconstruction_figures.h"

#include <algorithm>
#include <chrono>

#include "audio/metrics/chroma_correlation.h"
#include "audio/metrics/codebook_perplexity.h"
#include "audio/metrics/onset_agreement.h"
#include "audio/metrics/spectral_distance.h"

namespace melisma::codec {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The first `kept` codes of every frame of `codes` [T][books].
std::vector<std::int32_t> keep_first(const std::vector<std::int32_t>& codes, int books, int kept) {
  std::vector<std::int32_t> fewer;
  fewer.reserve(codes.size() / static_cast<std::size_t>(books) * static_cast<std::size_t>(kept));
  for (auto frame = codes.begin(); frame != codes.end(); frame += books) {
    fewer.insert(fewer.end(), frame, frame + kept);
  }
  return fewer;
}

}  // namespace

ReconstructionFigures compare(std::span<const float> original,
                              std::span<const float> decoded,
                              int sample_rate) {
  const std::size_t length = std::min(original.size(), decoded.size());
  const auto a = original.first(length);
  const auto b = decoded.first(length);
  ReconstructionFigures figures;
  figures.mel = audio::mel_distance(a, b, sample_rate);
  figures.log_spectral = audio::log_spectral_distance(a, b);
  figures.chroma = audio::chroma_correlation(a, b, sample_rate);
  figures.onset_f = audio::onset_f_measure(a, b, sample_rate);
  figures.flux = audio::flux_correlation(a, b, sample_rate);
  figures.seconds = static_cast<double>(length) / sample_rate;
  return figures;
}

void ReconstructionMean::add(const ReconstructionFigures& clip) {
  sum_.mel += clip.mel;
  sum_.log_spectral += clip.log_spectral;
  sum_.chroma += clip.chroma;
  sum_.onset_f += clip.onset_f;
  sum_.flux += clip.flux;
  sum_.seconds += clip.seconds;
  ++clips_;
}

ReconstructionFigures ReconstructionMean::mean() const {
  ReconstructionFigures figures = sum_;
  const double clips = static_cast<double>(std::max<std::int64_t>(clips_, 1));
  figures.mel /= clips;
  figures.log_spectral /= clips;
  figures.chroma /= clips;
  figures.onset_f /= clips;
  figures.flux /= clips;
  return figures;
}

ReconstructionFigures evaluate_codec(const Codec& codec,
                                     const std::vector<std::vector<float>>& clips,
                                     int codebooks) {
  const CodecInfo& info = codec.info();
  ReconstructionMean mean;
  std::vector<std::int32_t> all_codes;
  double encode_seconds = 0;
  double decode_seconds = 0;
  for (const auto& clip : clips) {
    auto start = Clock::now();
    const auto codes = encode_all(codec, clip);
    encode_seconds += seconds_since(start);
    all_codes.insert(all_codes.end(), codes.begin(), codes.end());
    // decode_all checks the count; only then may codes be dropped.
    const int kept = std::clamp(codebooks, 1, info.codebooks);
    start = Clock::now();
    const auto decoded = decode_all(codec, keep_first(codes, info.codebooks, kept), codebooks);
    decode_seconds += seconds_since(start);
    mean.add(compare(clip, decoded, info.sample_rate));
  }
  ReconstructionFigures figures = mean.mean();
  if (figures.seconds > 0) {
    figures.encode_speed = figures.seconds / std::max(encode_seconds, 1e-9);
    figures.decode_speed = figures.seconds / std::max(decode_seconds, 1e-9);
    figures.perplexity =
        audio::codebook_perplexities(all_codes, info.codebooks, info.codebook_size);
  }
  return figures;
}

}  // namespace melisma::codec
