// Numbers and their units, as descriptions write them. Each function says what it expected in the error.
#pragma once

#include "text.h"

// A whole number, decimal or 0x..., followed by exactly `unit` ("" for none).
bool sg_read_number(const struct sg_value *value, const char *unit, uint64_t *out);

// As sg_read_number, but may begin with a minus sign.
bool sg_read_signed(const struct sg_value *value, int64_t *out);

// "40960MiB", "1.5GiB": whole bytes with one of B KiB MiB GiB TiB.
bool sg_read_size(const struct sg_value *value, uint64_t *bytes);

// "0.5ms", "10s": whole nanoseconds with one of ns us ms s min h.
bool sg_read_duration(const struct sg_value *value, uint64_t *nanoseconds);

// "12.4": two numbers, the first up to `most_major`, the second of one digit.
bool sg_read_version(const struct sg_value *value, uint32_t most_major, uint32_t *major, uint32_t *minor);

// "on", "true" or "off", "false".
bool sg_read_switch(const struct sg_value *value, bool *out);

// Whether the value is this word.
bool sg_value_is(const struct sg_value *value, const char *word);
