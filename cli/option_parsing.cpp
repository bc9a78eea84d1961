#include "cli/option_parsing.h"

#include <iostream>
#include <vector>

#include "audio/error.h"

namespace melisma::cli {

namespace po = boost::program_options;

bool parse(CommandLine& line, Arguments arguments, po::variables_map& values) {
  try {
    const std::vector<std::string> words(arguments.begin(), arguments.end());
    // No abbreviations: an option added later must not change what a script means.
    constexpr int kStyle =
        po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words)
                  .options(line.options)
                  .positional(line.positional)
                  .style(kStyle)
                  .run(),
              values);
    if (values.count("help") > 0) {
      std::cout << "usage: " << line.usage << "\n\n" << line.options;
      return false;
    }
    po::notify(values);
    return true;
  } catch (const po::error& fault) {
    throw ConfigError(std::string(fault.what()) + ". See the options with --help.");
  }
}

}  // namespace melisma::cli
