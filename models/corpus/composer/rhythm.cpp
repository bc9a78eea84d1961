#include "models/corpus/composer/rhythm.h"

namespace melisma::models {

std::vector<Stroke> read_rhythm(std::string_view rhythm) {
  std::vector<Stroke> out;
  bool sounding = false;
  for (std::size_t i = 0; i < rhythm.size(); ++i) {
    const int start = static_cast<int>(i) * 3;
    if (rhythm[i] == 'x' || rhythm[i] == 'X') {
      out.push_back({start, 3, rhythm[i] == 'X'});
      sounding = true;
    } else if (rhythm[i] == '-' && sounding) {
      out.back().length += 3;
    } else {
      sounding = false;
    }
  }
  return out;
}

}  // namespace melisma::models
