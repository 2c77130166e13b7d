#include "fields.h"

#include "failing.h"
#include "units.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool fail_with(struct sg_reading *reading, uint32_t line, const char *field, const char *format, va_list arguments) {
  char message[sizeof(reading->error->message)];
  vsnprintf(message, sizeof(message), format, arguments);
  char path[sizeof(reading->path) + SG_MAX_FIELD_LENGTH + 1];
  size_t length = strlen(reading->path);
  memcpy(path, reading->path, length);
  size_t name_length = strnlen(field, SG_MAX_FIELD_LENGTH);
  memcpy(path + length, field, name_length);
  path[length + name_length] = '\0';
  return sg_fail(reading->error, line, path, "%s", message);
}

bool sg_fail_here(struct sg_reading *reading, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail_with(reading, reading->text.entry.line, reading->text.entry.field, format, arguments);
  va_end(arguments);
  return false;
}

bool sg_fail_at(struct sg_reading *reading, uint32_t line, const char *field, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail_with(reading, line, field, format, arguments);
  va_end(arguments);
  return false;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

// Single-character edits between two names, case aside; both are at most SG_MAX_FIELD_LENGTH long.
static uint32_t distance(const char *from, const char *to) {
  uint32_t row[SG_MAX_FIELD_LENGTH + 1];
  uint32_t to_length = (uint32_t)strlen(to);
  for (uint32_t j = 0; j <= to_length; j++) row[j] = j;
  for (uint32_t i = 1; from[i - 1] != '\0'; i++) {
    uint32_t diagonal = row[0];
    row[0] = i;
    for (uint32_t j = 1; j <= to_length; j++) {
      uint32_t replaced = diagonal + (lower(from[i - 1]) != lower(to[j - 1]));
      diagonal = row[j];
      uint32_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = replaced < shorter ? replaced : shorter;
    }
  }
  return row[to_length];
}

static bool fail_unknown(struct sg_reading *reading, const struct sg_fields *fields) {
  const char *nearest = NULL;
  uint32_t least = 4;
  for (uint32_t i = 0; i < fields->count; i++) {
    uint32_t edits = distance(reading->text.entry.field, fields->fields[i].name);
    if (edits < least) {
      least = edits;
      nearest = fields->fields[i].name;
    }
  }
  if (nearest != NULL) return sg_fail_here(reading, "%s has no such field: did you mean `%s`?", fields->what, nearest);
  return sg_fail_here(reading, "%s has no such field: docs/simgpu.md lists those it has", fields->what);
}

// Reads a field's list. It stands on the lines after the field, with its dashes at one column, not left of the field.
static bool read_items(struct sg_reading *reading, const struct sg_field *field, void *target, uint32_t indent) {
  struct sg_text *text = &reading->text;
  struct sg_entry head = text->entry;
  if (head.value.form != SG_VALUE_NONE) {
    return sg_fail_here(reading, "a value where a list belongs: write its items on the next lines, each begun with `- `");
  }
  if (!sg_text_advance(text)) return false;
  uint32_t column = text->entry.dash;
  if (text->ended || column == SG_NO_DASH || column < indent) {
    return sg_fail_at(reading, head.line, head.field,
                      "the list is empty: write its items on the next lines, each begun with `- `");
  }
  size_t path_length = strlen(reading->path);
  for (uint32_t index = 0; !text->ended && text->entry.dash == column; index++) {
    snprintf(reading->path + path_length, sizeof(reading->path) - path_length, "%s[%" PRIu32 "].", field->name, index);
    if (!field->read_item(reading, target, index, text->entry.indent)) return false;
    reading->path[path_length] = '\0';
  }
  return true;
}

bool sg_read_fields(struct sg_reading *reading, const struct sg_fields *fields, void *target, uint32_t indent, uint64_t *seen) {
  struct sg_text *text = &reading->text;
  *seen = 0;
  for (bool first = true; !text->ended; first = false) {
    const struct sg_entry *entry = &text->entry;
    uint32_t column = sg_entry_column(entry);
    if (!first) {
      if (column < indent) break;
      if (column > indent) {
        return sg_fail_here(reading, "indented by %" PRIu32 " where %s's fields are by %" PRIu32 ": align them", column,
                            fields->what, indent);
      }
      if (entry->dash != SG_NO_DASH) {
        return sg_fail_here(reading, "an item where a field of %s belongs: remove the dash", fields->what);
      }
    }
    uint32_t place = 0;
    while (place < fields->count && strcmp(fields->fields[place].name, entry->field) != 0) place++;
    if (place == fields->count) return fail_unknown(reading, fields);
    if (*seen & (1ull << place)) return sg_fail_here(reading, "said twice: keep one");
    *seen |= 1ull << place;
    const struct sg_field *field = &fields->fields[place];
    if (field->read_item != NULL) {
      if (!read_items(reading, field, target, indent)) return false;
    } else if (!field->read(reading, field, target) || !sg_text_advance(text)) {
      return false;
    }
  }
  return true;
}

bool sg_require_scalar(struct sg_reading *reading) {
  switch (reading->text.entry.value.form) {
    case SG_VALUE_SCALAR: return true;
    case SG_VALUE_LIST: return sg_fail_here(reading, "a list where one value belongs: write it without the brackets");
    default: return sg_fail_here(reading, "no value: write one after the colon, or remove the line");
  }
}

static bool store(struct sg_reading *reading, const struct sg_field *field, void *target, uint64_t number, uint64_t scale,
                  const char *unit) {
  if (number < field->least || number > field->most) {
    return sg_fail_here(reading, "out of range: from %" PRIu64 "%s to %" PRIu64 "%s", field->least / scale, unit,
                        field->most / scale, unit);
  }
  char *member = (char *)target + field->offset;
  if (field->width == sizeof(uint32_t)) {
    uint32_t narrow = (uint32_t)number;
    memcpy(member, &narrow, sizeof(narrow));
  } else {
    memcpy(member, &number, sizeof(number));
  }
  return true;
}

bool sg_field_number(struct sg_reading *reading, const struct sg_field *field, void *target) {
  uint64_t number;
  if (!sg_require_scalar(reading)) return false;
  if (!sg_read_number(&reading->text.entry.value, field->unit, &number)) {
    if (field->unit[0] == '\0') {
      return sg_fail_here(reading, "not a whole number without a unit: write one, as in %" PRIu64, field->least);
    }
    return sg_fail_here(reading, "not a whole number of %s: write it with its unit, as in %" PRIu64 "%s", field->unit,
                        field->most, field->unit);
  }
  return store(reading, field, target, number, 1, field->unit);
}

bool sg_field_size(struct sg_reading *reading, const struct sg_field *field, void *target) {
  uint64_t bytes;
  if (!sg_require_scalar(reading)) return false;
  if (!sg_read_size(&reading->text.entry.value, &bytes)) {
    return sg_fail_here(reading, "not a size: write one with B, KiB, MiB, GiB or TiB, as in 40960MiB");
  }
  return store(reading, field, target, bytes, 1, "B");
}

bool sg_field_duration(struct sg_reading *reading, const struct sg_field *field, void *target) {
  uint64_t nanoseconds;
  if (!sg_require_scalar(reading)) return false;
  if (!sg_read_duration(&reading->text.entry.value, &nanoseconds)) {
    return sg_fail_here(reading, "not a duration: write one with ns, us, ms, s, min or h, as in 0.5ms");
  }
  return store(reading, field, target, nanoseconds, 1000, "us");
}

bool sg_copy_text(struct sg_reading *reading, const struct sg_value *value, char *out, size_t width) {
  if (value->length == 0) return sg_fail_here(reading, "an empty text: write one, or remove the line");
  if (value->length >= width) {
    return sg_fail_here(reading, "%" PRIu32 " characters where at most %zu fit: shorten it", value->length, width - 1);
  }
  for (uint32_t i = 0; i < value->length; i++) {
    if ((unsigned char)value->text[i] > 0x7e) return sg_fail_here(reading, "a character outside ASCII: names are ASCII alone");
  }
  memset(out, 0, width);
  memcpy(out, value->text, value->length);
  return true;
}

bool sg_field_text(struct sg_reading *reading, const struct sg_field *field, void *target) {
  char *member = (char *)target + field->offset;
  return sg_require_scalar(reading) && sg_copy_text(reading, &reading->text.entry.value, member, field->width);
}
