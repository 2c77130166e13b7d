// How the parser says what is wrong: the first error stands, and every failing function returns false.
#pragma once

#include "description.h"

bool sg_fail(struct sg_description_error *error, uint32_t line, const char *field, const char *format, ...)
  __attribute__((format(printf, 4, 5)));
