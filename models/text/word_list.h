#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace melisma::models {

template <typename List, typename Value>
bool contains(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

inline constexpr std::array<std::string_view, 12> kMonthNames = {"January",
                                                                 "February",
                                                                 "March",
                                                                 "April",
                                                                 "May",
                                                                 "June",
                                                                 "July",
                                                                 "August",
                                                                 "September",
                                                                 "October",
                                                                 "November",
                                                                 "December"};

}  // namespace melisma::models
