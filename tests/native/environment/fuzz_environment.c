// Feeds the reading of the environment whatever it is given: lines of NAME=VALUE. Built alone it is libFuzzer's entry; with
// FUZZ_DRIVER it has a main of its own that mutates the files it is given, by a fixed sequence:
// fuzz_environment ITERATIONS FILE...
#include "environment/environment.h"
#include "variables.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_LINES = 64, DEVICES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "not so: %s\n", what);
  abort();
}

static const char *value_of(const char *const *lines, const char *base, uint32_t device) {
  char name[64];
  snprintf(name, sizeof(name), "%s_%u", base, device);
  const char *own = variables_lookup((void *)lines, name);
  return own != NULL ? own : variables_lookup((void *)lines, base);
}

// A second reading of amounts, by other means: in floating point wide enough for what it judges, to within a byte and a half.
static bool plausible(const char *value, uint64_t bytes) {
  char *end;
  long double number = strtold(value, &end);
  switch (*end) {
    case 'k': case 'K': number *= 1024.0L; break;
    case 'm': case 'M': number *= 1024.0L * 1024; break;
    case 'g': case 'G': number *= 1024.0L * 1024 * 1024; break;
    default: if (*end != '\0') return false;
  }
  return value[0] >= '0' && value[0] <= '9' && number - (long double)bytes < 1.5L && number - (long double)bytes > -0.5L;
}

static void check_grants(const char *const *lines, const struct vgpu_environment *environment) {
  bool refused = environment->region[0] == '\0';
  for (uint32_t i = 0; i < VGPU_MOST_DEVICES; i++) {
    const struct vgpu_limit *memory = &environment->grants[i].memory, *cores = &environment->grants[i].cores;
    require(memory->kind == VGPU_REFUSED || memory->kind == VGPU_LIMITED, "memory is never without a limit");
    require((memory->kind == VGPU_LIMITED) == (memory->value > 0), "a limit of memory has a value");
    require(cores->kind <= VGPU_LIMITED && cores->value < 100 && (cores->kind == VGPU_LIMITED) == (cores->value > 0), "cores");
    if (i >= DEVICES) {
      require(memory->kind == VGPU_REFUSED && cores->kind == VGPU_REFUSED, "what was not granted is refused");
      continue;
    }
    refused |= memory->kind == VGPU_REFUSED || cores->kind == VGPU_REFUSED;
    if (memory->kind == VGPU_LIMITED) {
      require(plausible(value_of(lines, "CUDA_DEVICE_MEMORY_LIMIT", i), memory->value), "memory is what its variable says");
    }
    if (cores->kind != VGPU_REFUSED) {
      const char *value = value_of(lines, "CUDA_DEVICE_SM_LIMIT", i);
      require(value != NULL && strspn(value, "0123456789") == strlen(value) && *value != '\0', "cores come from a number");
    }
  }
  require(!refused || environment->message[0] != '\0', "what is refused is said");
}

static void check_settings(const struct vgpu_environment *environment) {
  require(environment->priority >= 0 && environment->log_level >= 0 && environment->log_level <= 4, "numbers in their ranges");
  require(environment->core_policy <= VGPU_CORES_NEVER, "a policy");
  require(memchr(environment->region, '\0', sizeof(environment->region)) != NULL, "the path ends");
  require(environment->region[0] == '\0' || environment->region[0] == '/', "the path is absolute");
  size_t length = strnlen(environment->message, sizeof(environment->message));
  require(length < sizeof(environment->message), "the message ends");
  for (size_t i = 0; i < length; i++) require(environment->message[i] >= ' ' && environment->message[i] <= '~', "one line");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct vgpu_environment environment;
  const char *lines[MOST_LINES + 1];
  // A copy of exactly the size, so that reading past its end is seen.
  char *text = malloc(size + 1);
  if (size > 0) memcpy(text, data, size);
  text[size] = '\0';
  size_t count = 0;
  char *rest = text;
  while (rest != NULL && count < MOST_LINES) lines[count++] = strsep(&rest, "\n");
  lines[count] = NULL;
  memset(&environment, 0xa5, sizeof(environment));
  vgpu_environment_read(variables_lookup, lines, DEVICES, &environment);
  check_grants(lines, &environment);
  check_settings(&environment);
  free(text);
  return 0;
}

#ifdef FUZZ_DRIVER

enum { MOST_SEEDS = 64, MOST_LENGTH = 1024 };

struct sample {
  size_t length;
  uint8_t bytes[MOST_LENGTH];
};

static struct sample seeds[MOST_SEEDS];
static uint64_t sequence = 20240404;

static uint64_t next(uint64_t below) {
  sequence ^= sequence << 13;
  sequence ^= sequence >> 7;
  sequence ^= sequence << 17;
  return below == 0 ? 0 : sequence % below;
}

static const char *const words[] = {
  "CUDA_DEVICE_MEMORY_LIMIT", "CUDA_DEVICE_SM_LIMIT", "CUDA_DEVICE_MEMORY_SHARED_CACHE=/", "_0", "_1", "_2", "=", "\n", ".",
  "0", "k", "MiB", "gb", "1.5g", "0x", "-1", "18446744073709551616", "17179869184g", "99", "100", "true", "force", "\xc3\xa4",
};

static void splice(struct sample *sample, size_t at, size_t removed, const void *added, size_t length) {
  if (sample->length - removed + length > MOST_LENGTH) return;
  memmove(sample->bytes + at + length, sample->bytes + at + removed, sample->length - at - removed);
  memcpy(sample->bytes + at, added, length);
  sample->length += length - removed;
}

static void mutate(struct sample *sample, int count) {
  size_t at = next(sample->length + 1);
  size_t left = sample->length - at;
  const struct sample *other = &seeds[next((uint64_t)count)];
  const char *word = words[next(sizeof(words) / sizeof(words[0]))];
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
    seeds[i].length = fread(seeds[i].bytes, 1, MOST_LENGTH, file);
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
  printf("%ld environments from %d files\n", iterations, count);
  return 0;
}

#endif
