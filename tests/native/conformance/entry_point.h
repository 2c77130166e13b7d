// What the generated cases know of an entry point. The table is generated from entry-points.tsv and the driver's interface.
#pragma once

#include <stddef.h>

struct conformance_entry_point {
  const char *symbol;
  const char *parameters;   // a letter for each: p points to data, s stream, h another handle, d device, n number
  const char *generated;    // errors that a generated case is to provoke, separated by commas
  const char *plain;        // of a per-thread form: the symbol whose form it is; else NULL
  const char *name;         // cuGetProcAddress's
  int version;
};

extern const struct conformance_entry_point conformance_entry_points[];
extern const size_t conformance_entry_point_count;
