// libsndfile 1.2 leaks its Ogg and Vorbis state when a file turns out damaged or cannot be written.
// The leak checker asks for this by name; without the checker nobody calls it.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:libvorbis\nleak:libogg\n";
}
