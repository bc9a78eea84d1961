#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/eval/figure_table.h"
#include "cli/eval/held_out_clips.h"
#include "cli/eval/intelligibility.h"
#include "codec/codec.h"
#include "codec/reconstruction_figures.h"

namespace melisma::cli {

/// One way to store and restore sound, measured on clips.
struct SystemFigures {
  std::string name;
  std::optional<double> kilobits_per_second;  // empty for the original
  std::optional<double> entropy_kilobits;     // what an ideal entropy coder would need
  codec::ReconstructionFigures figures;
  std::optional<double> word_error_rate;  // speech only
};

/// What is measured and with what.
struct CodecEvaluation {
  const codec::Codec& codec;
  const std::vector<HeldOutClip>& clips;                       // at the codec's rate
  Intelligibility* words = nullptr;                            // empty: no word error rates
  std::function<void(const std::string& name)> progress = {};  // told what is measured next
};

/// K of the codec, then two less each time, down to 2 (1 when K is 1).
std::vector<int> default_codebook_counts(int codebooks);

/// The codec with its first `codebooks` books, streaming on one thread.
SystemFigures measure_codec(const CodecEvaluation& evaluation, int codebooks);
/// Opus at a nominal bit rate; the rate given is what its file weighed.
SystemFigures measure_opus(const CodecEvaluation& evaluation, double kilobits_per_second);
/// The original itself: the best there can be, and the recogniser's own word errors.
SystemFigures measure_original(const CodecEvaluation& evaluation);
/// The original's own magnitudes with phases found as a spectral codec's decoder finds them: the
/// best that any codes could do.
SystemFigures measure_true_magnitudes(const CodecEvaluation& evaluation);
/// Every clip against the next one: what figures of unrelated sound look like.
SystemFigures measure_unrelated(const CodecEvaluation& evaluation);

/// The original and its magnitudes (ceilings), the codec at every count of codebooks, Opus at 6 and
/// 12 kbit/s, and unrelated sound (floor; needs two clips).
std::vector<SystemFigures> evaluate_systems(const CodecEvaluation& evaluation,
                                            const std::vector<int>& codebook_counts);

FigureTable codec_table(const std::vector<SystemFigures>& systems);

}  // namespace melisma::cli
