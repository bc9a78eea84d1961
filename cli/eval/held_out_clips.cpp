#include "cli/eval/held_out_clips.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"
#include "audio/read_mono.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/speech_item.h"

namespace melisma::cli {
namespace {

void keep_middle(std::vector<float>& samples, std::size_t length) {
  if (samples.size() <= length) {
    return;
  }
  const auto first = static_cast<std::ptrdiff_t>((samples.size() - length) / 2);
  samples.erase(samples.begin(), samples.begin() + first);
  samples.resize(length);
}

}  // namespace

std::vector<std::int64_t> held_out_items(const std::filesystem::path& corpus, int count) {
  std::vector<std::int64_t> items =
      models::complete_items(corpus, models::read_corpus_index(corpus));
  std::erase_if(items, [](std::int64_t item) { return !models::is_held_out(item); });
  if (items.empty()) {
    throw InputError("the corpus at " + corpus.string() + " has no complete held-out item (every " +
                     std::to_string(models::kHeldOutEvery) +
                     "th). Go on making it with: melisma corpus");
  }
  const auto wanted = std::min(static_cast<std::size_t>(std::max(count, 1)), items.size());
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < wanted; ++i) {
    chosen.push_back(items[i * items.size() / wanted]);
  }
  return chosen;
}

std::vector<HeldOutClip> read_held_out_clips(const std::filesystem::path& corpus,
                                             int count,
                                             double seconds,
                                             int sample_rate) {
  const bool speech = models::read_corpus_index(corpus).kind == "speech";
  std::vector<HeldOutClip> clips;
  for (const std::int64_t item : held_out_items(corpus, count)) {
    HeldOutClip clip{.item = item, .samples = {}, .text = {}};
    clip.samples =
        audio::read_mono(models::corpus_item(corpus, item, ".wav"), audio::SampleRate(sample_rate))
            .samples;
    if (speech) {
      clip.text = models::read_speech_item(corpus, item).text;
    } else {
      keep_middle(clip.samples, static_cast<std::size_t>(std::max(0.0, seconds) * sample_rate));
    }
    clips.push_back(std::move(clip));
  }
  return clips;
}

}  // namespace melisma::cli
