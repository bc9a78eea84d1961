#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "audio/error.h"
#include "cli/arrangement_options.h"
#include "cli/audio_output.h"
#include "cli/command.h"
#include "cli/generation_options.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/speech_models.h"
#include "cli/text_input.h"
#include "synth/sampling_defaults.h"
#include "synth/speech_session.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct SpeakOptions {
  std::vector<std::string> words;  // positional
  std::string file;                // -f
  std::string voice;               // empty = the first
  double speed = 1.0;
  std::string durations;
  std::string lexicon;
  bool list_voices = false;
  GenerationOptions generation;
  AudioOutputOptions output;
};

struct VoiceDescription {
  std::string_view name;
  std::string_view description;
};
constexpr VoiceDescription kVoiceDescriptions[] = {
    {"rms", "US English, male"}, {"slt", "US English, female"}, {"awb", "Scottish English, male"}};

void list_voices(const SpeakOptions& options) {
  const auto durations = open_duration_model(options.generation.model, options.durations);
  auto list = nlohmann::json::array();
  for (const std::string& voice : durations.voices()) {
    std::string about;
    for (const VoiceDescription& known : kVoiceDescriptions) {
      about = known.name == voice ? std::string(known.description) : about;
    }
    list.push_back({{"name", voice}, {"description", about}});
    if (!options.output.json) {
      std::printf("%-8s %s\n", voice.c_str(), about.c_str());
    }
  }
  if (options.output.json) {
    std::cout << list.dump(2) << '\n';
  }
}

void check(const SpeakOptions& options) {
  if (!options.words.empty() && !options.file.empty()) {
    throw ConfigError("found a text and -f " + options.file + ", wanted one of them.");
  }
  if (!(options.speed >= models::kSlowestSpeed && options.speed <= models::kFastestSpeed)) {
    throw ConfigError("--speed is " + std::to_string(options.speed) + "; wanted 0.5 to 2.");
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += text.empty() ? "" : " ";
    text += word;
  }
  return text;
}

/// One run, from checked options to a file.
class Speech {
 public:
  explicit Speech(const SpeakOptions& options) : options_(options) {}

  int run() {
    open_text();
    const SpeechModel speech = open_speech_model(options_.generation.model, options_.durations);
    synth::SpeechRequest request;
    request.voice =
        options_.voice.empty() ? 0 : synth::find_voice(*speech.durations, options_.voice);
    request.speed = options_.speed;
    request.silence = synth::silent_codes(*speech.codec);
    request.draw =
        draw_settings(options_.generation, synth::kSpeechSampling, models::random_stream::kSpeech);
    request.sentences = [this] { return next_sentence(); };
    read_first();
    AudioOutputOptions output_options = options_.output;
    output_options.keys = streamed_ == nullptr;
    AudioOutput output(output_options,
                       speech.codec->info().sample_rate,
                       settings_text(first_->text, 120),
                       settings(speech, request));
    if (streamed_ != nullptr) {
      streamed_->on_wait([&output] { output.rest(); });
    }
    synth::SpeechSession session(speech.model(), *speech.durations, std::move(request));
    const int code = generate(session, *speech.codec, output);
    report_unreadable();
    if (streamed_ != nullptr) {
      streamed_->on_wait({});
      streamed_->check();
    }
    return interrupt_flag() ? static_cast<int>(ExitCode::kInterrupted) : code;
  }

 private:
  void open_text() {
    auto lexicon =
        options_.lexicon.empty() ? models::Lexicon() : models::Lexicon::read(options_.lexicon);
    if (!options_.words.empty()) {
      input_ = std::make_unique<WholeText>(joined(options_.words), "the text", std::move(lexicon));
    } else if (!options_.file.empty() && options_.file != "-") {
      input_ = std::make_unique<WholeText>(
          read_text_to_speak(options_.file), options_.file, std::move(lexicon));
    } else {
      auto stream =
          std::make_unique<StreamedText>(STDIN_FILENO, interrupt_flag(), std::move(lexicon));
      streamed_ = stream.get();
      input_ = std::move(stream);
      if (::isatty(STDIN_FILENO) != 0 && !options_.output.quiet) {
        std::fputs("type what to say; end with Ctrl-D\n", stderr);
      }
    }
  }

  /// Before anything is written, so that a text with nothing to say leaves no file behind.
  void read_first() {
    first_ = input_->next();
    if (!first_ && interrupt_flag()) {
      throw Interrupted();
    }
    if (!first_) {
      const auto& unreadable = input_->unreadable();
      throw InputError(
          "found nothing to say" +
          (unreadable.empty()
               ? std::string(" in the text")
               : "; these characters cannot be read: " + models::describe(unreadable)) +
          ". Give a text with English words: melisma speak \"Hello there.\" -o hello.wav");
    }
  }

  std::optional<models::Sentence> next_sentence() {
    if (!first_given_) {
      first_given_ = true;
      return first_;
    }
    return input_->next();
  }

  [[nodiscard]] nlohmann::json settings(const SpeechModel& speech,
                                        const synth::SpeechRequest& request) const {
    nlohmann::json settings = generation_settings("speak");
    if (!options_.words.empty()) {
      settings["text"] = settings_text(joined(options_.words));
    } else {
      settings["file"] = streamed_ != nullptr ? "-" : settings_text(options_.file);
    }
    settings["voice"] = speech.durations->voices().at(static_cast<std::size_t>(request.voice));
    settings["speed"] = request.speed;
    settings["seed"] = request.draw.seed;
    settings["sampling"] = to_json(request.draw.sampling);
    speech.add_settings(settings);
    return settings;
  }

  void report_unreadable() const {
    if (!input_->unreadable().empty() && !options_.output.quiet) {
      std::fprintf(stderr,
                   "left out, because they cannot be read: %s\n",
                   models::describe(input_->unreadable()).c_str());
    }
  }

  const SpeakOptions& options_;
  std::unique_ptr<TextInput> input_;
  StreamedText* streamed_ = nullptr;  // input_ when it is a stream
  std::optional<models::Sentence> first_;
  bool first_given_ = false;
};

}  // namespace

int run_speak(Arguments arguments) {
  CommandLine line(
      "melisma speak TEXT -o FILE [OPTIONS]\n"
      "  melisma speak \"Hello there.\" -o hello.wav\n"
      "  melisma speak -f chapter.txt --voice slt --speed 1.1 -o chapter.flac\n"
      "  melisma speak \"I say [[T AH0 M AA1 T OW2]]. [pause 0.5] You do not.\" -o tomato.wav\n"
      "  some-program | melisma speak -o - | aplay        (speaks each sentence as it arrives)\n\n"
      "[pause 0.5] is half a second of silence, [[PHONEMES]] a word by those of the CMU "
      "dictionary. "
      "A text that\nbegins with <speak is SSML: p, s, break time|strength, sub alias, phoneme "
      "alphabet=\"x-cmu\" ph, "
      "say-as\ninterpret-as=characters|digits|telephone|cardinal|ordinal|date|"
      "time; other tags are refused.",
      "speak");
  SpeakOptions options;
  line.options.add_options()("text", po::value(&options.words), "what to say, in English")(
      "file,f", po::value(&options.file), "text file to speak (UTF-8, at most 1 MB)")(
      "voice", po::value(&options.voice), "name of the voice (--list-voices)")(
      "speed", po::value(&options.speed)->default_value(1.0), "0.5 (slow) to 2 (fast)")(
      "lexicon",
      po::value(&options.lexicon),
      "file of words and how they are said: MELISMA  M AH0 L IH1 Z M AH0")(
      "durations", po::value(&options.durations), "duration model, if not the one beside --model")(
      "list-voices", po::bool_switch(&options.list_voices), "list the voices and end");
  add_generation_options(line.options, options.generation);
  add_audio_output_options(line.options, options.output);
  line.positional.add("text", -1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  if (options.list_voices) {
    list_voices(options);
    return 0;
  }
  settle(options.generation);
  check(options);
  return Speech(options).run();
}

}  // namespace melisma::cli
