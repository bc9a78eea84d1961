#include "models/text/ssml.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;

std::string inside(const std::string& body) {
  return ssml_to_text("<speak version=\"1.1\" xml:lang=\"en-GB\">" + body + "</speak>");
}

std::string fault_of(const std::string& document) {
  try {
    ssml_to_text(document);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Ssml, IsToldByItsBeginning) {
  EXPECT_TRUE(is_ssml("  \n<speak>x</speak>"));
  EXPECT_TRUE(is_ssml("<?xml version=\"1.0\"?><speak/>"));
  EXPECT_FALSE(is_ssml("I <speak> English."));
  EXPECT_FALSE(is_ssml(""));
}

TEST(Ssml, TextStaysAndLinesAreNoParagraphs) {
  EXPECT_EQ(inside("One &amp; two\n\nthree."), "One & two  three.");
  EXPECT_EQ(inside("<![CDATA[a < b]]>"), "a < b");
}

TEST(Ssml, ParagraphsAndSentencesEnd) {
  EXPECT_EQ(inside("<p><s>One</s><s>Two?</s></p><p>Three</p>"), "One.\nTwo?\n\nThree.\n\n");
}

TEST(Ssml, BreaksBecomePauses) {
  EXPECT_EQ(inside("a<break time=\"250ms\"/>b"), "a[pause 0.250]b");
  EXPECT_EQ(inside("a<break time=\"1.5s\"/>b"), "a[pause 1.500]b");
  EXPECT_EQ(inside("a<break/>b"), "a[pause 0.500]b");
  EXPECT_EQ(inside("a<break strength=\"none\"/>b"), "ab");
  EXPECT_EQ(inside("a<break strength=\"x-strong\"/>b"), "a[pause 1.500]b");
}

TEST(Ssml, AliasesPhonemesAndWaysToSay) {
  EXPECT_EQ(inside("<sub alias=\"World Wide Web\">WWW</sub>"), " World Wide Web ");
  EXPECT_EQ(inside("<phoneme alphabet=\"x-cmu\" ph=\"T AH0 M AA1 T OW2\">tomato</phoneme>"),
            "[[T AH0 M AA1 T OW2]]");
  EXPECT_EQ(inside("<say-as interpret-as=\"characters\">ufo7</say-as>"), "U-F-O 7 ");
  EXPECT_EQ(inside("<say-as interpret-as=\"telephone\">555-0199</say-as>"), " 5 5 5, 0 1 9 9");
  for (const auto& [number, said] : {std::pair{"1", "1st"},
                                     {"2", "2nd"},
                                     {"3", "3rd"},
                                     {"11", "11th"},
                                     {"112", "112th"},
                                     {"23", "23rd"}}) {
    EXPECT_EQ(inside(std::string("<say-as interpret-as=\"ordinal\">") + number + "</say-as>"),
              said);
  }
}

TEST(Ssml, WhatIsNotUnderstoodIsRefusedByName) {
  for (const auto& [body, word] :
       {std::pair{"<prosody rate=\"slow\">x</prosody>", "<prosody>"},
        {"<audio src=\"a.wav\"/>", "<audio>"},
        {"<p lang=\"de\">x</p>", "lang=\"de\""},
        {"<p xml:lang=\"de\">x</p>", "xml:lang=\"de\""},
        {"<break time=\"11s\"/>", "11s"},
        {"<break time=\"5\"/>", "\"5\""},
        {"<break time=\"nan s\"/>", "nan"},
        {"<break strength=\"huge\"/>", "huge"},
        {"<phoneme ph=\"x\">x</phoneme>", "lacks alphabet"},
        {"<phoneme alphabet=\"ipa\" ph=\"x\">x</phoneme>", "ipa"},
        {"<phoneme alphabet=\"x-cmu\" ph=\"]] [[\">x</phoneme>", "bracket"},
        {"<say-as interpret-as=\"song\">x</say-as>", "song"},
        {"<say-as interpret-as=\"ordinal\">x</say-as>", "ordinal"}}) {
    EXPECT_THAT(fault_of(std::string("<speak>") + body + "</speak>"), HasSubstr(word)) << body;
  }
}

TEST(Ssml, BrokenAndHostileDocumentsAreRefused) {
  EXPECT_THAT(fault_of("<speak>one <p>two</speak>"), HasSubstr("broken"));
  EXPECT_THAT(fault_of("<speak"), HasSubstr("broken"));
  EXPECT_THAT(fault_of("<?xml version=\"1.0\"?><song/>"), HasSubstr("wanted <speak>"));
  std::string deep = "<speak>";
  for (int i = 0; i < 100000; ++i) {
    deep += "<p>";
  }
  for (int i = 0; i < 100000; ++i) {
    deep += "</p>";
  }
  EXPECT_THAT(fault_of(deep + "</speak>"), HasSubstr("32 deep"));
  EXPECT_EQ(inside("&nothing;"), "&nothing;");  // entities of its own are not expanded
}

}  // namespace
}  // namespace melisma::models
