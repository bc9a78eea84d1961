#include "codec/training/codec_training.h"

#include <cstdio>

#include "audio/error.h"
#include "codec/fitting/codec_fitting.h"
#include "codec/training/codec_task.h"

namespace melisma::codec {
namespace {

namespace fs = std::filesystem;

void say(const CodecTraining& training, const std::string& line) {
  if (training.options.progress) {
    training.options.progress(line);
  }
}

void save(const fs::path& path, const CodecTensors& tensors) {
  models::write_safetensors(path, tensors, {{"kind", "codec_phase"}});
}

CodecTensors load(const fs::path& path) {
  const models::SafetensorsFile file(path);
  CodecTensors tensors;
  for (const auto& [name, view] : file.tensors()) {
    tensors[name] = models::OwnedTensor::from_floats(view.to_floats(), view.shape);
  }
  return tensors;
}

/// Rounds to what the file will hold, so that codes mean the same in training as in use.
CodecTensors rounded_to_half(const CodecTensors& tensors) {
  CodecTensors rounded;
  for (const auto& [name, tensor] : tensors) {
    const models::SafetensorsFile file(
        models::format_safetensors(
            {{name,
              models::OwnedTensor::from_floats({reinterpret_cast<const float*>(tensor.bytes.data()),
                                                tensor.bytes.size() / sizeof(float)},
                                               tensor.shape,
                                               models::DataType::kF16)}},
            {}),
        name);
    rounded[name] = models::OwnedTensor::from_floats(file.tensor(name).to_floats(), tensor.shape);
  }
  return rounded;
}

/// Runs one neural phase in its own folder; false when it was stopped before its end.
bool train_phase(const CodecTraining& training,
                 const std::string& name,
                 double minutes,
                 CodecTask& task) {
  models::TrainingOptions options = training.options;
  options.run = training.options.run / name;
  options.minutes = minutes;
  options.resume = fs::exists(options.run / "checkpoint.safetensors");
  return models::Trainer(task, options).run().finished;
}

class CodecPhases {
 public:
  explicit CodecPhases(const CodecTraining& training)
      : training_(training), run_(training.options.run) {
    fs::create_directories(run_);
    say(training_, "analysing " + std::to_string(training.clips.size()) + " clips");
    frames_ = analyse_clips(training.clips,
                            training.config,
                            {.max_frames = training.max_frames, .seed = training.options.seed});
    held_out_ = analyse_clips(training.held_out_clips,
                              training.config,
                              {.max_frames = 20000, .seed = training.options.seed});
  }

  void run() {
    fit_linear();
    if (!train_autoencoder()) {
      return;
    }
    freeze();
    train_decoder();
  }

 private:
  void fit_linear() {
    const fs::path path = run_ / "linear.safetensors";
    if (fs::exists(path)) {
      tensors_ = load(path);
      return;
    }
    say(training_,
        "fitting linear paths to " + std::to_string(frames_.features.rows()) + " frames");
    tensors_ = fit_linear_paths(training_.config, frames_, training_.options.seed);
    save(path, tensors_);
  }

  bool train_autoencoder() {
    if (training_.autoencoder_minutes <= 0 || fs::exists(run_ / "frozen.safetensors")) {
      return true;
    }
    CodecTask task(training_, tensors_, frames_, held_out_, false);
    const bool finished =
        train_phase(training_, "autoencoder", training_.autoencoder_minutes, task);
    tensors_ = load(run_ / "autoencoder" / "model.safetensors");
    return finished;
  }

  void freeze() {
    const fs::path path = run_ / "frozen.safetensors";
    if (!fs::exists(path)) {
      say(training_, "fitting codebooks");
      const RowMatrix latents = encode_latents(training_.config, tensors_, frames_);
      const auto remaining =
          fit_codebooks(training_.config, latents, training_.options.seed, tensors_);
      char line[64];
      std::snprintf(line, sizeof line, "codebooks leave %.4f of the variance", remaining.back());
      say(training_, line);
      if (training_.autoencoder_minutes <= 0) {
        refit_decoder(training_.config, latents, frames_, tensors_);
      }
      tensors_ = rounded_to_half(tensors_);
      save(path, tensors_);
    }
    tensors_ = load(path);
    write_codec(run_ / "codec.safetensors",
                training_.config,
                tensors_,
                training_.provenance,
                models::DataType::kF16);
    say(training_, "frozen: " + (run_ / "codec.safetensors").string());
  }

  void train_decoder() {
    if (training_.decoder_minutes <= 0) {
      return;
    }
    CodecTask task(training_, tensors_, frames_, held_out_, true);
    train_phase(training_, "decoder", training_.decoder_minutes, task);
    tensors_ = load(run_ / "decoder" / "model.safetensors");
    write_codec(run_ / "codec.safetensors",
                training_.config,
                tensors_,
                training_.provenance,
                models::DataType::kF16);
    say(training_, "wrote " + (run_ / "codec.safetensors").string());
  }

  const CodecTraining& training_;
  fs::path run_;
  CodecFrames frames_;
  CodecFrames held_out_;
  CodecTensors tensors_;
};

}  // namespace

void train_codec(const CodecTraining& training) {
  if (training.clips.empty() || training.held_out_clips.empty()) {
    throw InputError(
        "training a codec needs sound files to train on and others to measure on; found " +
        std::to_string(training.clips.size()) + " and " +
        std::to_string(training.held_out_clips.size()) + ". Make a larger corpus.");
  }
  at::set_num_threads(training.options.threads);
  CodecPhases(training).run();
}

}  // namespace melisma::codec
