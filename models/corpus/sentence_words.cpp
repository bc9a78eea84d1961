#include "models/corpus/sentence_words.h"

#include <array>

#include "models/text/word_list.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNames = {
    "Anna"sv,   "Ben"sv,     "Clara"sv,   "David"sv,    "Emma"sv,    "Frank"sv,   "Grace"sv,
    "Henry"sv,  "Isabel"sv,  "Jack"sv,    "Karen"sv,    "Leo"sv,     "Maria"sv,   "Nathan"sv,
    "Olivia"sv, "Peter"sv,   "Quentin"sv, "Rachel"sv,   "Samuel"sv,  "Theresa"sv, "Victor"sv,
    "Wendy"sv,  "Zoe"sv,     "Arthur"sv,  "Beatrice"sv, "Charles"sv, "Dorothy"sv, "Edward"sv,
    "Fiona"sv,  "George"sv,  "Hannah"sv,  "Ian"sv,      "Julia"sv,   "Kevin"sv,   "Laura"sv,
    "Martin"sv, "Nora"sv,    "Oscar"sv,   "Paul"sv,     "Robert"sv,  "Sarah"sv,   "Thomas"sv,
    "Ursula"sv, "Vincent"sv, "William"sv, "Alice"sv,    "Brian"sv,   "Daniel"sv,  "Ellen"sv,
    "Joyce"sv,  "Roy"sv,     "Joan"sv,    "Ruth"sv,     "Philip"sv,  "Judith"sv,  "Gordon"sv};
constexpr std::array kPlaces = {
    "London"sv,   "Paris"sv,    "Berlin"sv,  "Boston"sv,   "Chicago"sv, "Denver"sv,  "Dublin"sv,
    "Glasgow"sv,  "Houston"sv,  "Madrid"sv,  "Moscow"sv,   "Oslo"sv,    "Oxford"sv,  "Rome"sv,
    "Seattle"sv,  "Sydney"sv,   "Tokyo"sv,   "Toronto"sv,  "Vienna"sv,  "Warsaw"sv,  "Brazil"sv,
    "Canada"sv,   "China"sv,    "Egypt"sv,   "France"sv,   "Germany"sv, "India"sv,   "Italy"sv,
    "Japan"sv,    "Mexico"sv,   "Norway"sv,  "Spain"sv,    "Texas"sv,   "Florida"sv, "Virginia"sv,
    "Scotland"sv, "Illinois"sv, "Georgia"sv, "Portugal"sv, "Russia"sv};
constexpr std::array kAnimals = {"dog"sv,     "cat"sv,    "horse"sv,   "fox"sv,      "rabbit"sv,
                                 "sparrow"sv, "tiger"sv,  "mouse"sv,   "elephant"sv, "wolf"sv,
                                 "sheep"sv,   "goose"sv,  "turtle"sv,  "monkey"sv,   "bear"sv,
                                 "fish"sv,    "owl"sv,    "snake"sv,   "donkey"sv,   "lion"sv,
                                 "whale"sv,   "beetle"sv, "spider"sv,  "pigeon"sv,   "squirrel"sv,
                                 "otter"sv,   "zebra"sv,  "giraffe"sv, "chicken"sv,  "puppy"sv};
constexpr std::array kFoods = {
    "apples"sv,  "bread"sv,      "butter"sv,  "cheese"sv,    "chocolate"sv, "coffee"sv,
    "cookies"sv, "eggs"sv,       "garlic"sv,  "ginger"sv,    "grapes"sv,    "honey"sv,
    "juice"sv,   "lemons"sv,     "milk"sv,    "mushrooms"sv, "noodles"sv,   "olives"sv,
    "onions"sv,  "oranges"sv,    "peaches"sv, "pepper"sv,    "potatoes"sv,  "rice"sv,
    "salad"sv,   "salt"sv,       "soup"sv,    "sugar"sv,     "tea"sv,       "tomatoes"sv,
    "vanilla"sv, "vegetables"sv, "vinegar"sv, "walnuts"sv,   "yogurt"sv,    "zucchini"sv,
    "beans"sv,   "cherries"sv,   "fudge"sv,   "porridge"sv};
constexpr std::array kThings = {
    "book"sv,      "letter"sv,    "window"sv,  "door"sv,     "chair"sv,    "table"sv,
    "lamp"sv,      "bottle"sv,    "box"sv,     "bridge"sv,   "bicycle"sv,  "camera"sv,
    "candle"sv,    "clock"sv,     "coin"sv,    "computer"sv, "curtain"sv,  "engine"sv,
    "envelope"sv,  "feather"sv,   "flag"sv,    "flower"sv,   "fence"sv,    "guitar"sv,
    "hammer"sv,    "hat"sv,       "jacket"sv,  "jewel"sv,    "key"sv,      "knife"sv,
    "ladder"sv,    "leaf"sv,      "machine"sv, "map"sv,      "measure"sv,  "mirror"sv,
    "newspaper"sv, "notebook"sv,  "oven"sv,    "package"sv,  "painting"sv, "pencil"sv,
    "piano"sv,     "picture"sv,   "pillow"sv,  "puzzle"sv,   "radio"sv,    "ring"sv,
    "rope"sv,      "sail"sv,      "shovel"sv,  "spoon"sv,    "statue"sv,   "stone"sv,
    "suitcase"sv,  "telephone"sv, "ticket"sv,  "towel"sv,    "toy"sv,      "treasure"sv,
    "umbrella"sv,  "vase"sv,      "violin"sv,  "wagon"sv,    "watch"sv,    "wheel"sv,
    "whistle"sv,   "wire"sv,      "zipper"sv,  "garage"sv};
constexpr std::array kRooms = {
    "kitchen"sv,  "garden"sv, "library"sv,   "office"sv,   "station"sv,  "theatre"sv,
    "church"sv,   "market"sv, "museum"sv,    "harbor"sv,   "forest"sv,   "valley"sv,
    "village"sv,  "castle"sv, "classroom"sv, "hospital"sv, "hotel"sv,    "island"sv,
    "mountain"sv, "river"sv,  "beach"sv,     "bathroom"sv, "basement"sv, "attic"sv,
    "factory"sv,  "farm"sv,   "park"sv,      "school"sv,   "street"sv,   "tower"sv,
    "airport"sv,  "bakery"sv, "bank"sv,      "cave"sv,     "courtyard"sv};
constexpr std::array kJobs = {"teacher"sv, "doctor"sv,    "farmer"sv,   "painter"sv,  "judge"sv,
                              "captain"sv, "soldier"sv,   "lawyer"sv,   "nurse"sv,    "singer"sv,
                              "writer"sv,  "engineer"sv,  "baker"sv,    "driver"sv,   "gardener"sv,
                              "manager"sv, "merchant"sv,  "officer"sv,  "pilot"sv,    "poet"sv,
                              "sailor"sv,  "scientist"sv, "student"sv,  "tailor"sv,   "waiter"sv,
                              "king"sv,    "queen"sv,     "stranger"sv, "musician"sv, "plumber"sv};
constexpr std::array kColours = {"red"sv,
                                 "blue"sv,
                                 "green"sv,
                                 "yellow"sv,
                                 "purple"sv,
                                 "orange"sv,
                                 "black"sv,
                                 "white"sv,
                                 "grey"sv,
                                 "brown"sv,
                                 "golden"sv,
                                 "silver"sv,
                                 "scarlet"sv,
                                 "pink"sv};
constexpr std::array kAdjectives = {
    "old"sv,       "young"sv,     "small"sv,   "large"sv,    "heavy"sv,  "quiet"sv,     "strange"sv,
    "beautiful"sv, "broken"sv,    "careful"sv, "cheap"sv,    "clever"sv, "cold"sv,      "curious"sv,
    "dangerous"sv, "dark"sv,      "deep"sv,    "dusty"sv,    "empty"sv,  "expensive"sv, "famous"sv,
    "fast"sv,      "foolish"sv,   "fresh"sv,   "friendly"sv, "gentle"sv, "happy"sv,     "honest"sv,
    "huge"sv,      "important"sv, "kind"sv,    "lazy"sv,     "long"sv,   "lonely"sv,    "loud"sv,
    "lucky"sv,     "modern"sv,    "narrow"sv,  "nervous"sv,  "new"sv,    "noisy"sv,     "patient"sv,
    "perfect"sv,   "polite"sv,    "poor"sv,    "precious"sv, "proud"sv,  "rich"sv,      "rough"sv,
    "round"sv,     "sharp"sv,     "shiny"sv,   "short"sv,    "silent"sv, "simple"sv,    "smooth"sv,
    "soft"sv,      "square"sv,    "strong"sv,  "sudden"sv,   "sweet"sv,  "tall"sv,      "thick"sv,
    "thin"sv,      "tiny"sv,      "tired"sv,   "useful"sv,   "usual"sv,  "warm"sv,      "wild"sv,
    "wonderful"sv, "wooden"sv,    "yearly"sv,  "zealous"sv};
constexpr std::array kAdverbs = {
    "slowly"sv, "quickly"sv, "carefully"sv, "quietly"sv, "suddenly"sv, "happily"sv,  "finally"sv,
    "gently"sv, "loudly"sv,  "rarely"sv,    "usually"sv, "secretly"sv, "together"sv, "again"sv,
    "soon"sv,   "softly"sv,  "easily"sv,    "bravely"sv, "twice"sv,    "alone"sv};
constexpr std::array kVerbs = {
    "open"sv,     "close"sv,   "carry"sv, "find"sv, "bring"sv,  "watch"sv,    "follow"sv,
    "remember"sv, "paint"sv,   "sell"sv,  "fix"sv,  "move"sv,   "wash"sv,     "choose"sv,
    "hide"sv,     "measure"sv, "catch"sv, "draw"sv, "borrow"sv, "describe"sv, "examine"sv,
    "forget"sv,   "improve"sv, "join"sv,  "lift"sv, "push"sv,   "pull"sv,     "reach"sv,
    "return"sv,   "touch"sv,   "use"sv,   "visit"sv};
constexpr std::array kPastVerbs = {
    "opened"sv,   "closed"sv,   "carried"sv,  "found"sv,  "brought"sv,     "watched"sv,
    "followed"sv, "painted"sv,  "sold"sv,     "fixed"sv,  "moved"sv,       "washed"sv,
    "chose"sv,    "hid"sv,      "measured"sv, "caught"sv, "drew"sv,        "borrowed"sv,
    "examined"sv, "forgot"sv,   "improved"sv, "lifted"sv, "pushed"sv,      "pulled"sv,
    "reached"sv,  "returned"sv, "touched"sv,  "used"sv,   "visited"sv,     "bought"sv,
    "broke"sv,    "built"sv,    "cleaned"sv,  "kept"sv,   "lost"sv,        "made"sv,
    "needed"sv,   "noticed"sv,  "offered"sv,  "saw"sv,    "saved"sv,       "shared"sv,
    "stole"sv,    "threw"sv,    "took"sv,     "wanted"sv, "wrote about"sv, "talked about"sv};
constexpr std::array kMotionVerbs = {
    "walked"sv,  "ran"sv,      "jumped"sv,   "waited"sv,    "slept"sv,   "worked"sv,
    "laughed"sv, "sang"sv,     "danced"sv,   "arrived"sv,   "stayed"sv,  "traveled"sv,
    "rested"sv,  "played"sv,   "cried"sv,    "smiled"sv,    "stood"sv,   "sat"sv,
    "swam"sv,    "vanished"sv, "wandered"sv, "whispered"sv, "shouted"sv, "studied"sv};
constexpr std::array kWeekdays = {
    "Monday"sv, "Tuesday"sv, "Wednesday"sv, "Thursday"sv, "Friday"sv, "Saturday"sv, "Sunday"sv};
constexpr std::array kWeathers = {"sunny"sv,
                                  "cloudy"sv,
                                  "rainy"sv,
                                  "windy"sv,
                                  "foggy"sv,
                                  "stormy"sv,
                                  "snowy"sv,
                                  "dry"sv,
                                  "humid"sv,
                                  "chilly"sv,
                                  "clear"sv,
                                  "mild"sv,
                                  "hazy"sv,
                                  "freezing"sv};
constexpr std::array kSubjects = {
    "history"sv,    "music"sv,    "science"sv, "English"sv,  "geography"sv,  "medicine"sv,
    "chemistry"sv,  "physics"sv,  "biology"sv, "business"sv, "philosophy"sv, "religion"sv,
    "television"sv, "football"sv, "tennis"sv,  "weather"sv,  "money"sv,      "education"sv,
    "language"sv,   "politics"sv, "fashion"sv, "pleasure"sv, "vision"sv,     "decision"sv,
    "nature"sv,     "poetry"sv,   "justice"sv};
constexpr std::array kMaterials = {"wood"sv,
                                   "glass"sv,
                                   "paper"sv,
                                   "steel"sv,
                                   "cotton"sv,
                                   "leather"sv,
                                   "stone"sv,
                                   "copper"sv,
                                   "silk"sv,
                                   "plastic"sv,
                                   "wool"sv,
                                   "brick"sv,
                                   "clay"sv,
                                   "rubber"sv};
constexpr std::array kRelatives = {"mother"sv,
                                   "father"sv,
                                   "brother"sv,
                                   "sister"sv,
                                   "uncle"sv,
                                   "aunt"sv,
                                   "cousin"sv,
                                   "daughter"sv,
                                   "son"sv,
                                   "grandmother"sv,
                                   "grandfather"sv,
                                   "nephew"sv,
                                   "niece"sv,
                                   "husband"sv,
                                   "wife"sv,
                                   "neighbor"sv,
                                   "friend"sv,
                                   "boss"sv};
constexpr std::array kTimeWords = {"yesterday"sv,
                                   "this morning"sv,
                                   "last night"sv,
                                   "last week"sv,
                                   "a year ago"sv,
                                   "on the weekend"sv,
                                   "before noon"sv,
                                   "after lunch"sv,
                                   "at midnight"sv,
                                   "in the evening"sv,
                                   "two days ago"sv,
                                   "during the storm"sv,
                                   "in the spring"sv,
                                   "every summer"sv,
                                   "once in a while"sv,
                                   "after the show"sv};

}  // namespace

std::span<const std::string_view> words_of(WordClass word_class) {
  switch (word_class) {
    case WordClass::kName:
      return kNames;
    case WordClass::kPlace:
      return kPlaces;
    case WordClass::kAnimal:
      return kAnimals;
    case WordClass::kFood:
      return kFoods;
    case WordClass::kThing:
      return kThings;
    case WordClass::kRoom:
      return kRooms;
    case WordClass::kJob:
      return kJobs;
    case WordClass::kColour:
      return kColours;
    case WordClass::kAdjective:
      return kAdjectives;
    case WordClass::kAdverb:
      return kAdverbs;
    case WordClass::kVerb:
      return kVerbs;
    case WordClass::kPastVerb:
      return kPastVerbs;
    case WordClass::kMotionVerb:
      return kMotionVerbs;
    case WordClass::kMonth:
      return kMonthNames;
    case WordClass::kWeekday:
      return kWeekdays;
    case WordClass::kWeather:
      return kWeathers;
    case WordClass::kSubject:
      return kSubjects;
    case WordClass::kMaterial:
      return kMaterials;
    case WordClass::kRelative:
      return kRelatives;
    case WordClass::kTimeWord:
      return kTimeWords;
  }
  return {};
}

}  // namespace melisma::models
