#include "text.h"

#include "failing.h"

#include <string.h>

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Length of the well-formed UTF-8 sequence at `at`, 0 if there is none: overlong forms, surrogates and what lies beyond
// U+10FFFF are not well-formed.
static size_t sequence_length(const unsigned char *at, size_t left) {
  if (at[0] < 0x80) return 1;
  size_t length = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
  if (at[0] < 0xc2 || at[0] > 0xf4 || left < length) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((at[i] & 0xc0) != 0x80) return 0;
  }
  if (at[0] == 0xe0 && at[1] < 0xa0) return 0;
  if (at[0] == 0xed && at[1] > 0x9f) return 0;
  if (at[0] == 0xf0 && at[1] < 0x90) return 0;
  if (at[0] == 0xf4 && at[1] > 0x8f) return 0;
  return length;
}

static bool check_bytes(const char *bytes, size_t length, struct sg_description_error *error) {
  if (length == 0) return sg_fail(error, 0, "", "the description is empty: name at least one device under `devices:`");
  if (length > SG_MAX_TEXT_LENGTH) {
    return sg_fail(error, 0, "", "the description is longer than %d bytes: shorten it", SG_MAX_TEXT_LENGTH);
  }
  const unsigned char *at = (const unsigned char *)bytes;
  if (length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) {
    return sg_fail(error, 1, "", "the file begins with a byte order mark: save it as UTF-8 without one");
  }
  uint32_t line = 1;
  size_t line_start = 0;
  for (size_t i = 0; i < length;) {
    size_t step = sequence_length(at + i, length - i);
    if (step == 0) return sg_fail(error, line, "", "byte 0x%02x is not UTF-8: save the file as UTF-8", at[i]);
    if (at[i] == '\n') {
      line++;
      line_start = i + 1;
    } else if (at[i] == '\t') {
      return sg_fail(error, line, "", "a tab: use spaces");
    } else if (at[i] == '\r') {
      return sg_fail(error, line, "", "a carriage return: end lines with a line feed alone");
    } else if (at[i] < 0x20 || at[i] == 0x7f || (at[i] == 0xc2 && at[i + 1] < 0xa0)) {
      return sg_fail(error, line, "", "a control character (0x%02x): remove it", at[i] == 0xc2 ? at[i + 1] : at[i]);
    } else if (i + step - line_start > SG_MAX_LINE_LENGTH) {
      return sg_fail(error, line, "", "the line is longer than %d bytes: shorten it", SG_MAX_LINE_LENGTH);
    }
    i += step;
  }
  return true;
}

// What may begin neither a field nor a bare scalar: YAML gives it a meaning that descriptions do not have.
static bool is_indicator(char c) { return c != '\0' && strchr("{}[]&*!|>%@`,?", c) != NULL; }

static void trim_end(const char *from, const char **end) {
  while (*end > from && (*end)[-1] == ' ') (*end)--;
}

// Where a bare scalar ends: before ` #`, or at the end of the line.
static const char *bare_end(const char *from, const char *end) {
  for (const char *at = from; at < end; at++) {
    if (*at == '#' && (at == from || at[-1] == ' ')) return at;
  }
  return end;
}

static bool only_comment(const char *at, const char *end) {
  const char *first = at;
  while (at < end && *at == ' ') at++;
  return at == end || (*at == '#' && at > first);
}

static bool read_list(struct sg_text *text, struct sg_entry *entry, const char *at, const char *end) {
  for (const char *inside = at + 1; inside < end; inside++) {
    if (*inside == '[' || *inside == '{') {
      return sg_fail(text->error, entry->line, entry->field, "a list within a list: write values alone, as in [0, 12]");
    } else if (*inside == ']') {
      if (!only_comment(inside + 1, end)) {
        return sg_fail(text->error, entry->line, entry->field, "text after the list's `]`: remove it");
      }
      entry->value = (struct sg_value){SG_VALUE_LIST, at + 1, (uint32_t)(inside - at - 1)};
      return true;
    }
  }
  return sg_fail(text->error, entry->line, entry->field, "the list has no `]`: close it on the same line");
}

static bool read_quoted(struct sg_text *text, struct sg_entry *entry, const char *at, const char *end) {
  const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
  if (close == NULL) {
    return sg_fail(text->error, entry->line, entry->field, "the quote is not closed: end the value with %c", *at);
  }
  if (memchr(at, '\\', (size_t)(close - at)) != NULL) {
    return sg_fail(text->error, entry->line, entry->field, "a backslash: write the character itself");
  }
  if (!only_comment(close + 1, end)) {
    return sg_fail(text->error, entry->line, entry->field, "text after the closing quote: remove it");
  }
  entry->value = (struct sg_value){SG_VALUE_SCALAR, at + 1, (uint32_t)(close - at - 1)};
  return true;
}

static bool read_value(struct sg_text *text, struct sg_entry *entry, const char *at, const char *end) {
  while (at < end && *at == ' ') at++;
  if (at == end || *at == '#') {
    entry->value = (struct sg_value){SG_VALUE_NONE, at, 0};
    return true;
  }
  if (*at == '[') return read_list(text, entry, at, end);
  if (*at == '"' || *at == '\'') return read_quoted(text, entry, at, end);
  if (is_indicator(*at) || (*at == '-' && (at + 1 == end || at[1] == ' '))) {
    return sg_fail(text->error, entry->line, entry->field,
                   "a value cannot begin with `%c` here: quote it, or write lists as [a, b] or on lines of their own", *at);
  }
  const char *value_end = bare_end(at, end);
  trim_end(at, &value_end);
  for (const char *c = at; c < value_end; c++) {
    if (*c == ':' && (c + 1 == value_end || c[1] == ' ')) {
      return sg_fail(text->error, entry->line, entry->field, "a `: ` within the value: put the value in quotes");
    }
  }
  entry->value = (struct sg_value){SG_VALUE_SCALAR, at, (uint32_t)(value_end - at)};
  return true;
}

static bool read_entry(struct sg_text *text, const char *start, const char *at, const char *end) {
  struct sg_entry *entry = &text->entry;
  *entry = (struct sg_entry){.line = text->line, .dash = SG_NO_DASH};
  if (*at == '-' && (at + 1 == end || at[1] == ' ')) {
    entry->dash = (uint32_t)(at - start);
    at++;
    while (at < end && *at == ' ') at++;
    if (at == end || *at == '#') {
      return sg_fail(text->error, text->line, "", "a dash alone: begin the item on the same line, as in `- model: T4`");
    }
  }
  entry->indent = (uint32_t)(at - start);
  const char *name = at;
  while (at < end && (is_letter(*at) || is_digit(*at))) at++;
  size_t length = (size_t)(at - name);
  if (length == 0 || at == end || *at != ':' || (at + 1 < end && at[1] != ' ') || !is_letter(*name)) {
    return sg_fail(text->error, text->line, "", "not `field: value`: write a field's name, a colon, a space and its value");
  }
  if (length > SG_MAX_FIELD_LENGTH) {
    return sg_fail(text->error, text->line, "", "a field's name of %zu characters: none is longer than %d", length,
                   SG_MAX_FIELD_LENGTH);
  }
  memcpy(entry->field, name, length);
  return read_value(text, entry, at + 1, end);
}

bool sg_text_advance(struct sg_text *text) {
  while (text->at < text->end) {
    const char *start = text->at;
    const char *end = memchr(start, '\n', (size_t)(text->end - start));
    text->at = end == NULL ? text->end : end + 1;
    if (end == NULL) end = text->end;
    text->line++;
    const char *at = start;
    while (at < end && *at == ' ') at++;
    if (at < end && *at != '#') return read_entry(text, start, at, end);
  }
  text->ended = true;
  return true;
}

bool sg_text_open(struct sg_text *text, const char *bytes, size_t length, struct sg_description_error *error) {
  *text = (struct sg_text){.at = bytes, .end = bytes + length, .error = error};
  return check_bytes(bytes, length, error) && sg_text_advance(text);
}

uint32_t sg_entry_column(const struct sg_entry *entry) { return entry->dash == SG_NO_DASH ? entry->indent : entry->dash; }

bool sg_value_next(struct sg_value *list, struct sg_value *element, bool *bad) {
  const char *at = list->text;
  const char *end = at + list->length;
  *bad = false;
  while (at < end && *at == ' ') at++;
  if (at == end) return false;
  const char *comma = memchr(at, ',', (size_t)(end - at));
  if (comma == NULL) comma = end;
  const char *element_end = comma;
  trim_end(at, &element_end);
  *element = (struct sg_value){SG_VALUE_SCALAR, at, (uint32_t)(element_end - at)};
  *bad = element_end == at;
  if (*bad) return false;
  if (comma < end) {
    comma++;
    const char *rest = comma;
    while (rest < end && *rest == ' ') rest++;
    *bad = rest == end;  // a comma with nothing after it
  }
  list->length = (uint32_t)(end - comma);
  list->text = comma;
  return !*bad;
}
