// For cases that are alike for many entry points: which ones are to be registered, and calls without knowing a signature.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "conformance.h"
#include "entry_point.h"

bool entry_point_expects(const struct conformance_entry_point *entry, const char *error);

// A case for each entry point that a generated one is to get this error from (and that `also` agrees to, unless NULL).
// self->data is the entry point.
void register_for(const char *error, const char *text, const char *file, int line,
                  void (*run)(const struct conformance_case *self), bool (*also)(const struct conformance_entry_point *entry));

struct words {
  bool null_pointers;  // else each points to zeroed memory of its own
  uint64_t device;
  uint64_t number;
};

// Handles are NULL.
CUresult call_with(const struct conformance_entry_point *entry, struct words words);

void expect_from(const struct conformance_entry_point *entry, CUresult actual, CUresult expected);
