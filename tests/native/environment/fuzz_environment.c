// Feeds the reading of the environment whatever it is given: lines of NAME=VALUE.
#include "../fuzz.h"
#include "environment/environment.h"
#include "variables.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_LINES = 64, DEVICES = 3 };

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
    const struct vgpu_given *memory = &environment->grants[i].memory, *cores = &environment->grants[i].cores;
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

// What is said counts the same beside a region; only what is absent does not refuse there.
static void check_beside_a_region(const char *const *lines, const struct vgpu_environment *alone) {
  static struct vgpu_environment beside;
  vgpu_environment_read(variables_lookup, (void *)lines, DEVICES, false, &beside);
  for (uint32_t i = 0; i < VGPU_MOST_DEVICES; i++) {
    const struct vgpu_given *one = &alone->grants[i].memory, *other = &beside.grants[i].memory;
    require(other->kind == VGPU_ABSENT ? one->kind == VGPU_REFUSED : other->kind == one->kind, "memory beside a region");
    one = &alone->grants[i].cores, other = &beside.grants[i].cores;
    require(other->kind == VGPU_ABSENT ? one->kind == VGPU_REFUSED : other->kind == one->kind, "cores beside a region");
  }
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
  vgpu_environment_read(variables_lookup, lines, DEVICES, true, &environment);
  check_grants(lines, &environment);
  check_settings(&environment);
  check_beside_a_region(lines, &environment);
  free(text);
  return 0;
}

const char *const fuzz_words[] = {
  "CUDA_DEVICE_MEMORY_LIMIT", "CUDA_DEVICE_SM_LIMIT", "CUDA_DEVICE_MEMORY_SHARED_CACHE=/", "_0", "_1", "_2", "=", "\n", ".",
  "0", "k", "MiB", "gb", "1.5g", "0x", "-1", "18446744073709551616", "17179869184g", "99", "100", "true", "force", "\xc3\xa4",
};
const size_t fuzz_word_count = sizeof(fuzz_words) / sizeof(fuzz_words[0]);
const size_t fuzz_most_length = 1024;
const char fuzz_inputs[] = "environments";
