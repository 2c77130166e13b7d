#include "failing.h"
#include "items.h"
#include "units.h"

#include <string.h>

// "2xA100-40GB", or "T4".
static bool add(struct sg_reading *reading, const char *at, size_t length) {
  struct sg_description *description = reading->description;
  uint64_t count = 1;
  const char *times = memchr(at, 'x', length);
  if (times != NULL && times > at) {
    struct sg_value number = {SG_VALUE_SCALAR, at, (uint32_t)(times - at)};
    if (sg_read_number(&number, "", &count)) {
      length -= (size_t)(times + 1 - at);
      at = times + 1;
    }
  }
  struct sg_device_description device;
  char model[sizeof(device.model)] = "";
  if (length > 0 && length < sizeof(model)) memcpy(model, at, length);
  if (!sg_model_find(model, &device)) {
    return sg_fail(reading->error, 0, "models", "no model `%.*s`: write one as in A100-40GB, or several as in 2xA100-40GB",
                   length < 40 ? (int)length : 40, at);
  }
  if (count == 0 || count > SG_MAX_DEVICES - description->device_count) {
    return sg_fail(reading->error, 0, "models", "not from 1 to %d devices in all: write fewer", SG_MAX_DEVICES);
  }
  for (uint64_t i = 0; i < count; i++) description->devices[description->device_count++] = device;
  return true;
}

bool sg_description_from_models(const char *models, struct sg_description *out, struct sg_description_error *error) {
  memset(error, 0, sizeof(*error));
  sg_describe_defaults(out);
  struct sg_origins origins = {0};
  struct sg_reading reading = {.error = error, .description = out, .origins = &origins};
  for (const char *at = models;;) {
    size_t length = strcspn(at, ",");
    if (!add(&reading, at, length)) return false;
    if (at[length] == '\0') break;
    at += length + 1;
  }
  return sg_complete(&reading);
}
