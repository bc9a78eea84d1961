#include "cli/eval/figure_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "audio/error.h"

namespace melisma::cli {
namespace {

bool measured(const std::optional<double>& figure) {
  return figure.has_value() && std::isfinite(*figure);
}

std::string cell(const std::optional<double>& figure, int decimals) {
  if (!measured(figure)) {
    return "-";
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, *figure);
  return text.data();
}

std::string padded_left(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string padded_right(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

}  // namespace

FigureTable::FigureTable(std::string subject, std::vector<FigureColumn> columns)
    : subject_(std::move(subject)), columns_(std::move(columns)) {}

void FigureTable::add_row(std::string name, std::vector<std::optional<double>> figures) {
  if (figures.size() != columns_.size()) {
    throw ShapeError("table row \"" + name + "\": found " + std::to_string(figures.size()) +
                     " figures, wanted " + std::to_string(columns_.size()) + ".");
  }
  rows_.push_back({std::move(name), std::move(figures)});
}

std::string FigureTable::text() const {
  std::size_t name_width = subject_.size();
  for (const Row& row : rows_) {
    name_width = std::max(name_width, row.name.size());
  }
  std::string header = padded_right(subject_, name_width);
  std::vector<std::string> lines;
  for (const Row& row : rows_) {
    lines.push_back(padded_right(row.name, name_width));
  }
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    std::size_t width = columns_[column].title.size();
    std::vector<std::string> cells;
    for (const Row& row : rows_) {
      cells.push_back(cell(row.figures[column], columns_[column].decimals));
      width = std::max(width, cells.back().size());
    }
    header += "  " + padded_left(columns_[column].title, width);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      lines[i] += "  " + padded_left(cells[i], width);
    }
  }
  std::string all = header + "\n";
  for (const std::string& line : lines) {
    all += line + "\n";
  }
  return all;
}

nlohmann::json FigureTable::json() const {
  auto array = nlohmann::json::array();
  for (const Row& row : rows_) {
    nlohmann::json object = {{subject_, row.name}};
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const auto& figure = row.figures[column];
      object[columns_[column].key] = measured(figure) ? nlohmann::json(*figure) : nlohmann::json();
    }
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace melisma::cli
