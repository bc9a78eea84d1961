#include "codec/training/codec_task.h"

#include <algorithm>
#include <random>

#include "audio/error.h"

namespace melisma::codec {
namespace {

constexpr double kDropoutShare = 0.4;
constexpr int kLeastBooks = 3;
constexpr std::int64_t kWarmFrames = 16;  // of a crop, whose unseen past would mislead the loss
constexpr std::int64_t kHeldOutClips = 24;

at::Tensor wrap(const RowMatrix& matrix) {
  return torch::from_blob(
      const_cast<float*>(matrix.data()), {matrix.rows(), matrix.cols()}, at::kFloat);
}

double unit(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

models::SafetensorsFile in_memory(const CodecTensors& tensors) {
  return {models::format_safetensors(tensors, {}), "codec in memory"};
}

}  // namespace

CodecTask::CodecTask(const CodecTraining& training,
                     const CodecTensors& start,
                     const CodecFrames& frames,
                     const CodecFrames& held_out,
                     bool frozen_codes)
    : training_(training),
      start_(start),
      loss_(training.config),
      frozen_codes_(frozen_codes),
      module_(std::make_shared<torch::nn::Module>()),
      encoder_(make_encoder_module(training.config)),
      decoder_(make_decoder_module(training.config)) {
  const auto file = in_memory(start);
  load_parameters(*encoder_, "encoder.", file);
  load_parameters(*decoder_, "decoder.", file);
  codebooks_ = to_torch(file.tensor("quantizer.codebooks"));
  if (!frozen_codes) {
    module_->register_module("encoder", encoder_.ptr());
  }
  module_->register_module("decoder", decoder_.ptr());
  data_ = prepare(frames);
  held_out_ = prepare(held_out);
}

CodecTask::Data CodecTask::prepare(const CodecFrames& frames) const {
  Data data{wrap(frames.features), wrap(frames.targets), {}, frames.clip_begins};
  if (frozen_codes_) {
    const torch::InferenceMode inference;
    std::vector<at::Tensor> codes;
    for (std::size_t clip = 0; clip + 1 < data.clip_begins.size(); ++clip) {
      const std::int64_t begin = data.clip_begins[clip];
      const auto clip_features = data.features.narrow(0, begin, data.clip_begins[clip + 1] - begin);
      ResidualPath encoder = encoder_;
      codes.push_back(quantize(encoder->forward(clip_features.unsqueeze(0))[0], codebooks_));
    }
    data.codes = at::cat(codes);
  }
  return data;
}

at::Tensor CodecTask::forward(const at::Tensor& inputs) {
  return decoder_->forward(frozen_codes_ ? inputs : encoder_->forward(inputs));
}

std::map<std::string, double> CodecTask::step(std::int64_t step, int rank, int size) {
  std::mt19937_64 random(training_.options.seed * 1000003U +
                         static_cast<std::uint64_t>(step * size + rank));
  const std::int64_t length = training_.crop_frames;
  std::vector<at::Tensor> inputs;
  std::vector<at::Tensor> targets;
  while (static_cast<std::int64_t>(inputs.size()) < training_.batch) {
    const auto clip = random() % (data_.clip_begins.size() - 1);
    const std::int64_t frames = data_.clip_begins[clip + 1] - data_.clip_begins[clip];
    if (frames < length) {
      continue;
    }
    const auto offset =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(frames - length + 1));
    const std::int64_t begin = data_.clip_begins[clip] + offset;
    targets.push_back(data_.targets.narrow(0, begin, length));
    if (frozen_codes_) {
      std::int64_t books = codebooks_.size(0);
      if (unit(random) < kDropoutShare && books > kLeastBooks) {
        books = kLeastBooks + static_cast<std::int64_t>(
                                  random() % static_cast<std::uint64_t>(books - kLeastBooks));
      }
      inputs.push_back(
          sum_of_codes(data_.codes.narrow(0, begin, length).narrow(1, 0, books), codebooks_));
    } else {
      inputs.push_back(data_.features.narrow(0, begin, length));
    }
  }
  const at::Tensor predicted =
      forward(at::stack(inputs)).narrow(1, kWarmFrames, length - kWarmFrames);
  const auto parts =
      loss_(predicted, at::stack(targets).narrow(1, kWarmFrames, length - kWarmFrames));
  parts.total.backward();
  return {{"loss", parts.total.item<double>()},
          {"log_magnitude", parts.log_magnitude.item<double>()},
          {"mel", parts.mel.item<double>()},
          {"frames", static_cast<double>(training_.batch * length)}};
}

std::map<std::string, double> CodecTask::evaluate() {
  const torch::NoGradGuard no_gradient;
  std::map<std::string, double> sums;
  double frames = 0;
  const auto clips = std::min<std::size_t>(held_out_.clip_begins.size() - 1, kHeldOutClips);
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const std::int64_t begin = held_out_.clip_begins[clip];
    const std::int64_t length = held_out_.clip_begins[clip + 1] - begin;
    const at::Tensor input =
        frozen_codes_ ? sum_of_codes(held_out_.codes.narrow(0, begin, length), codebooks_)
                      : held_out_.features.narrow(0, begin, length);
    const auto parts =
        loss_(forward(input.unsqueeze(0)), held_out_.targets.narrow(0, begin, length).unsqueeze(0));
    const auto weight = static_cast<double>(length);
    sums["held_out_0"] += weight * parts.total.item<double>();
    sums["held_out_1"] += weight * parts.log_magnitude.item<double>();
    sums["held_out_2"] += weight * parts.mel.item<double>();
    frames += weight;
  }
  for (auto& [name, sum] : sums) {
    sum /= frames;
  }
  return sums;
}

CodecTensors CodecTask::tensors() const {
  CodecTensors all = start_;
  for (const auto& parameter : module_->named_parameters()) {
    const at::Tensor values = parameter.value().detach().to(at::kCPU).contiguous();
    models::OwnedTensor& stored = all.at(parameter.key());
    stored = models::OwnedTensor::from_floats(
        {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, stored.shape);
  }
  return all;
}

void CodecTask::export_model(const std::filesystem::path& path) {
  models::write_safetensors(path, tensors(), {{"kind", "codec_phase"}});
}

}  // namespace melisma::codec
