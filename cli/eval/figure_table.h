#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace melisma::cli {

/// What a column of figures is called and how it is printed.
struct FigureColumn {
  std::string key;    // in JSON
  std::string title;  // in text
  int decimals = 2;
};

/// Rows of measured figures under common columns, for people as aligned text and for programs as
/// JSON. A figure that was not measured is "-" in text and null in JSON.
class FigureTable {
 public:
  /// `subject` heads the column of row names ("system", "prompt").
  FigureTable(std::string subject, std::vector<FigureColumn> columns);

  /// One figure a column, in order. Throws ShapeError when the counts differ.
  void add_row(std::string name, std::vector<std::optional<double>> figures);

  /// Header and rows, each ended by a newline.
  [[nodiscard]] std::string text() const;
  /// [{subject: name, key: figure, ...}, ...]
  [[nodiscard]] nlohmann::json json() const;

 private:
  struct Row {
    std::string name;
    std::vector<std::optional<double>> figures;
  };
  std::string subject_;
  std::vector<FigureColumn> columns_;
  std::vector<Row> rows_;
};

}  // namespace melisma::cli
