#include "models/text/ssml.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <optional>

#include <pugixml.hpp>

#include "audio/error.h"
#include "models/text/acronym_reading.h"
#include "models/text/spoken_markup.h"

namespace melisma::models {
namespace {

constexpr int kDeepest = 32;  // elements within one another
constexpr double kDefaultBreak = 0.5;

struct Strength {
  std::string_view name;
  double seconds;
};
constexpr std::array kStrengths{Strength{"none", 0},
                                Strength{"x-weak", 0.1},
                                Strength{"weak", 0.25},
                                Strength{"medium", kDefaultBreak},
                                Strength{"strong", 0.8},
                                Strength{"x-strong", 1.5}};

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return std::string(text);
}

[[noreturn]] void refuse(const pugi::xml_node& node, const std::string& fault) {
  throw InputError("SSML, character " + std::to_string(node.offset_debug()) + ": " + fault +
                   ". See melisma speak --help for what is understood.");
}

/// Letters by their names and figures one by one.
std::string spelt(std::string_view text) {
  std::string result;
  std::string letters;
  const auto end_letters = [&] {
    result += letters.empty() ? "" : spell_letters(letters);
    letters.clear();
  };
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      continue;
    }
    end_letters();
    result += ' ';
    if (is_digit(c)) {
      result += c;
      result += ' ';
    }
  }
  end_letters();
  return result;
}

/// Figures one by one; a comma where they are grouped.
std::string digit_by_digit(std::string_view text) {
  std::string result;
  for (const char c : trimmed(text)) {
    if (is_digit(c)) {
      result += std::string(" ") + c;
    } else if (!result.empty() && result.back() != ',') {
      result += ',';
    }
  }
  return result;
}

std::string ordinal(const pugi::xml_node& node, const std::string& number) {
  if (number.empty() || !std::ranges::all_of(number, is_digit)) {
    refuse(node, "found the ordinal \"" + number.substr(0, 40) + "\", wanted a whole number");
  }
  const bool teen = number.size() > 1 && number[number.size() - 2] == '1';
  const char last = number.back();
  return number + (teen          ? "th"
                   : last == '1' ? "st"
                   : last == '2' ? "nd"
                   : last == '3' ? "rd"
                                 : "th");
}

class SsmlReader {
 public:
  std::string run(const pugi::xml_node& root) {
    if (std::string_view(root.name()) != "speak") {
      refuse(root, "found <" + std::string(root.name()) + ">, wanted <speak>");
    }
    check_attributes(root, {"version", "xmlns", "xmlns:xsi", "xsi:schemaLocation"});
    read_children(root, 0);
    return std::move(text_);
  }

 private:
  void read_children(const pugi::xml_node& parent, int depth) {
    if (depth > kDeepest) {
      refuse(parent, "elements lie more than " + std::to_string(kDeepest) + " deep");
    }
    for (const pugi::xml_node& node : parent) {
      if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
        std::string words = node.value();
        std::ranges::replace_if(words, is_space, ' ');  // a blank line is no paragraph here
        text_ += words;
      } else if (node.type() == pugi::node_element) {
        read_element(node, depth);
      }
    }
  }

  void read_element(const pugi::xml_node& node, int depth) {
    const std::string_view name = node.name();
    if (name == "p") {
      check_attributes(node, {});
      end_sentence("\n\n");
      read_children(node, depth + 1);
      end_sentence("\n\n");
    } else if (name == "s") {
      check_attributes(node, {});
      end_sentence("\n");
      read_children(node, depth + 1);
      end_sentence("\n");
    } else if (name == "break") {
      check_attributes(node, {"time", "strength"});
      pause(break_seconds(node));
    } else if (name == "sub") {
      check_attributes(node, {"alias"});
      text_ += " " + attribute(node, "alias") + " ";
    } else if (name == "phoneme") {
      check_attributes(node, {"alphabet", "ph"});
      say_phonemes(node);
    } else if (name == "say-as") {
      check_attributes(node, {"interpret-as", "format", "detail"});
      text_ += say_as(node);
    } else {
      refuse(node, "found <" + std::string(name.substr(0, 40)) + ">, which is not understood");
    }
  }

  static void check_attributes(const pugi::xml_node& node,
                               std::initializer_list<std::string_view> known) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      const bool english =
          name == "xml:lang" && std::string_view(attribute.value()).starts_with("en");
      if (!english && std::ranges::find(known, name) == known.end()) {
        refuse(node,
               "<" + std::string(node.name()) + "> has " + std::string(name.substr(0, 40)) + "=\"" +
                   std::string(attribute.value()).substr(0, 40) + "\", which is not understood");
      }
    }
  }

  static std::string attribute(const pugi::xml_node& node, const char* name) {
    const pugi::xml_attribute found = node.attribute(name);
    if (found.empty()) {
      refuse(node, "<" + std::string(node.name()) + "> lacks " + name);
    }
    return found.value();
  }

  /// A sentence ends here, if one has begun, also where the author put no stop.
  void end_sentence(std::string_view gap) {
    while (!text_.empty() && is_space(text_.back())) {
      text_.pop_back();
    }
    if (!text_.empty()) {
      if (std::string_view(".!?:;]").find(text_.back()) == std::string_view::npos) {
        text_ += '.';
      }
      text_ += gap;
    }
  }

  void pause(double seconds) {
    if (seconds > 0) {
      std::array<char, 40> written{};
      std::snprintf(written.data(), written.size(), "[pause %.3f]", seconds);
      text_ += written.data();
    }
  }

  static double break_seconds(const pugi::xml_node& node) {
    if (const pugi::xml_attribute time = node.attribute("time"); !time.empty()) {
      const std::string_view text = time.value();
      double value = -1;
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
      const std::string_view unit = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
      const double seconds = unit == "ms" ? value / 1e3 : value;
      const bool good = parsed.ec == std::errc() && (unit == "ms" || unit == "s") && seconds >= 0 &&
                        seconds <= kLongestPauseSeconds;
      if (!good) {
        refuse(node,
               "found the time \"" + std::string(text.substr(0, 40)) +
                   "\", wanted 0 to 10 seconds, such as 500ms or 1.5s");
      }
      return seconds;
    }
    const pugi::xml_attribute strength = node.attribute("strength");
    if (strength.empty()) {
      return kDefaultBreak;
    }
    const auto known =
        std::ranges::find(kStrengths, std::string_view(strength.value()), &Strength::name);
    if (known == kStrengths.end()) {
      refuse(node,
             "found the strength \"" + std::string(strength.value()).substr(0, 40) +
                 "\", wanted none, x-weak, weak, medium, strong or x-strong");
    }
    return known->seconds;
  }

  void say_phonemes(const pugi::xml_node& node) {
    const std::string alphabet = attribute(node, "alphabet");
    if (alphabet != "x-cmu") {
      refuse(node,
             "found phonemes of the alphabet \"" + alphabet.substr(0, 40) +
                 "\", wanted x-cmu, those of the CMU dictionary");
    }
    const std::string phonemes = attribute(node, "ph");
    if (phonemes.find_first_of("[]") != std::string::npos) {
      refuse(node, "found a bracket among phonemes");
    }
    text_ += "[[" + phonemes + "]]";
  }

  static std::string say_as(const pugi::xml_node& node) {
    const std::string how = attribute(node, "interpret-as");
    const std::string text = trimmed(node.child_value());
    if (how == "characters" || how == "spell-out") {
      return spelt(text);
    }
    if (how == "digits" || how == "telephone") {
      return digit_by_digit(text);
    }
    if (how == "ordinal") {
      return ordinal(node, text);
    }
    if (how == "cardinal" || how == "number" || how == "date" || how == "time") {
      return text;  // as they are read anyway
    }
    refuse(node,
           "found interpret-as=\"" + how.substr(0, 40) +
               "\", wanted characters, digits, telephone, cardinal, ordinal, date or time");
  }

  std::string text_;
};

}  // namespace

bool is_ssml(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  return text.starts_with("<speak") || text.starts_with("<?xml");
}

std::string ssml_to_text(std::string_view document) {
  pugi::xml_document parsed;
  const auto result = parsed.load_buffer(document.data(),
                                         document.size(),
                                         pugi::parse_default | pugi::parse_ws_pcdata,
                                         pugi::encoding_utf8);
  if (!result) {
    throw InputError("SSML, character " + std::to_string(result.offset) +
                     ": the document is broken (" + result.description() +
                     "). Correct it, or give the text without tags.");
  }
  return SsmlReader().run(parsed.document_element());
}

}  // namespace melisma::models
