#include "models/corpus/composer/piece_facts.h"

#include <algorithm>
#include <array>
#include <string>

namespace melisma::models {
namespace {

/// Name of a texture in music_words; empty where it has none.
std::string_view texture_name(Texture texture) {
  constexpr std::array<std::string_view, 11> kNames{"block chords",
                                                    "strummed",
                                                    "arpeggios",
                                                    "alberti bass",
                                                    "sustained",
                                                    "comping",
                                                    "ostinato",
                                                    "stride",
                                                    "syncopated",
                                                    "",
                                                    "block chords"};
  return kNames[static_cast<std::size_t>(texture)];
}

bool heard(const audio::Score& score, int program) {
  return std::ranges::any_of(score.notes, [&](const audio::Note& note) {
    return !note.is_drum() && note.program == program;
  });
}

/// From the leading instrument to the least.
std::vector<int> programs_of(const Piece& piece, const audio::Score& score) {
  std::vector<Player> players = piece.players;
  std::ranges::stable_sort(players, {}, &Player::role);
  std::vector<int> programs;
  for (const Player& player : players) {
    if (heard(score, player.program) &&
        std::ranges::find(programs, player.program) == programs.end()) {
      programs.push_back(player.program);
    }
  }
  return programs;
}

constexpr double kSparseNotes = 3;  // a second
constexpr double kDenseNotes = 26;

std::vector<std::string> textures_of(const Piece& piece,
                                     const std::vector<int>& programs,
                                     const audio::Score& score) {
  std::vector<std::string_view> found;
  for (const Player& player : piece.players) {
    if (std::ranges::find(programs, player.program) == programs.end()) {
      continue;
    }
    if (player.role == Role::kChords || player.role == Role::kArpeggio) {
      found.push_back(texture_name(player.texture));
      found.push_back(piece.has_contrast() ? texture_name(player.contrast) : "");
    } else if (player.role == Role::kBass && player.bass == BassManner::kWalking) {
      found.push_back("walking bass");
    } else if (player.role == Role::kCounter) {
      found.push_back("counterpoint");
    }
  }
  if (piece.swung) {
    found.push_back("swung");
  }
  if (piece.players.size() == 1) {
    found.push_back("unaccompanied");
  }
  const double density = static_cast<double>(score.notes.size()) / audio::duration_seconds(score);
  if (programs.size() >= 6 || density > kDenseNotes) {
    found.push_back("dense");
  } else if (programs.size() <= 2 && density < kSparseNotes) {
    found.push_back("sparse");
  }
  CropRandom random = piece.random("textures");
  std::vector<std::string> said;
  for (const std::string_view name : found) {
    const std::string text(name);
    if (!text.empty() && said.size() < 2 && std::ranges::find(said, text) == said.end() &&
        random.chance(.75)) {
      said.push_back(text);
    }
  }
  return said;
}

std::vector<std::string> forms_of(const Piece& piece) {
  constexpr std::array<std::pair<Section, std::string_view>, 7> kNames{
      {{Section::kSolo, "solo section"},
       {Section::kBridge, "bridge"},
       {Section::kIntro, "intro"},
       {Section::kOutro, "ending"},
       {Section::kChorus, "chorus"},
       {Section::kVerse, "verse"},
       {Section::kTheme, "theme"}}};
  CropRandom random = piece.random("forms");
  if (!random.chance(.5)) {
    return {};
  }
  if (piece.style->form == FormKind::kLoop && random.chance(.6)) {
    return {"loop"};
  }
  std::vector<std::string> usable;
  for (const auto& [section, name] : kNames) {
    if (piece.form.has(section)) {
      usable.emplace_back(name);
    }
  }
  return {pick(usable, random)};
}

bool is_orchestral(int program) {
  return (program >= 40 && program < 80 && program != 62 && program != 63) || program == 46 ||
         program == 9 || program == 14 || program == 19 || program == 52;
}

std::string ensemble_of(const Piece& piece, const std::vector<int>& programs, bool drums) {
  constexpr std::array<const char*, 4> kSmall{"solo", "duo", "trio", "quartet"};
  const std::size_t players = programs.size() + (drums ? 1 : 0);
  if (players <= kSmall.size()) {
    return kSmall[players - 1];
  }
  const auto orchestral = static_cast<std::size_t>(std::ranges::count_if(programs, is_orchestral));
  const bool usual = piece.style->sizes[5] > 0 || !drums;
  return usual && orchestral * 5 >= programs.size() * 4 ? "orchestra" : "band";
}

}  // namespace

CaptionAttributes facts_of(const Piece& piece, const audio::Score& score) {
  CaptionAttributes facts;
  facts.tempo_bpm = piece.tempo_bpm;
  facts.tonic = piece.key.tonic;
  facts.mode = piece.key.mode;
  facts.metre = piece.metre;
  facts.programs = programs_of(piece, score);
  facts.drums = std::ranges::any_of(score.notes, &audio::Note::is_drum);
  facts.style = std::string(piece.style->name);
  facts.moods.assign(piece.moods.begin(), piece.moods.end());
  facts.textures = textures_of(piece, facts.programs, score);
  facts.forms = forms_of(piece);
  facts.dynamics = std::string(piece.dynamics);
  facts.ensemble = ensemble_of(piece, facts.programs, *facts.drums);
  return facts;
}

}  // namespace melisma::models
