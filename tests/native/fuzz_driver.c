// The short run of a fuzz target: it mutates the files it is given, by a fixed sequence: PROGRAM ITERATIONS FILE...
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SEEDS = 64, ROOM = 8192 };

struct sample {
  size_t length;
  uint8_t bytes[ROOM];
};

static struct sample seeds[MOST_SEEDS];
static uint64_t sequence = 20240404;

static uint64_t next(uint64_t below) {
  sequence ^= sequence << 13;
  sequence ^= sequence >> 7;
  sequence ^= sequence << 17;
  return below == 0 ? 0 : sequence % below;
}

static void splice(struct sample *sample, size_t at, size_t removed, const void *added, size_t length) {
  if (sample->length - removed + length > fuzz_most_length) return;
  memmove(sample->bytes + at + length, sample->bytes + at + removed, sample->length - at - removed);
  memcpy(sample->bytes + at, added, length);
  sample->length += length - removed;
}

static void mutate(struct sample *sample, int count) {
  size_t at = next(sample->length + 1);
  size_t left = sample->length - at;
  const struct sample *other = &seeds[next((uint64_t)count)];
  const char *word = fuzz_words[next(fuzz_word_count)];
  uint8_t byte = (uint8_t)next(256);
  switch (next(5)) {
    case 0: splice(sample, at, left > 0, &byte, 1); break;
    case 1: splice(sample, at, next(left < 16 ? left + 1 : 16), "", 0); break;
    case 2: splice(sample, at, 0, word, strlen(word)); break;
    case 3: splice(sample, at, next(left < 8 ? left + 1 : 8), word, strlen(word)); break;
    default: {
      size_t from = next(other->length), length = next(other->length - from < 200 ? other->length - from + 1 : 200);
      splice(sample, at, 0, other->bytes + from, length);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 3 || argc - 2 > MOST_SEEDS) return fprintf(stderr, "usage: %s ITERATIONS FILE...\n", argv[0]), 2;
  int count = argc - 2;
  for (int i = 0; i < count; i++) {
    FILE *file = fopen(argv[i + 2], "rb");
    if (file == NULL) return perror(argv[i + 2]), 1;
    seeds[i].length = fread(seeds[i].bytes, 1, fuzz_most_length, file);
    fclose(file);
    if (seeds[i].length == 0) return fprintf(stderr, "%s is empty\n", argv[i + 2]), 1;
    LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].length);
  }
  long iterations = strtol(argv[1], NULL, 10);
  for (long i = 0; i < iterations; i++) {
    static struct sample sample;
    sample = seeds[next((uint64_t)count)];
    for (uint64_t edits = 1 + next(6); edits > 0; edits--) mutate(&sample, count);
    LLVMFuzzerTestOneInput(sample.bytes, sample.length);
  }
  printf("%ld %s from %d files\n", iterations, fuzz_inputs, count);
  return 0;
}
