// Reading a mapping into a struct by a table of its fields.
#pragma once

#include "text.h"

struct sg_reading;
struct sg_origins;

struct sg_field {
  const char *name;
  // Reads the current entry's value into `target`, the struct that holds the field. A field whose value is a list on lines
  // of its own has `read_item` instead.
  bool (*read)(struct sg_reading *reading, const struct sg_field *field, void *target);
  bool (*read_item)(struct sg_reading *reading, void *target, uint32_t index, uint32_t indent);
  size_t offset, width;  // of the member in the struct, in bytes
  uint64_t least, most;  // the range a number must be in
  const char *unit;      // what follows a plain number: "", "MHz", "%"
};

struct sg_fields {
  const char *what;  // "a device"
  const struct sg_field *fields;
  uint32_t count;    // at most 64
};

// One description being read. `path` names the mapping that the current entry belongs to: "devices[0].".
struct sg_reading {
  struct sg_text text;
  struct sg_description_error *error;
  struct sg_description *description;
  struct sg_origins *origins;
  char path[64];
};

// Reads the entries from the current one on that stand at column `indent`. `*seen` gets a bit for each field's place.
bool sg_read_fields(struct sg_reading *reading, const struct sg_fields *fields, void *target, uint32_t indent, uint64_t *seen);

// Fails at the current entry, or at a line named.
bool sg_fail_here(struct sg_reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool sg_fail_at(struct sg_reading *reading, uint32_t line, const char *field, const char *format, ...)
  __attribute__((format(printf, 4, 5)));

// The kinds of values that need nothing but the table.
bool sg_field_number(struct sg_reading *reading, const struct sg_field *field, void *target);
bool sg_field_size(struct sg_reading *reading, const struct sg_field *field, void *target);
bool sg_field_duration(struct sg_reading *reading, const struct sg_field *field, void *target);
bool sg_field_text(struct sg_reading *reading, const struct sg_field *field, void *target);

// Copies a scalar of printable ASCII characters that fits.
bool sg_copy_text(struct sg_reading *reading, const struct sg_value *value, char *out, size_t width);

// The current entry's value must be a scalar.
bool sg_require_scalar(struct sg_reading *reading);
