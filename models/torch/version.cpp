// Compared by RunTimeModule before anything else crosses the module's border. Raise it together
// with kInterfaceVersion whenever an interface that crosses the border changes.
extern "C" __attribute__((visibility("default"))) int melisma_torch_version() { return 3; }
