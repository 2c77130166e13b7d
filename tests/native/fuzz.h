// A fuzz target is libFuzzer's entry; linked with fuzz_driver.c it has a main of its own for a short run on every build.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What the driver needs to know of a target.
extern const char *const fuzz_words[];    // spliced into inputs
extern const size_t fuzz_word_count;
extern const size_t fuzz_most_length;     // of an input, bytes; at most 8192
extern const char fuzz_inputs[];          // what inputs are called

static inline void require(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "not so: %s\n", what);
  abort();
}
