// The lines of a description: a strict subset of YAML, one `field: value` to a line, `- ` before the first of a list's item.
#pragma once

#include "description.h"

enum {
  SG_MAX_TEXT_LENGTH = 1 << 20,
  SG_MAX_LINE_LENGTH = 1024,
  SG_MAX_FIELD_LENGTH = 32,
  SG_NO_DASH = UINT32_MAX,
};

// A value as written: a bare or quoted scalar (without its quotes), the inside of a `[...]` list, or nothing, for a field
// whose list follows on the next lines. Points into the text.
struct sg_value {
  enum { SG_VALUE_NONE, SG_VALUE_SCALAR, SG_VALUE_LIST } form;
  const char *text;
  uint32_t length;
};

struct sg_entry {
  uint32_t line;    // from 1
  uint32_t dash;    // column of the dash, SG_NO_DASH without one
  uint32_t indent;  // column of the field
  char field[SG_MAX_FIELD_LENGTH + 1];
  struct sg_value value;
};

// Where reading stands: `entry` is the current one unless `ended`.
struct sg_text {
  const char *at, *end;
  uint32_t line;
  bool ended;
  struct sg_entry entry;
  struct sg_description_error *error;
};

// Checks every byte of the text and reads the first entry.
bool sg_text_open(struct sg_text *text, const char *bytes, size_t length, struct sg_description_error *error);

// Reads the next entry, or notes the end.
bool sg_text_advance(struct sg_text *text);

// The column that decides what an entry belongs to.
uint32_t sg_entry_column(const struct sg_entry *entry);

// Takes the next number off the front of a `[...]` list. False at its end and at a gap between commas; `*bad` tells which.
bool sg_value_next(struct sg_value *list, struct sg_value *element, bool *bad);
