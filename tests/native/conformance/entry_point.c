#include "generic.h"

#include "conformance.h"

bool entry_point_expects(const struct conformance_entry_point *entry, const char *error) {
  size_t length = strlen(error);
  for (const char *at = entry->generated; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
    if (strncmp(at, error, length) == 0 && (at[length] == ',' || !at[length]))
      return true;
  return false;
}

void register_for(const char *error, const char *text, const char *file, int line,
                  void (*run)(const struct conformance_case *self), bool (*also)(const struct conformance_entry_point *entry)) {
  struct conformance_case *cases = calloc(conformance_entry_point_count, sizeof *cases);
  if (!cases)
    abort();
  for (size_t index = 0; index < conformance_entry_point_count; index++) {
    const struct conformance_entry_point *entry = &conformance_entry_points[index];
    if (!entry_point_expects(entry, error) || (also && !also(entry)))
      continue;
    cases[index] = (struct conformance_case){
      .symbol = entry->symbol, .error = error, .text = text, .file = file, .line = line, .run = run, .data = entry};
    conformance_register(&cases[index]);
  }
}

// In this ABI a function of integers and pointers can be called with as many words as any of them takes.
typedef CUresult (*any_function)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                                 uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

CUresult call_with(const struct conformance_entry_point *entry, struct words words) {
  static uint64_t scratch[32][1024];
  uint64_t w[16] = {0};
  for (size_t index = 0; entry->parameters[index] && index < 16; index++)
    switch (entry->parameters[index]) {
      case 'p': w[index] = words.null_pointers ? 0 : (uint64_t)(uintptr_t)scratch[index]; break;
      case 'd': w[index] = words.device; break;
      case 'n': w[index] = words.number; break;
      default: w[index] = 0; break;
    }
  any_function function;
  *(void **)&function = conformance_api_find(entry->symbol);
  return function(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11], w[12], w[13], w[14], w[15]);
}

void expect_from(const struct conformance_entry_point *entry, CUresult actual, CUresult expected) {
  conformance_expect(__FILE__, __LINE__, entry->symbol, (int)actual, (int)expected);
}
