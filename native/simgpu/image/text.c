// The simulated driver's own form: a line for each kernel and variable.
#include <stdio.h>
#include <string.h>

#include "forms.h"

struct reader {
  const char *at, *end;
};

static bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// The next word of the line, up to blanks. False: none is left.
static bool next_word(struct reader *reader, char *out, size_t size) {
  while (reader->at < reader->end && blank(*reader->at))
    reader->at++;
  size_t length = 0;
  while (reader->at < reader->end && !blank(*reader->at)) {
    if (length + 1 < size)
      out[length++] = *reader->at;
    reader->at++;
  }
  out[length] = '\0';
  return length > 0;
}

// Decimal digits; moves on past them. False: there are none, or too many.
static bool read_number(const char **at, uint64_t *out) {
  uint64_t value = 0;
  const char *from = *at;
  while (**at >= '0' && **at <= '9') {
    if (value > UINT64_C(1) << 52)
      return false;
    value = value * 10 + (uint64_t)(*(*at)++ - '0');
  }
  *out = value;
  return *at > from;
}

static bool whole_number(const char *text, uint64_t *out) {
  return read_number(&text, out) && *text == '\0';
}

// Microseconds with up to three decimals.
static bool read_us(const char *text, uint64_t *ns) {
  uint64_t whole;
  if (!read_number(&text, &whole) || whole > UINT64_C(1) << 42)
    return false;
  uint64_t value = whole * 1000;
  if (*text == '.') {
    text++;
    for (uint64_t unit = 100; *text >= '0' && *text <= '9'; text++, unit /= 10)
      value += (uint64_t)(*text - '0') * unit;
  }
  *ns = value;
  return *text == '\0';
}

static bool read_three(const char *text, uint32_t out[3]) {
  for (int i = 0; i < 3; i++) {
    uint64_t value = 1;
    if (*text != '\0' && !read_number(&text, &value))
      return false;
    out[i] = (uint32_t)value;
    if (*text == ',')
      text++;
  }
  return *text == '\0';
}

// "8,8,4": sizes, each aligned to itself; "8@16" says its offset.
static bool read_parameters(const char *text, struct sg_image_kernel *kernel) {
  uint64_t offset = 0;
  kernel->parameters_known = true;
  kernel->parameter_count = 0;
  while (*text != '\0') {
    uint64_t size;
    if (!read_number(&text, &size) || size == 0 || size > 4096 || kernel->parameter_count == SG_IMAGE_PARAMETERS)
      return false;
    uint64_t alignment = size >= 16 ? 16 : size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
    offset = (offset + alignment - 1) / alignment * alignment;
    if (*text == '@') {
      text++;
      if (!read_number(&text, &offset) || offset > 4096)
        return false;
    }
    kernel->parameters[kernel->parameter_count].offset = (uint32_t)offset;
    kernel->parameters[kernel->parameter_count++].size = (uint32_t)size;
    offset += size;
    if (*text == ',')
      text++;
    else if (*text != '\0')
      return false;
  }
  return true;
}

static bool read_computes(const char *value, struct sg_image_kernel *kernel) {
  static const char *const names[] = {"nothing", "copy", "fill", "vecadd"};
  static const char *const usual[] = {"", "8,8,4", "8,4,4", "8,8,8,4"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    if (strcmp(value, names[i]) != 0)
      continue;
    kernel->computes = (enum sg_computes)i;
    if (i != 0 && !kernel->parameters_known)
      read_parameters(usual[i], kernel);
    return true;
  }
  return false;
}

static bool read_number_field(const char *key, const char *value, struct sg_image_kernel *kernel) {
  const struct { const char *name; uint32_t *field; } fields[] = {
      {"sms", &kernel->sms}, {"threads", &kernel->max_threads}, {"regs", &kernel->registers},
      {"shared", &kernel->shared_bytes}, {"local", &kernel->local_bytes}, {"const", &kernel->const_bytes},
  };
  for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
    uint64_t number;
    if (strcmp(key, fields[i].name) == 0 && whole_number(value, &number) && number <= INT32_MAX) {
      *fields[i].field = (uint32_t)number;
      return true;
    }
  }
  return false;
}

static bool read_field(const char *key, const char *value, struct sg_image_kernel *kernel) {
  if (strcmp(key, "us") == 0)
    return read_us(value, &kernel->duration_ns);
  if (strcmp(key, "us_per_wave") == 0)
    return read_us(value, &kernel->duration_per_wave_ns);
  if (strcmp(key, "computes") == 0)
    return read_computes(value, kernel);
  if (strcmp(key, "params") == 0)
    return read_parameters(value, kernel);
  if (strcmp(key, "cluster") == 0)
    return read_three(value, kernel->cluster);
  if (strcmp(key, "jitter") == 0) {
    uint64_t percent;
    bool read = read_number(&value, &percent) && percent <= 100 && (*value == '\0' || strcmp(value, "%") == 0);
    kernel->jitter_percent = read ? (uint32_t)percent : 0;
    return read;
  }
  return read_number_field(key, value, kernel);
}

bool sg_image_kernel_line(const char *line, size_t length, struct sg_image *image, char *message, size_t message_size) {
  struct reader reader = {line, line + length};
  char word[SG_IMAGE_NAME];
  if (!next_word(&reader, word, sizeof(word))) {
    snprintf(message, message_size, "kernel: a name is missing");
    return false;
  }
  struct sg_image_kernel *kernel = sg_image_add_kernel(image, word);
  if (kernel == NULL)
    return false;
  while (next_word(&reader, word, sizeof(word))) {
    char *equals = strchr(word, '=');
    if (equals != NULL)
      *equals = '\0';
    if (equals == NULL || !read_field(word, equals + 1, kernel)) {
      snprintf(message, message_size, "kernel %.60s: '%.60s' is not a field or its value can't be read", kernel->name, word);
      return false;
    }
  }
  return true;
}

static bool variable_line(const char *kind, struct reader *reader, struct sg_image *image) {
  static const char *const kinds[] = {"global", "managed", "texture", "surface"};
  char name[SG_IMAGE_NAME], bytes[32] = "0";
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
    if (strcmp(kind, kinds[i]) != 0)
      continue;
    uint64_t number;
    if (!next_word(reader, name, sizeof(name)))
      return false;
    next_word(reader, bytes, sizeof(bytes));
    if (!whole_number(bytes[0] == '\0' ? "0" : bytes, &number) || (i < 2 && number == 0))
      return false;
    struct sg_image_variable *variable = sg_image_add_variable(image, name);
    if (variable == NULL)
      return false;
    variable->kind = (enum sg_variable_kind)i;
    variable->bytes = number;
    return true;
  }
  return false;
}

enum sg_image_result sg_image_parse_text(const char *text, size_t size, struct sg_image *out, char *message, size_t message_size) {
  const char *end = text + size;
  out->form = SG_IMAGE_TEXT;
  for (uint32_t line = 1; text < end; line++) {
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    const char *stop = newline != NULL ? newline : end;
    struct reader reader = {text, stop};
    text = newline != NULL ? newline + 1 : end;
    char word[64];
    if (!next_word(&reader, word, sizeof(word)) || word[0] == '#')
      continue;
    if (line == 1) {
      char version[16], extra[16];
      if (strcmp(word, "simgpu") != 0 || !next_word(&reader, version, sizeof(version)) || strcmp(version, "1") != 0) {
        snprintf(message, message_size, "line 1: 'simgpu 1' expected");
        return SG_IMAGE_INVALID;
      }
      out->names_unknown = next_word(&reader, extra, sizeof(extra)) && strcmp(extra, "unknown") == 0;
    } else if (strcmp(word, "kernel") == 0) {
      if (!sg_image_kernel_line(reader.at, (size_t)(reader.end - reader.at), out, message, message_size))
        return SG_IMAGE_INVALID;
    } else if (!variable_line(word, &reader, out)) {
      snprintf(message, message_size, "line %u: '%s' is not understood", line, word);
      return SG_IMAGE_INVALID;
    }
  }
  return SG_IMAGE_OK;
}
