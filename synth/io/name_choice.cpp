#include "synth/io/name_choice.h"

#include <algorithm>
#include <cctype>

#include "audio/lower_case.h"

namespace melisma::synth {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 9 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

std::optional<std::size_t> choose_by_name(const std::vector<std::string>& names,
                                          const std::vector<int>& indices,
                                          const std::string& wanted) {
  if (is_number(wanted)) {
    const auto found = std::find(indices.begin(), indices.end(), std::stoi(wanted));
    if (found != indices.end()) {
      return static_cast<std::size_t>(found - indices.begin());
    }
  }
  const auto first_that = [&](const auto& fits) -> std::optional<std::size_t> {
    const auto found = std::find_if(names.begin(), names.end(), fits);
    if (found == names.end()) {
      return std::nullopt;
    }
    return static_cast<std::size_t>(found - names.begin());
  };
  if (const auto exact = first_that([&](const std::string& name) { return name == wanted; })) {
    return exact;
  }
  return first_that([part = audio::lower_case(wanted)](const std::string& name) {
    return audio::lower_case(name).find(part) != std::string::npos;
  });
}

}  // namespace melisma::synth
