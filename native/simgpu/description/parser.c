#include "failing.h"
#include "items.h"
#include "units.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NODE(member) offsetof(struct sg_description, member), sizeof(((struct sg_description *)0)->member)
#define MILLISECOND 1000000ull

static bool read_driver(struct sg_reading *reading, const struct sg_field *field, void *target) {
  if (!sg_field_text(reading, field, target)) return false;
  const struct sg_value *value = &reading->text.entry.value;
  bool valid = true, digit_before = false;
  uint32_t dots = 0;
  for (uint32_t i = 0; i < value->length; i++) {
    bool digit = value->text[i] >= '0' && value->text[i] <= '9';
    valid &= digit || (value->text[i] == '.' && digit_before);
    dots += !digit;
    digit_before = digit;
  }
  if (valid && digit_before && (dots == 1 || dots == 2)) return true;
  return sg_fail_here(reading, "not a driver version: write one as in 550.54.15");
}

static bool read_cuda(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  if (!sg_require_scalar(reading)) return false;
  uint32_t major, minor;
  if (!sg_read_version(&reading->text.entry.value, 99, &major, &minor) || major < 9) {
    return sg_fail_here(reading, "not a CUDA version: write one from 9.0 on, as in \"12.4\"");
  }
  ((struct sg_description *)target)->cuda_version = major * 1000 + minor * 10;
  return true;
}

static bool read_clock(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_description *description = target;
  if (!sg_require_scalar(reading)) return false;
  bool wall = sg_value_is(&reading->text.entry.value, "wall");
  if (!wall && !sg_value_is(&reading->text.entry.value, "virtual")) {
    return sg_fail_here(reading, "neither wall nor virtual: write one of them");
  }
  description->clock = wall ? SG_CLOCK_WALL : SG_CLOCK_VIRTUAL;
  return true;
}

static const struct sg_field node_table[] = {
  {"driver", read_driver, NULL, NODE(driver_version), 0, 0, ""},
  {"cuda", read_cuda, NULL, 0, 0, 0, 0, ""},
  {"timeSlice", sg_field_duration, NULL, NODE(time_slice_ns), MILLISECOND / 10, 1000 * MILLISECOND, ""},
  {"launchLatency", sg_field_duration, NULL, NODE(launch_latency_ns), 0, 1000 * MILLISECOND, ""},
  {"switch", sg_field_duration, NULL, NODE(switch_ns), 0, 100 * MILLISECOND, ""},
  {"pidOffset", sg_field_number, NULL, NODE(pid_offset), 0, 1u << 30, ""},
  {"seed", sg_field_number, NULL, NODE(seed), 0, UINT64_MAX, ""},
  {"clock", read_clock, NULL, 0, 0, 0, 0, ""},
  {"devices", NULL, sg_read_device, 0, 0, 0, 0, ""},
  {"kernels", NULL, sg_read_kernel, 0, 0, 0, 0, ""},
  {"failures", NULL, sg_read_failure, 0, 0, 0, 0, ""},
};

static const struct sg_fields node_fields = {"a description", node_table, sizeof(node_table) / sizeof(node_table[0])};

void sg_describe_defaults(struct sg_description *description) {
  memset(description, 0, sizeof(*description));
  strcpy(description->driver_version, "550.54.15");
  description->cuda_version = 12040;
  description->time_slice_ns = 2 * MILLISECOND;
  description->launch_latency_ns = 3000;
  description->switch_ns = 50000;
  description->seed = 1;
  description->clock = SG_CLOCK_WALL;
}

static bool read_all(struct sg_reading *reading) {
  struct sg_text *text = &reading->text;
  if (text->ended) return sg_fail(reading->error, 0, "", "nothing but comments: name at least one device under `devices:`");
  if (sg_entry_column(&text->entry) != 0) return sg_fail_here(reading, "indented: the first field begins its line");
  if (text->entry.dash != SG_NO_DASH) return sg_fail_here(reading, "a list: begin with a field, as in `devices:`");
  uint64_t seen;
  if (!sg_read_fields(reading, &node_fields, reading->description, 0, &seen)) return false;
  if (reading->description->device_count == 0) return sg_fail(reading->error, 0, "devices", "missing: name at least one device");
  return sg_complete(reading);
}

bool sg_description_parse(const char *text, size_t length, struct sg_description *out, struct sg_description_error *error) {
  memset(error, 0, sizeof(*error));
  sg_describe_defaults(out);
  struct sg_origins origins = {0};
  struct sg_reading reading = {.error = error, .description = out, .origins = &origins};
  return sg_text_open(&reading.text, text, length, error) && read_all(&reading);
}
