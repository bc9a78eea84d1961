#include "models/corpus/composer/melody_rhythms.h"

#include <array>
#include <span>

namespace melisma::models {
namespace {

using Text = std::string_view;

// Half bars of 4/4.
constexpr std::array kFlowing{Text("x---x---"),
                              Text("x-----x-"),
                              Text("x---x-x-"),
                              Text("x-x-x---"),
                              Text("x-------"),
                              Text("x-x-x-x-"),
                              Text("..x-x-x-"),
                              Text("x---x---")};
constexpr std::array kSyncopated{Text("x--x--x-"),
                                 Text("x--x----"),
                                 Text("..x-x-x-"),
                                 Text("x-x--x--"),
                                 Text("x---x-x-"),
                                 Text("--x-x---"),
                                 Text("x-x-x---"),
                                 Text("....x-x-"),
                                 Text("x-------"),
                                 Text("x-x---x-")};
constexpr std::array kLong{Text("x-------"),
                           Text("x-------"),
                           Text("x-----x-"),
                           Text("x---x---"),
                           Text("--------"),
                           Text("x---x-x-")};
constexpr std::array kFast{Text("x-x-x-x-"),
                           Text("x-xxx-x-"),
                           Text("xxxxx---"),
                           Text("x-x-xxxx"),
                           Text("x-x-x---"),
                           Text("x---x-x-"),
                           Text("xxxxx-x-"),
                           Text("x-x-x-xx")};
constexpr std::array kDotted{Text("x--xx---"),
                             Text("x--xx--x"),
                             Text("x---x---"),
                             Text("x-x-x---"),
                             Text("x-----x-"),
                             Text("x--xx-x-"),
                             Text("x-------")};
constexpr std::array kRiff{Text("x-x..x-."),
                           Text("x..x..x."),
                           Text("x-x-..x-"),
                           Text("..x-x..x"),
                           Text("x---..x-"),
                           Text("x.x-x---"),
                           Text("........"),
                           Text("x-------")};
constexpr std::array<std::span<const Text>, 6> kHalves{
    kFlowing, kSyncopated, kLong, kFast, kDotted, kRiff};

// Half bars of 6/8, quiet and quick.
constexpr std::array kQuietSix{
    Text("x---x-"), Text("x-----"), Text("x---x-"), Text("x-x-x-"), Text("x--xx-"), Text("x-----")};
constexpr std::array kQuickSix{
    Text("x-x-x-"), Text("x-x-x-"), Text("x---x-"), Text("x-xxx-"), Text("x--xx-"), Text("x-x-xx")};

bool is_quick(MelodyManner manner) {
  return manner == MelodyManner::kFast || manner == MelodyManner::kRiff ||
         manner == MelodyManner::kDotted;
}

std::string half(const Piece& piece, MelodyManner manner, CropRandom& random) {
  if (piece.beat_units == 18) {
    return std::string(is_quick(manner) ? pick(kQuickSix, random) : pick(kQuietSix, random));
  }
  return std::string(pick(kHalves[static_cast<std::size_t>(manner)], random));
}

}  // namespace

std::string melody_bar_rhythm(const Piece& piece, MelodyManner manner, CropRandom& random) {
  std::string bar = half(piece, manner, random);
  const std::string second = half(piece, manner, random);
  // A bar of 3/4 is a half bar of 4/4 and a beat.
  bar += piece.bar_units == 36 && piece.beat_units == 12 ? second.substr(0, 4) : second;
  // A melody without a single note has nothing to repeat.
  if (bar.find('x') == std::string::npos) {
    bar[0] = 'x';
  }
  return bar;
}

std::string cadence_bar_rhythm(const Piece& piece, MelodyManner manner, CropRandom& random) {
  const auto length = static_cast<std::size_t>(piece.bar_units / 3);
  if (random.chance(.35)) {
    return std::string(1, 'x').append(length - 1, '-');
  }
  std::string bar = half(piece, manner, random);
  bar.resize(piece.beat_units == 18 ? 6 : piece.bar_units == 48 ? 8 : 4, '-');
  const bool breath = random.chance(.4);
  bar.push_back('x');
  bar.resize(length, '-');
  if (breath) {
    bar[length - 1] = bar[length - 2] = '.';
  }
  return bar;
}

}  // namespace melisma::models
