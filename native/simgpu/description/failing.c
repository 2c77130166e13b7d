#include "failing.h"

#include <stdarg.h>
#include <stdio.h>

bool sg_fail(struct sg_description_error *error, uint32_t line, const char *field, const char *format, ...) {
  error->line = line;
  snprintf(error->field, sizeof(error->field), "%s", field);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof(error->message), format, arguments);
  va_end(arguments);
  return false;
}
