#include "amount.h"

#include <stddef.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

// Reads the digits that `*at` begins with and leaves it behind them.
static bool read_whole(const char **at, uint64_t *number) {
  const char *first = *at;
  *number = 0;
  for (; is_digit(**at); (*at)++) {
    uint64_t digit = (uint64_t)(**at - '0');
    if (__builtin_mul_overflow(*number, 10, number) || __builtin_add_overflow(*number, digit, number)) return false;
  }
  return *at > first && (*first != '0' || *at - first == 1);
}

// The unit of an amount, 0 when there is no such unit.
static uint64_t unit_bytes(const char *unit) {
  if (unit[0] == '\0') return 1;
  uint64_t bytes;
  switch (lower(unit[0])) {
    case 'k': bytes = UINT64_C(1) << 10; break;
    case 'm': bytes = UINT64_C(1) << 20; break;
    case 'g': bytes = UINT64_C(1) << 30; break;
    default: return 0;
  }
  unit++;
  if (lower(*unit) == 'i') unit++;
  if (lower(*unit) == 'b') unit++;
  return *unit == '\0' ? bytes : 0;
}

// The digits behind a point as a part of `unit`, rounded down. From the last digit to the first: rounding down at every step
// gives what rounding down once would, for any number of digits.
static uint64_t fraction_bytes(const char *first, const char *end, uint64_t unit) {
  uint64_t bytes = 0;
  while (end > first) bytes = ((uint64_t)(*--end - '0') * unit + bytes) / 10;
  return bytes;
}

bool vgpu_amount_bytes(const char *text, uint64_t *bytes) {
  const char *at = text;
  uint64_t whole;
  if (!read_whole(&at, &whole)) return false;
  const char *fraction = NULL, *fraction_end = NULL;
  if (*at == '.') {
    fraction = ++at;
    while (is_digit(*at)) at++;
    fraction_end = at;
    // Without a unit the smallest thing is a byte: part of one is a mistake, such as a forgotten g.
    if (fraction_end == fraction || *at == '\0') return false;
  }
  uint64_t unit = unit_bytes(at);
  if (unit == 0 || __builtin_mul_overflow(whole, unit, &whole)) return false;
  return !__builtin_add_overflow(whole, fraction != NULL ? fraction_bytes(fraction, fraction_end, unit) : 0, bytes);
}

bool vgpu_amount_whole(const char *text, uint64_t *number) {
  const char *at = text;
  return read_whole(&at, number) && *at == '\0';
}
