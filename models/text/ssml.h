#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// Whether a text is a document of the Speech Synthesis Markup Language: it begins with <speak, or
/// with an XML declaration.
bool is_ssml(std::string_view text);

/// An SSML document (W3C Speech Synthesis Markup Language 1.1) as text with the markup of
/// spoken_markup.h. Understood are
///   speak, p, s            the document, its paragraphs and sentences
///   break                  time="500ms" or "1.5s", or strength="none" to "x-strong"
///   sub alias="..."        is read as the alias says
///   phoneme alphabet="x-cmu" ph="..."   phonemes of the CMU dictionary
///   say-as interpret-as    characters, digits, telephone, cardinal, ordinal, date or time
/// and xml:lang where it is English. Any other element or attribute is refused. Throws InputError
/// that names it and where it stands.
std::string ssml_to_text(std::string_view document);

}  // namespace melisma::models
