#pragma once

/// Sound files: read, written, and read whole.
#include "audio/read_mono.h"
#include "audio/sound_file_reader.h"
#include "audio/sound_file_writer.h"
