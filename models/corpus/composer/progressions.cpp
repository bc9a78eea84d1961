#include "models/corpus/composer/progressions.h"

#include <array>

namespace melisma::models {
namespace {

using Text = std::string_view;

constexpr std::array kClassicalMajor{Text("I|IV|V|I"),
                                     Text("I|ii|V7|I"),
                                     Text("I V|vi IV|ii V|I"),
                                     Text("I|V7|V7|I"),
                                     Text("I|vi|ii|V"),
                                     Text("I V|I IV|I V7|I"),
                                     Text("I|IV I|ii V|I"),
                                     Text("I|V7/ii|ii|V7"),
                                     Text("I iii|IV I|ii|V")};
constexpr std::array kClassicalMinor{Text("i|iv|V|i"),
                                     Text("i|iv|V7|i"),
                                     Text("i V|i iv|i V7|i"),
                                     Text("i VII|VI V|i iv|V"),
                                     Text("i|VI|iv|V7"),
                                     Text("i|V7|V7|i"),
                                     Text("i iv|VII III|VI iv|V"),
                                     Text("i|iio|V7|i")};
constexpr std::array kClassicalMajorOpen{
    Text("ii|V"), Text("IV|V"), Text("I IV|V"), Text("vi ii|V")};
constexpr std::array kClassicalMajorClosed{
    Text("ii V7|I"), Text("IV V7|I"), Text("I V7|I"), Text("V7|I")};
constexpr std::array kClassicalMinorOpen{Text("iv|V"), Text("VI|V"), Text("i iv|V"), Text("i|V")};
constexpr std::array kClassicalMinorClosed{
    Text("iv V7|i"), Text("i V7|i"), Text("iv V|i"), Text("V7|i")};

constexpr std::array kFolkMajor{Text("I|IV|I|V"),
                                Text("I|I|IV|I"),
                                Text("I|V|IV|I"),
                                Text("I|vi|IV|V"),
                                Text("I IV|I|IV I|V"),
                                Text("I|V|vi|IV")};
constexpr std::array kFolkMinor{Text("i|VII|VI|VII"),
                                Text("i|VII|i|v"),
                                Text("i|iv|i|VII"),
                                Text("i|III|VII|i"),
                                Text("i|VI|III|VII"),
                                Text("i|iv|VII|III")};
constexpr std::array kFolkMajorOpen{Text("IV|V"), Text("I|V"), Text("vi|V")};
constexpr std::array kFolkMajorClosed{Text("IV V|I"), Text("V|I"), Text("V7|I")};
constexpr std::array kFolkMinorOpen{Text("iv|v"), Text("VI|VII"), Text("i|V")};
constexpr std::array kFolkMinorClosed{Text("VI VII|i"), Text("iv V|i"), Text("VII|i")};

constexpr std::array kPopMajor{Text("I|V|vi|IV"),
                               Text("vi|IV|I|V"),
                               Text("I|vi|IV|V"),
                               Text("IV|I|V|vi"),
                               Text("I|iii|IV|V"),
                               Text("I|IV|vi|V"),
                               Text("IV|V|iii|vi"),
                               Text("I|ii|IV|V")};
constexpr std::array kPopMinor{Text("i|VI|III|VII"),
                               Text("i|VII|VI|VII"),
                               Text("i|iv|VI|VII"),
                               Text("VI|VII|i|i"),
                               Text("i|III|VII|VI"),
                               Text("i|VI|iv|V")};
constexpr std::array kPopMajorOpen{Text("IV|V"), Text("ii|V"), Text("vi|Vsus4 V")};
constexpr std::array kPopMajorClosed{Text("IV V|I"), Text("V|I"), Text("IV|I")};
constexpr std::array kPopMinorOpen{Text("VI|VII"), Text("iv|V"), Text("iv|VII")};
constexpr std::array kPopMinorClosed{Text("VI VII|i"), Text("iv V|i"), Text("VII|i")};

constexpr std::array kRockMajor{Text("I|IV|V|IV"),
                                Text("I|V|IV|I"),
                                Text("I|IV|I|V"),
                                Text("vi|IV|I|V"),
                                Text("I|I|IV|V"),
                                Text("I|vi|IV|V")};
constexpr std::array kRockMinor{Text("i|VI|VII|i"),
                                Text("i|III|VII|VI"),
                                Text("i|i|VI|VII"),
                                Text("i|iv|VI|V"),
                                Text("i VII|VI|i VII|VI"),
                                Text("i|VII|iv|VI")};

constexpr std::array kJazzMajor{Text("ii7|V7|IM7|vi7"),
                                Text("IM7 vi7|ii7 V7|iii7 vi7|ii7 V7"),
                                Text("IM7|vi7|ii7|V7"),
                                Text("IM7|IVM7|iii7 vi7|ii7 V7"),
                                Text("IM7|V7/ii|ii7|V7"),
                                Text("IVM7|iii7|ii7|IM7")};
constexpr std::array kJazzMinor{Text("iih7|V7|i7|i7"),
                                Text("i7|iv7|iih7|V7"),
                                Text("iv7|VII7|IIIM7|VIM7"),
                                Text("i7|VIM7|iih7|V7"),
                                Text("i7|i7|iv7|iv7"),
                                Text("i7 VIM7|iih7 V7|i7|i7")};
constexpr std::array kJazzMajorOpen{Text("ii7|V7"), Text("IVM7|V7"), Text("vi7 ii7|V7")};
constexpr std::array kJazzMajorClosed{Text("ii7 V7|IM7"), Text("ii7 V7|I6"), Text("V7|IM7")};
constexpr std::array kJazzMinorOpen{Text("iih7|V7"), Text("iv7|V7")};
constexpr std::array kJazzMinorClosed{Text("iih7 V7|i7"), Text("iv7 V7|i7"), Text("V7|i7")};

constexpr std::array kBluesMajor{Text("I7|I7|I7|I7"),
                                 Text("IV7|IV7|I7|I7"),
                                 Text("V7|IV7|I7|V7"),
                                 Text("I7|IV7|I7|I7"),
                                 Text("IV7|IV7|I7|I7"),
                                 Text("V7|IV7|I7|V7")};
constexpr std::array kBluesMinor{Text("i7|i7|i7|i7"),
                                 Text("iv7|iv7|i7|i7"),
                                 Text("VI7|V7|i7|V7"),
                                 Text("i7|iv7|i7|i7"),
                                 Text("iv7|iv7|i7|i7"),
                                 Text("V7|iv7|i7|V7")};
constexpr std::array kBluesMajorOpen{Text("I7|V7")};
constexpr std::array kBluesMajorClosed{Text("V7|I7"), Text("V7|I")};
constexpr std::array kBluesMinorOpen{Text("i7|V7")};
constexpr std::array kBluesMinorClosed{Text("V7|i7"), Text("V7|i")};

constexpr std::array kDanceMajor{Text("I|V|vi|IV"),
                                 Text("vi|IV|I|V"),
                                 Text("IV|V|vi|I"),
                                 Text("I|I|vi|IV"),
                                 Text("IVM7|V|iii7|vi7")};
constexpr std::array kDanceMinor{Text("i|VI|III|VII"),
                                 Text("i|i|VI|VII"),
                                 Text("i|VII|VI|VI"),
                                 Text("i|i|i|VII"),
                                 Text("VI|VII|i|III"),
                                 Text("i|iv|VI|VII"),
                                 Text("i7|iv7|i7|v7")};

constexpr std::array kEpicMajor{Text("I|V|vi|IV"),
                                Text("I|IV|vi|V"),
                                Text("vi|IV|I|V"),
                                Text("I|iii|vi|IV"),
                                Text("I|IV|ii|V")};
constexpr std::array kEpicMinor{Text("i|VI|III|VII"),
                                Text("i|VI|iv|V"),
                                Text("i|III|VII|iv"),
                                Text("i|VII|VI|V"),
                                Text("i|i|VI|VII"),
                                Text("i|v|VI|iv")};

constexpr std::array kAmbientMajor{Text("Iadd9|Iadd9|IVM7|IVM7"),
                                   Text("IM7|iii7|IVM7|IM7"),
                                   Text("Isus2|vi7|IVM7|Vsus4"),
                                   Text("IM7|vi7|IVM7|IVM7")};
constexpr std::array kAmbientMinor{Text("i7|i7|VIM7|VIM7"),
                                   Text("iadd9|VIM7|IIIM7|VII"),
                                   Text("i7|iv7|VIM7|v7"),
                                   Text("i7|VII|VIM7|VII")};
constexpr std::array kAmbientMajorOpen{Text("IVM7|Vsus4"), Text("vi7|V")};
constexpr std::array kAmbientMajorClosed{Text("IVM7|I"), Text("V|Iadd9"), Text("IVM7 V|I")};
constexpr std::array kAmbientMinorOpen{Text("VIM7|VII"), Text("iv7|v7")};
constexpr std::array kAmbientMinorClosed{Text("VIM7 VII|i"), Text("v7|i"), Text("iv7|i")};

// Dorian and mixolydian have no leading note: their cadences go through VII, v or IV.
constexpr std::array kDorian{Text("i|IV|i|IV"),
                             Text("i|IV|VII|i"),
                             Text("i|VII|IV|i"),
                             Text("i|III|IV|VII"),
                             Text("i|v|IV|i"),
                             Text("i7|ii7|IV7|i7")};
constexpr std::array kDorianOpen{Text("i|VII"), Text("IV|v"), Text("III|VII")};
constexpr std::array kDorianClosed{Text("IV VII|i"), Text("VII|i"), Text("IV v|i")};
constexpr std::array kMixolydian{Text("I|VII|IV|I"),
                                 Text("I|VII|I|VII"),
                                 Text("I|IV|VII|I"),
                                 Text("I|v|IV|I"),
                                 Text("I|VII|IV|VII"),
                                 Text("I|IV|I|VII")};
constexpr std::array kMixolydianOpen{Text("I|VII"), Text("IV|v"), Text("IV|VII")};
constexpr std::array kMixolydianClosed{Text("IV VII|I"), Text("VII|I"), Text("v IV|I")};

constexpr Progressions kClassical[2]{{kClassicalMajor, kClassicalMajorOpen, kClassicalMajorClosed},
                                     {kClassicalMinor, kClassicalMinorOpen, kClassicalMinorClosed}};

constexpr std::array<std::array<Progressions, 2>, kProgressionBooks> kBooks{{
    {kClassical[0], kClassical[1]},
    {Progressions{kFolkMajor, kFolkMajorOpen, kFolkMajorClosed},
     Progressions{kFolkMinor, kFolkMinorOpen, kFolkMinorClosed}},
    {Progressions{kPopMajor, kPopMajorOpen, kPopMajorClosed},
     Progressions{kPopMinor, kPopMinorOpen, kPopMinorClosed}},
    {Progressions{kRockMajor, kFolkMajorOpen, kFolkMajorClosed},
     Progressions{kRockMinor, kPopMinorOpen, kPopMinorClosed}},
    {Progressions{kJazzMajor, kJazzMajorOpen, kJazzMajorClosed},
     Progressions{kJazzMinor, kJazzMinorOpen, kJazzMinorClosed}},
    {Progressions{kBluesMajor, kBluesMajorOpen, kBluesMajorClosed},
     Progressions{kBluesMinor, kBluesMinorOpen, kBluesMinorClosed}},
    {Progressions{kDanceMajor, kPopMajorOpen, kPopMajorClosed},
     Progressions{kDanceMinor, kPopMinorOpen, kPopMinorClosed}},
    {Progressions{kEpicMajor, kPopMajorOpen, kPopMajorClosed},
     Progressions{kEpicMinor, kPopMinorOpen, kPopMinorClosed}},
    {Progressions{kAmbientMajor, kAmbientMajorOpen, kAmbientMajorClosed},
     Progressions{kAmbientMinor, kAmbientMinorOpen, kAmbientMinorClosed}},
}};

constexpr Progressions kModal[2]{{kDorian, kDorianOpen, kDorianClosed},
                                 {kMixolydian, kMixolydianOpen, kMixolydianClosed}};

}  // namespace

Progressions progressions_of(ProgressionBook book, MusicMode mode) {
  if (mode == MusicMode::kDorian || mode == MusicMode::kMixolydian) {
    return kModal[mode == MusicMode::kDorian ? 0 : 1];
  }
  return kBooks[static_cast<std::size_t>(book)][mode == MusicMode::kMinor ? 1 : 0];
}

}  // namespace melisma::models
