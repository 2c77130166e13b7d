#include "items.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define KERNEL(member) offsetof(struct sg_kernel_description, member), sizeof(((struct sg_kernel_description *)0)->member)
#define HOUR 3600000000000ull

enum { FIELD_NAME, FIELD_DURATION, FIELD_PER_WAVE, FIELD_OTHERS };

static const struct sg_field kernel_table[] = {
  [FIELD_NAME] = {"name", sg_field_text, NULL, KERNEL(name), 0, 0, ""},
  [FIELD_DURATION] = {"duration", sg_field_duration, NULL, KERNEL(duration_ns), 0, HOUR, ""},
  [FIELD_PER_WAVE] = {"perWave", sg_field_duration, NULL, KERNEL(duration_per_wave_ns), 0, HOUR, ""},
  [FIELD_OTHERS] = {"sms", sg_field_number, NULL, KERNEL(sms), 0, 1024, ""},
  {"jitter", sg_field_number, NULL, KERNEL(jitter_percent), 0, 100, "%"},
};

static const struct sg_fields kernel_fields = {"a kernel", kernel_table, sizeof(kernel_table) / sizeof(kernel_table[0])};

bool sg_read_kernel(struct sg_reading *reading, void *target, uint32_t index, uint32_t indent) {
  (void)target;
  struct sg_description *description = reading->description;
  uint32_t line = reading->text.entry.line;
  if (index == SG_MAX_KERNELS) return sg_fail_here(reading, "more than %d kernels: leave some out", SG_MAX_KERNELS);
  struct sg_kernel_description *kernel = &description->kernels[index];
  uint64_t seen;
  if (!sg_read_fields(reading, &kernel_fields, kernel, indent, &seen)) return false;
  if ((seen & (1ull << FIELD_NAME)) == 0) return sg_fail_at(reading, line, "name", "missing: say which kernel it is");
  if ((seen & (1ull << FIELD_DURATION | 1ull << FIELD_PER_WAVE)) == 0) {
    return sg_fail_at(reading, line, "duration", "missing: say duration, perWave or both");
  }
  for (uint32_t i = 0; i < index; i++) {
    if (strcmp(description->kernels[i].name, kernel->name) == 0) {
      return sg_fail_at(reading, line, "name", "kernels[%" PRIu32 "] has the same name: keep one", i);
    }
  }
  description->kernel_count = index + 1;
  return true;
}
