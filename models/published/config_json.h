#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace melisma::models {

/// The `config.json` of a published checkpoint: read with a cap on size and depth, members with
/// their ranges. Throws CheckpointError that names the file and the member.
class ConfigJson {
 public:
  explicit ConfigJson(const std::filesystem::path& path);
  /// The same of a text; `name` stands in messages.
  ConfigJson(std::string_view text, const std::string& name);

  /// Of the file and the part of it, for messages.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool has(const std::string& member) const { return json_.contains(member); }
  /// Whether it is there and not null.
  [[nodiscard]] bool has_value(const std::string& member) const {
    return has(member) && !json_.at(member).is_null();
  }
  /// A member that is an object.
  [[nodiscard]] ConfigJson at(const std::string& member) const;
  [[nodiscard]] int integer(const std::string& member, int least, int most) const;
  [[nodiscard]] double real(const std::string& member, double least, double most) const;
  [[nodiscard]] bool flag(const std::string& member) const;
  [[nodiscard]] std::string text(const std::string& member) const;
  /// Lists of 1 to `longest` numbers.
  [[nodiscard]] std::vector<int> integers(const std::string& member,
                                          int least,
                                          int most,
                                          std::size_t longest) const;
  [[nodiscard]] std::vector<double> reals(const std::string& member,
                                          double least,
                                          double most,
                                          std::size_t longest) const;

 private:
  ConfigJson(nlohmann::json json, std::string name)
      : name_(std::move(name)), json_(std::move(json)) {}
  [[nodiscard]] const nlohmann::json& member(const std::string& member) const;
  [[nodiscard]] const nlohmann::json& list(const std::string& member, std::size_t longest) const;
  [[nodiscard]] int whole(const nlohmann::json& value,
                          const std::string& member,
                          int least,
                          int most) const;
  [[nodiscard]] double number(const nlohmann::json& value,
                              const std::string& member,
                              double least,
                              double most) const;
  [[noreturn]] void refuse(const std::string& member, const std::string& wanted) const;

  std::string name_;
  nlohmann::json json_;
};

}  // namespace melisma::models
