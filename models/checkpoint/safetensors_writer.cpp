#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "models/checkpoint/float16.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {
namespace {

constexpr std::size_t kAlignment =
    8;  // of the first tensor byte, by padding the header with spaces

template <typename Stored, typename Value, typename Convert>
OwnedTensor make_tensor(std::span<const Value> values,
                        std::vector<std::int64_t> shape,
                        DataType type,
                        Convert convert) {
  std::int64_t wanted = 1;
  for (const std::int64_t dimension : shape) {
    wanted *= dimension;
  }
  if (wanted != static_cast<std::int64_t>(values.size())) {
    throw ShapeError("found " + std::to_string(values.size()) + " values for a tensor of " +
                     std::to_string(wanted) + ". Pass a shape that matches the values.");
  }
  OwnedTensor tensor{
      type, std::move(shape), std::vector<std::byte>(values.size() * sizeof(Stored))};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Stored stored = convert(values[i]);
    std::memcpy(tensor.bytes.data() + i * sizeof(Stored), &stored, sizeof(Stored));
  }
  return tensor;
}

template <typename Stored>
Stored checked_narrow(std::int32_t value) {
  if (value < static_cast<std::int32_t>(std::numeric_limits<Stored>::min()) ||
      value > static_cast<std::int32_t>(std::numeric_limits<Stored>::max())) {
    throw ShapeError("the value " + std::to_string(value) + " does not fit the tensor's type");
  }
  return static_cast<Stored>(value);
}

std::string make_header(const std::map<std::string, OwnedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata) {
  // std::map and ordered output make equal input give equal bytes.
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (!metadata.empty()) {
    json["__metadata__"] = metadata;
  }
  std::uint64_t at = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::uint64_t end = at + tensor.bytes.size();
    json[name] = {{"dtype", std::string(name_of(tensor.type))},
                  {"shape", tensor.shape},
                  {"data_offsets", {at, end}}};
    at = end;
  }
  // Metadata may quote text from outside; what is not UTF-8 in it is replaced, not refused.
  std::string text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  return text;
}

void write_all(std::ostream& stream,
               const std::string& header,
               const std::map<std::string, OwnedTensor>& tensors) {
  for (unsigned shift = 0; shift < 64; shift += 8) {
    stream.put(static_cast<char>((static_cast<std::uint64_t>(header.size()) >> shift) & 0xFFU));
  }
  stream.write(header.data(), static_cast<std::streamsize>(header.size()));
  for (const auto& [name, tensor] : tensors) {
    stream.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                 static_cast<std::streamsize>(tensor.bytes.size()));
  }
  stream.flush();
}

}  // namespace

OwnedTensor OwnedTensor::from_floats(std::span<const float> values,
                                     std::vector<std::int64_t> shape,
                                     DataType type) {
  switch (type) {
    case DataType::kF32:
      return make_tensor<float>(values, std::move(shape), type, [](float value) { return value; });
    case DataType::kF16:
      return make_tensor<std::uint16_t>(values, std::move(shape), type, float_to_half);
    case DataType::kBF16:
      return make_tensor<std::uint16_t>(values, std::move(shape), type, float_to_bfloat16);
    default:
      throw ShapeError("cannot store floats as " + std::string(name_of(type)) +
                       "; wanted F32, F16 or BF16");
  }
}

OwnedTensor OwnedTensor::from_ints(std::span<const std::int32_t> values,
                                   std::vector<std::int64_t> shape,
                                   DataType type) {
  switch (type) {
    case DataType::kI64:
      return make_tensor<std::int64_t>(
          values, std::move(shape), type, [](std::int32_t v) -> std::int64_t { return v; });
    case DataType::kI32:
      return make_tensor<std::int32_t>(
          values, std::move(shape), type, [](std::int32_t v) { return v; });
    case DataType::kI16:
      return make_tensor<std::int16_t>(
          values, std::move(shape), type, checked_narrow<std::int16_t>);
    case DataType::kI8:
      return make_tensor<std::int8_t>(values, std::move(shape), type, checked_narrow<std::int8_t>);
    case DataType::kU8:
      return make_tensor<std::uint8_t>(
          values, std::move(shape), type, checked_narrow<std::uint8_t>);
    default:
      throw ShapeError("cannot store integers as " + std::string(name_of(type)));
  }
}

std::vector<std::byte> format_safetensors(const std::map<std::string, OwnedTensor>& tensors,
                                          const std::map<std::string, std::string>& metadata) {
  std::ostringstream stream;
  write_all(stream, make_header(tensors, metadata), tensors);
  const std::string text = std::move(stream).str();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TensorSet tensor_set_of(std::map<std::string, OwnedTensor> tensors, std::string name) {
  const auto owned = std::make_shared<const std::map<std::string, OwnedTensor>>(std::move(tensors));
  TensorSet set{std::move(name), {}, owned};
  for (const auto& [tensor, value] : *owned) {
    set.tensors[tensor] = {value.type, value.shape, value.bytes};
  }
  return set;
}

void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, OwnedTensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::string header = make_header(tensors, metadata);
  audio::ReplacementFile file(path);
  std::ofstream stream(file.temporary_path(), std::ios::binary);
  write_all(stream, header, tensors);
  stream.close();
  if (!stream) {
    throw Error("cannot write " + path.string() +
                ": the disk may be full; free some space, or choose another place");
  }
  file.commit();
}

}  // namespace melisma::models
