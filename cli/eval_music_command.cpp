#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "audio/error.h"
#include "cli/eval/code_cross_entropy.h"
#include "cli/eval/generated_sound.h"
#include "cli/eval/held_out_pieces.h"
#include "cli/eval/music_agreement.h"
#include "cli/eval/signal_faults.h"
#include "cli/eval_command.h"
#include "cli/eval_report.h"
#include "cli/generation_options.h"
#include "cli/interrupt.h"
#include "cli/music_models.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "models/conditioning/score_features.h"
#include "models/text/music_vocabulary.h"
#include "synth/music_session.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct Words {
  GenerationOptions generation;
  std::string corpus;
  int pieces = 10;
  double seconds = 20;
  bool no_loss = false;
  bool json = false;
};

/// Generates held-out pieces again from their scores and compares them with their recordings.
class MusicEvaluation {
 public:
  explicit MusicEvaluation(const Words& words)
      : words_(words),
        music_(open_music_model(words.generation.model)),
        loss_(music_.codec->info().codebooks) {}

  void run();
  void print() const;

 private:
  void measure_piece(const HeldOutPiece& piece);
  void measure_other_pieces();
  [[nodiscard]] std::vector<std::int32_t> tokens_of(const HeldOutPiece& piece) const;

  const Words& words_;
  MusicModel music_;
  std::vector<HeldOutPiece> pieces_;
  std::vector<std::vector<float>> generated_;  // one a piece
  MusicAgreementMean reference_;
  MusicAgreementMean codec_;
  MusicAgreementMean model_;
  MusicAgreementMean other_;
  CodeCrossEntropy loss_;
  FaultCounts faults_;
  double sound_seconds_ = 0;
  double wall_seconds_ = 0;
};

std::vector<std::int32_t> MusicEvaluation::tokens_of(const HeldOutPiece& piece) const {
  const auto tokens = models::MusicVocabulary::instance().parse(piece.caption).tokens;
  return {tokens.begin(), tokens.end()};
}

void MusicEvaluation::measure_piece(const HeldOutPiece& piece) {
  const codec::CodecInfo& info = music_.codec->info();
  const auto codes = codec::encode_all(*music_.codec, piece.samples);
  auto restored = codec::decode_all(*music_.codec, codes, info.codebooks);
  synth::MusicRequest request;
  request.score = std::make_shared<models::ScoreTimeline>(piece.score, info.frame_rate());
  request.text = tokens_of(piece);
  request.frames = static_cast<std::int64_t>(codes.size()) / info.codebooks;
  request.draw =
      draw_settings(words_.generation, synth::kMusicSampling, models::random_stream::kMusic);
  if (!words_.no_loss) {
    loss_.add(music_.model(),
              codes,
              models::score_features(*request.score, 0, request.frames),
              request.text);
  }
  synth::MusicSession session(music_.model(), std::move(request));
  GeneratedSound sound = generate_sound(session, *music_.codec, interrupt_flag());
  const auto agreement = [&](const std::vector<float>& samples) {
    return music_agreement(piece.samples, samples, info.sample_rate, piece.score);
  };
  reference_.add(agreement(piece.samples));
  codec_.add(agreement(restored));
  model_.add(agreement(sound.samples));
  const double seconds = static_cast<double>(piece.samples.size()) / info.sample_rate;
  faults_.add(signal_faults(sound.samples, info.sample_rate, seconds));
  sound_seconds_ += static_cast<double>(sound.samples.size()) / info.sample_rate;
  wall_seconds_ += sound.wall_seconds;
  generated_.push_back(std::move(sound.samples));
}

/// What the model made of the next piece's score, against this piece.
void MusicEvaluation::measure_other_pieces() {
  for (std::size_t i = 0; pieces_.size() > 1 && i < pieces_.size(); ++i) {
    other_.add(music_agreement(pieces_[i].samples,
                               generated_[(i + 1) % pieces_.size()],
                               music_.codec->info().sample_rate,
                               pieces_[i].score));
  }
}

void MusicEvaluation::run() {
  pieces_ = read_held_out_pieces(
      words_.corpus, words_.pieces, words_.seconds, music_.codec->info().sample_rate);
  Progress progress("measuring", words_.json);
  for (const HeldOutPiece& piece : pieces_) {
    measure_piece(piece);
    progress.update(
        static_cast<double>(generated_.size()), static_cast<double>(pieces_.size()), " pieces");
  }
  measure_other_pieces();
}

void MusicEvaluation::print() const {
  FigureTable table = agreement_table();
  reference_.add_row(table, "reference");
  codec_.add_row(table, "codec");
  model_.add_row(table, "model");
  if (pieces_.size() > 1) {
    other_.add_row(table, "model, other score");
  }
  const double factor = sound_seconds_ > 0 ? wall_seconds_ / sound_seconds_ : 0;
  if (words_.json) {
    nlohmann::json report = {
        {"corpus", words_.corpus},
        {"seed", *words_.generation.seed},
        {"sampling", to_json(sampling(words_.generation, synth::kMusicSampling))},
        {"pieces", pieces_.size()},
        {"seconds", sound_seconds_},
        {"real_time_factor", factor},
        {"cross_entropy_nats", loss_.nats()},
        {"faults", to_json(faults_)},
        {"agreement", table.json()}};
    music_.add_settings(report);
    std::cout << report.dump(2) << '\n';
    return;
  }
  std::printf("model %s, %zu held-out pieces of %s, %.0f s\n\n%s\n",
              music_.named.name.c_str(),
              pieces_.size(),
              words_.corpus.c_str(),
              sound_seconds_,
              table.text().c_str());
  if (!loss_.nats().empty()) {
    std::printf("cross-entropy, nats a code:%s\n", list_text(loss_.nats(), 3).c_str());
  }
  std::printf("%s\nreal-time factor %.3f\n", text(faults_).c_str(), factor);
}

}  // namespace

int eval_music(Arguments arguments) {
  Words words;
  CommandLine line("melisma eval music --corpus DIR [--model NAME|PATH] [OPTIONS]", "music");
  line.options.add_options()("corpus",
                             po::value(&words.corpus)->required(),
                             "a music corpus; its held-out items are measured")(
      "pieces", with_default(words.pieces), "at most")(
      "seconds", with_default(words.seconds), "of each piece, from its start")(
      "no-loss", po::bool_switch(&words.no_loss), "no cross-entropy of the recordings' codes")(
      "json", po::bool_switch(&words.json), "machine-readable output");
  add_generation_options(line.options, words.generation, "1 if not given");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  check_counts("--pieces", words.pieces, words.seconds);
  settle_for_evaluation(words.generation);
  MusicEvaluation evaluation(words);
  evaluation.run();
  evaluation.print();
  return 0;
}

}  // namespace melisma::cli
