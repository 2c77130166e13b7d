// A lookup over "NAME=VALUE" texts, so that no test needs the process's own environment.
#pragma once

#include <stddef.h>
#include <string.h>

// `source` is an array of such texts that ends with NULL.
static inline const char *variables_lookup(void *source, const char *name) {
  size_t length = strlen(name);
  for (const char *const *at = source; *at != NULL; at++) {
    if (strncmp(*at, name, length) == 0 && (*at)[length] == '=') return *at + length + 1;
  }
  return NULL;
}
