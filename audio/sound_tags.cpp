#include "audio/sound_tags.h"

#include <algorithm>
#include <cstdint>

namespace melisma::audio {
namespace {

std::string shortened(const std::string& text) {
  std::string result = text.substr(0, text.find('\0'));
  if (result.size() > kMaxTagBytes) {
    std::size_t end = kMaxTagBytes;
    while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0U) == 0x80U) {
      --end;  // inside a UTF-8 character
    }
    result.resize(end);
  }
  return result;
}

/// ID3 sizes use seven bits a byte.
std::string syncsafe(std::size_t size) {
  std::string bytes;
  for (int shift = 21; shift >= 0; shift -= 7) {
    bytes += static_cast<char>((size >> static_cast<unsigned>(shift)) & 0x7FU);
  }
  return bytes;
}

std::string id3_frame(const char* id, const std::string& text) {
  if (text.empty()) {
    return {};
  }
  std::string body(1, '\x03');  // UTF-8
  if (std::string_view(id) == "COMM") {
    body.append("eng", 3).push_back('\0');  // language, empty description
  }
  body += text;
  return id + syncsafe(body.size()) + std::string(2, '\0') + body;
}

std::string little_endian32(std::size_t value) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((value >> shift) & 0xFFU);
  }
  return bytes;
}

std::string info_chunk(const char* id, const std::string& text) {
  if (text.empty()) {
    return {};
  }
  std::string chunk = id + little_endian32(text.size() + 1) + text;
  chunk.push_back('\0');
  if (chunk.size() % 2 != 0) {
    chunk.push_back('\0');
  }
  return chunk;
}

std::size_t read_little_endian32(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

}  // namespace

SoundTags shortened(const SoundTags& tags) {
  return {shortened(tags.title), shortened(tags.comment), shortened(tags.software)};
}

std::string id3_block(const SoundTags& tags) {
  const SoundTags fitting = shortened(tags);
  const std::string frames = id3_frame("TIT2", fitting.title) + id3_frame("COMM", fitting.comment) +
                             id3_frame("TSSE", fitting.software);
  return frames.empty() ? frames
                        : "ID3\x04" + std::string(2, '\0') + syncsafe(frames.size()) + frames;
}

std::string riff_info_list(const SoundTags& tags) {
  const SoundTags fitting = shortened(tags);
  return "INFO" + info_chunk("INAM", fitting.title) + info_chunk("ICMT", fitting.comment) +
         info_chunk("ISFT", fitting.software);
}

SoundTags parse_riff_info_list(std::string_view body) {
  SoundTags tags;
  if (!body.starts_with("INFO")) {
    return tags;
  }
  body.remove_prefix(4);
  while (body.size() >= 8) {
    const std::string_view id = body.substr(0, 4);
    const std::size_t size = std::min(read_little_endian32(body.substr(4, 4)), body.size() - 8);
    const std::string_view bytes = body.substr(8, size);
    const std::string text(bytes.substr(0, bytes.find('\0')));
    if (id == "INAM") {
      tags.title = text;
    } else if (id == "ICMT") {
      tags.comment = text;
    } else if (id == "ISFT") {
      tags.software = text;
    }
    body.remove_prefix(std::min(body.size(), 8 + size + size % 2));
  }
  return tags;
}

}  // namespace melisma::audio
