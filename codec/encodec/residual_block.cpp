#include "codec/encodec/residual_block.h"

#include "models/kernels/elementwise.h"

namespace melisma::codec {

ResidualBlock::ResidualBlock(models::TensorReader& reader,
                             const std::string& name,
                             const models::EncodecConfig& config,
                             std::size_t width,
                             std::size_t dilation,
                             models::WeightType type)
    : wide_(reader,
            name + ".block.1",
            config,
            {width,
             width / static_cast<std::size_t>(config.compress),
             static_cast<std::size_t>(config.residual_kernel),
             dilation},
            type),
      narrow_(reader,
              name + ".block.3",
              config,
              {width / static_cast<std::size_t>(config.compress), width},
              type) {
  if (config.conv_shortcut) {
    shortcut_.emplace_back(
        reader, name + ".shortcut", config, ConvolutionSizes{width, width}, type);
  }
}

void ResidualBlock::push(State& state,
                         std::span<const float> x,
                         bool end,
                         std::vector<float>& y,
                         models::Workspace& workspace) const {
  state.waiting.insert(state.waiting.end(), x.begin(), x.end());
  state.active.assign(x.begin(), x.end());
  models::elu(state.active);
  state.inner.clear();
  wide_.push(state.wide, state.active, state.inner, workspace);
  if (end) {
    wide_.finish(state.wide, state.inner, workspace);
  }
  models::elu(state.inner);
  const std::size_t before = y.size();
  narrow_.push(state.narrow, state.inner, y, workspace);
  const auto change = std::span(y).subspan(before);
  const auto rows = std::span<const float>(state.waiting).first(change.size());
  if (shortcut_.empty()) {
    models::add_to(change, rows);
  } else {
    state.skip.clear();
    shortcut_.front().push(state.shortcut, rows, state.skip, workspace);
    models::add_to(change, state.skip);
  }
  state.waiting.erase(state.waiting.begin(),
                      state.waiting.begin() + static_cast<std::ptrdiff_t>(change.size()));
}

}  // namespace melisma::codec
