#include "models/corpus/composer/instruments.h"

#include <array>

namespace melisma::models {
namespace {

// Lowest and highest pitch of each instrument, eight to a family.
constexpr std::array<PitchRange, 128> kRanges{{
    {28, 100}, {28, 100}, {28, 100}, {28, 100},
    {28, 100}, {28, 96},  {29, 88},  {29, 84},  // pianos
    {60, 105}, {72, 108}, {55, 96},  {53, 89},
    {45, 96},  {65, 105}, {55, 79},  {48, 88},  // chromatic
    {36, 96},  {36, 96},  {36, 96},  {36, 96},
    {36, 90},  {41, 89},  {55, 93},  {43, 91},  // organs
    {40, 81},  {40, 84},  {40, 84},  {40, 86},
    {40, 80},  {40, 86},  {36, 86},  {52, 88},  // guitars
    {28, 55},  {28, 57},  {28, 57},  {28, 60},
    {28, 57},  {28, 57},  {24, 60},  {24, 60},  // basses
    {55, 96},  {48, 84},  {36, 76},  {28, 60},
    {36, 91},  {36, 88},  {28, 100}, {40, 57},  // strings
    {36, 96},  {36, 96},  {36, 91},  {36, 91},
    {48, 81},  {48, 81},  {43, 84},  {48, 79},  // ensembles
    {55, 84},  {40, 72},  {28, 55},  {55, 82},
    {43, 77},  {41, 82},  {43, 84},  {43, 84},  // brass
    {57, 88},  {50, 81},  {45, 76},  {38, 68},
    {58, 88},  {52, 81},  {34, 68},  {50, 88},  // reeds
    {74, 103}, {60, 96},  {60, 94},  {60, 91},
    {57, 88},  {55, 86},  {62, 96},  {60, 91},  // pipes
    {45, 96},  {45, 96},  {48, 93},  {48, 93},
    {43, 88},  {48, 84},  {43, 88},  {31, 84},  // synth leads
    {40, 96},  {36, 91},  {36, 91},  {40, 84},
    {40, 91},  {40, 88},  {40, 91},  {40, 91},  // pads
    {48, 91},  {40, 88},  {48, 100}, {40, 91},
    {43, 91},  {40, 84},  {40, 88},  {43, 88},  // effects
    {43, 81},  {48, 84},  {48, 84},  {48, 84},
    {55, 88},  {50, 74},  {55, 88},  {54, 84},  // folk
    {60, 96},  {60, 84},  {52, 88},  {60, 84},
    {36, 60},  {36, 67},  {36, 67},  {48, 72},  // percussive
    {48, 72},  {48, 72},  {48, 72},  {60, 84},
    {60, 72},  {48, 72},  {48, 72},  {48, 72},  // sounds
}};

}  // namespace

PitchRange range_of(int program) {
  return kRanges[static_cast<std::size_t>(program)];
}

bool plays_chords(int program) {
  return program < 32 ? program != 22 && program != 14
                      : (program >= 45 && program < 55 && program != 47 && program != 53) ||
                            program == 44 || program == 61 || program == 62 || program == 63 ||
                            program == 81 || program == 80 || program == 90 ||
                            (program >= 88 && program < 109 && program != 104 && program != 106) ||
                            program == 108;
}

bool is_colour(int program) {
  return program == 47 || program == 55 || program == 14 || (program >= 112 && program != 114);
}

bool is_bass(int program) {
  return (program >= 32 && program < 40) || program == 43 || program == 58;
}

bool is_plucked(int program) {
  return (program >= 24 && program < 32) || program == 15 || program == 46 ||
         (program >= 104 && program < 108);
}

}  // namespace melisma::models
