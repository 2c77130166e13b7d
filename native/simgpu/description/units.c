#include "units.h"

#include <string.h>

struct unit {
  const char *name;
  uint64_t size;
};

static const struct unit size_units[] = {
  {"B", 1}, {"KiB", 1ull << 10}, {"MiB", 1ull << 20}, {"GiB", 1ull << 30}, {"TiB", 1ull << 40}, {NULL, 0},
};

static const struct unit duration_units[] = {
  {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"min", 60000000000}, {"h", 3600000000000}, {NULL, 0},
};

static int digit_value(char c, unsigned base) {
  int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
  return value < (int)base ? value : -1;
}

// Reads digits from `*at`; false without any, or when they do not fit in 64 bits.
static bool read_digits(const char **at, const char *end, unsigned base, uint64_t *out) {
  const char *first = *at;
  uint64_t number = 0;
  for (int digit; *at < end && (digit = digit_value(**at, base)) >= 0; (*at)++) {
    if (__builtin_mul_overflow(number, base, &number) || __builtin_add_overflow(number, (unsigned)digit, &number)) return false;
  }
  *out = number;
  return *at > first;
}

static bool rest_is(const char *at, const char *end, const char *word) {
  size_t length = strlen(word);
  return (size_t)(end - at) == length && memcmp(at, word, length) == 0;
}

bool sg_read_number(const struct sg_value *value, const char *unit, uint64_t *out) {
  const char *at = value->text, *end = at + value->length;
  unsigned base = 10;
  if (end - at > 2 && at[0] == '0' && at[1] == 'x') {
    base = 16;
    at += 2;
  }
  return read_digits(&at, end, base, out) && rest_is(at, end, unit);
}

bool sg_read_signed(const struct sg_value *value, int64_t *out) {
  struct sg_value digits = *value;
  bool negative = digits.length > 0 && digits.text[0] == '-';
  if (negative) {
    digits.text++;
    digits.length--;
  }
  uint64_t number;
  if (!sg_read_number(&digits, "", &number) || number > INT64_MAX) return false;
  *out = negative ? -(int64_t)number : (int64_t)number;
  return true;
}

// The part after the point, as a multiple of the unit: false when it is no whole number of the smallest unit.
static bool read_fraction(const char **at, const char *end, uint64_t unit, uint64_t *out) {
  uint64_t fraction = 0, scale = 1;
  const char *first = *at;
  for (; *at < end && digit_value(**at, 10) >= 0; (*at)++) {
    if (*at - first >= 9) return false;
    fraction = fraction * 10 + (uint64_t)digit_value(**at, 10);
    scale *= 10;
  }
  // At most 10^9 times a terabyte or an hour: the product can leave 64 bits.
  uint64_t product;
  if (*at == first || __builtin_mul_overflow(fraction, unit, &product) || product % scale != 0) return false;
  *out = product / scale;
  return true;
}

static bool read_with_unit(const struct sg_value *value, const struct unit *units, uint64_t *out) {
  const char *at = value->text, *end = at + value->length;
  const char *unit_start = at;
  while (unit_start < end && (digit_value(*unit_start, 10) >= 0 || *unit_start == '.')) unit_start++;
  const struct unit *unit = units;
  while (unit->name != NULL && !rest_is(unit_start, end, unit->name)) unit++;
  uint64_t whole, fraction = 0;
  if (unit->name == NULL || !read_digits(&at, end, 10, &whole)) return false;
  if (*at == '.') {
    at++;
    if (!read_fraction(&at, end, unit->size, &fraction)) return false;
  }
  return at == unit_start && !__builtin_mul_overflow(whole, unit->size, &whole) && !__builtin_add_overflow(whole, fraction, out);
}

bool sg_read_size(const struct sg_value *value, uint64_t *bytes) { return read_with_unit(value, size_units, bytes); }

bool sg_read_duration(const struct sg_value *value, uint64_t *nanoseconds) {
  return read_with_unit(value, duration_units, nanoseconds);
}

bool sg_read_version(const struct sg_value *value, uint32_t most_major, uint32_t *major, uint32_t *minor) {
  const char *at = value->text, *end = at + value->length;
  uint64_t first, second;
  if (!read_digits(&at, end, 10, &first) || first > most_major || at == end || *at++ != '.') return false;
  if (!read_digits(&at, end, 10, &second) || second > 9 || at != end) return false;
  *major = (uint32_t)first;
  *minor = (uint32_t)second;
  return true;
}

bool sg_value_is(const struct sg_value *value, const char *word) {
  return rest_is(value->text, value->text + value->length, word);
}

bool sg_read_switch(const struct sg_value *value, bool *out) {
  *out = sg_value_is(value, "on") || sg_value_is(value, "true");
  return *out || sg_value_is(value, "off") || sg_value_is(value, "false");
}
