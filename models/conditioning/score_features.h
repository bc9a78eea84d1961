#pragma once

#include <cstdint>

#include "audio/midi/score.h"
#include "models/conditioning/frame_features.h"
#include "models/conditioning/score_feature_layout.h"
#include "models/conditioning/score_feature_stream.h"
#include "models/conditioning/score_timeline.h"

namespace melisma::models {

/// Features of the frames [begin, end) of a score: exactly what a ScoreFeatureStream gives that is
/// fed the score's events from its start. Costs O(log notes + notes in the stretch), so training
/// may cut crops from long scores and rendering may go block by block. Frames beyond the score's
/// end are silent; the beat goes on. Throws ConfigError when begin < 0, end < begin or the stretch
/// has more than 10 million frames.
FrameFeatures score_features(const ScoreTimeline& timeline,
                             std::int64_t begin,
                             std::int64_t end,
                             const ScoreMask& mask = {});

/// Features of the first `frame_count` frames.
FrameFeatures score_features(const audio::Score& score,
                             double frame_rate,
                             std::int64_t frame_count,
                             const ScoreMask& mask = {});

/// `frame_count` frames of "no score at all": the unconditional column of guidance, and of
/// `--direct`.
FrameFeatures no_score_features(std::int64_t frame_count);

}  // namespace melisma::models
