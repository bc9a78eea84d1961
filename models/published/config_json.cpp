#include "models/published/config_json.h"

#include <utility>

#include "audio/error.h"
#include "models/checkpoint/mapped_file.h"
#include "models/published/shallow_json.h"

namespace melisma::models {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;

std::string read_text(const std::filesystem::path& path) {
  const MappedFile file(path);
  const auto bytes = file.bytes();
  if (bytes.size() > kMostBytes) {
    throw CheckpointError(path.string() + " has more than a megabyte, which no configuration has.");
  }
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

ConfigJson::ConfigJson(const std::filesystem::path& path)
    : ConfigJson(std::string_view(read_text(path)), path.string()) {}

ConfigJson::ConfigJson(std::string_view text, const std::string& name)
    : ConfigJson(parse_shallow_json(text, name), name) {
  if (!json_.is_object()) {
    throw CheckpointError(name_ + " is no configuration: wanted an object. Get it again.");
  }
}

void ConfigJson::refuse(const std::string& member, const std::string& wanted) const {
  const std::string found =
      json_.contains(member) ? json_[member].dump().substr(0, 60) : std::string("nothing");
  throw CheckpointError(name_ + ": found " + found + " for \"" + member + "\", wanted " + wanted +
                        ". It belongs to another kind of model, or is damaged.");
}

const nlohmann::json& ConfigJson::member(const std::string& member) const {
  static const nlohmann::json kNone;
  const auto found = json_.find(member);
  return found == json_.end() ? kNone : *found;
}

ConfigJson ConfigJson::at(const std::string& name) const {
  if (!member(name).is_object()) {
    refuse(name, "an object");
  }
  return {member(name), name_ + ", " + name};
}

int ConfigJson::whole(const nlohmann::json& value,
                      const std::string& name,
                      int least,
                      int most) const {
  if (!value.is_number_integer() || value.get<double>() < least || value.get<double>() > most) {
    refuse(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value.get<int>();
}

double ConfigJson::number(const nlohmann::json& value,
                          const std::string& name,
                          double least,
                          double most) const {
  if (!value.is_number() || !(value.get<double>() >= least && value.get<double>() <= most)) {
    refuse(name, "a number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value.get<double>();
}

const nlohmann::json& ConfigJson::list(const std::string& name, std::size_t longest) const {
  const nlohmann::json& value = member(name);
  if (!value.is_array() || value.empty() || value.size() > longest) {
    refuse(name, "a list of 1 to " + std::to_string(longest) + " numbers");
  }
  return value;
}

int ConfigJson::integer(const std::string& name, int least, int most) const {
  return whole(member(name), name, least, most);
}

double ConfigJson::real(const std::string& name, double least, double most) const {
  return number(member(name), name, least, most);
}

std::vector<int> ConfigJson::integers(const std::string& name,
                                      int least,
                                      int most,
                                      std::size_t longest) const {
  std::vector<int> result;
  for (const nlohmann::json& value : list(name, longest)) {
    result.push_back(whole(value, name, least, most));
  }
  return result;
}

std::vector<double> ConfigJson::reals(const std::string& name,
                                      double least,
                                      double most,
                                      std::size_t longest) const {
  std::vector<double> result;
  for (const nlohmann::json& value : list(name, longest)) {
    result.push_back(number(value, name, least, most));
  }
  return result;
}

bool ConfigJson::flag(const std::string& name) const {
  if (!member(name).is_boolean()) {
    refuse(name, "true or false");
  }
  return member(name).get<bool>();
}

std::string ConfigJson::text(const std::string& name) const {
  if (!member(name).is_string()) {
    refuse(name, "a text");
  }
  return member(name).get<std::string>();
}

}  // namespace melisma::models
