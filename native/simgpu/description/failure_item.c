#include "items.h"

#include "error_codes.h"
#include "units.h"

#include <stddef.h>
#include <string.h>

enum { XID_OFF_BUS = 79, MOST_CODE = 9999 };

// One entry of `failures`. Its kind follows from the fields said, in whatever order they were.
struct failure_item {
  struct sg_failure failure;
  bool hang;
  uint64_t delay_ns;
  struct sg_value code;
};

#define FAILURE(member) offsetof(struct failure_item, failure.member), sizeof(((struct sg_failure *)0)->member)
#define MONTH (31 * 24 * 3600000000000ull)

static bool read_device(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct failure_item *item = target;
  uint64_t device;
  if (!sg_require_scalar(reading)) return false;
  if (sg_value_is(&reading->text.entry.value, "all")) {
    item->failure.device = -1;
    return true;
  }
  if (!sg_read_number(&reading->text.entry.value, "", &device) || device >= SG_MAX_DEVICES) {
    return sg_fail_here(reading, "not a device: write its place in the list, from 0, or all");
  }
  item->failure.device = (int32_t)device;
  return true;
}

static bool read_nvml(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct failure_item *item = target;
  if (!sg_require_scalar(reading)) return false;
  item->hang = sg_value_is(&reading->text.entry.value, "hang");
  if (item->hang || sg_value_is(&reading->text.entry.value, "error")) return true;
  return sg_fail_here(reading, "neither hang nor error: write one of them, and the function under `function`");
}

// The name of an entry point, or `all` for every one.
static bool read_function(struct sg_reading *reading, void *target, const char *prefix) {
  struct failure_item *item = target;
  if (!sg_require_scalar(reading)) return false;
  const struct sg_value *value = &reading->text.entry.value;
  if (sg_value_is(value, "all")) return true;
  size_t length = strlen(prefix);
  bool valid = value->length > length && memcmp(value->text, prefix, length) == 0;
  for (uint32_t i = 0; valid && i < value->length; i++) {
    char c = value->text[i];
    valid = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  if (!valid) return sg_fail_here(reading, "not an entry point: write its name, which begins with %s, or all", prefix);
  return sg_copy_text(reading, value, item->failure.function, sizeof(item->failure.function));
}

static bool read_cuda(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  return read_function(reading, target, "cu");
}

static bool read_nvml_function(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  return read_function(reading, target, "nvml");
}

// Kept until the library is known.
static bool read_code(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  if (!sg_require_scalar(reading)) return false;
  ((struct failure_item *)target)->code = reading->text.entry.value;
  return true;
}

enum {
  FIELD_XID, FIELD_NVML, FIELD_CUDA, FIELD_DEVICE, FIELD_AFTER, FIELD_FOR, FIELD_FUNCTION, FIELD_CODE, FIELD_DELAY, FIELD_NTH,
};

static const struct sg_field failure_table[] = {
  [FIELD_XID] = {"xid", sg_field_number, NULL, FAILURE(code), 1, 255, ""},
  [FIELD_NVML] = {"nvml", read_nvml, NULL, 0, 0, 0, 0, ""},
  [FIELD_CUDA] = {"cuda", read_cuda, NULL, 0, 0, 0, 0, ""},
  [FIELD_DEVICE] = {"device", read_device, NULL, 0, 0, 0, 0, ""},
  [FIELD_AFTER] = {"after", sg_field_duration, NULL, FAILURE(after_ns), 0, MONTH, ""},
  [FIELD_FOR] = {"for", sg_field_duration, NULL, FAILURE(duration_ns), 1000, MONTH, ""},
  [FIELD_FUNCTION] = {"function", read_nvml_function, NULL, 0, 0, 0, 0, ""},
  [FIELD_CODE] = {"code", read_code, NULL, 0, 0, 0, 0, ""},
  [FIELD_DELAY] = {"delay", sg_field_duration, NULL, offsetof(struct failure_item, delay_ns), sizeof(uint64_t), 1000, MONTH, ""},
  [FIELD_NTH] = {"nth", sg_field_number, NULL, FAILURE(nth), 1, UINT32_MAX, ""},
};

static const struct sg_fields failure_fields = {"a failure", failure_table, sizeof(failure_table) / sizeof(failure_table[0])};

static const char *const kind_names[] = {
  [SG_FAILURE_XID] = "an Xid",
  [SG_FAILURE_OFF_BUS] = "Xid 79",
  [SG_FAILURE_NVML_HANG] = "a hanging NVML",
  [SG_FAILURE_NVML_ERROR] = "an NVML error",
  [SG_FAILURE_CUDA_ERROR] = "a CUDA error",
  [SG_FAILURE_DELAY] = "a delay",
};

#define BIT(place) (1u << (place))

// What each kind can say beside `xid`, `nvml` or `cuda`, and `after`.
static const uint32_t kind_fields[] = {
  [SG_FAILURE_XID] = BIT(FIELD_DEVICE),
  [SG_FAILURE_OFF_BUS] = BIT(FIELD_DEVICE) | BIT(FIELD_FOR),
  [SG_FAILURE_NVML_HANG] = BIT(FIELD_DEVICE) | BIT(FIELD_FOR) | BIT(FIELD_FUNCTION),
  [SG_FAILURE_NVML_ERROR] = BIT(FIELD_DEVICE) | BIT(FIELD_FOR) | BIT(FIELD_FUNCTION) | BIT(FIELD_CODE) | BIT(FIELD_NTH),
  [SG_FAILURE_CUDA_ERROR] = BIT(FIELD_DEVICE) | BIT(FIELD_FOR) | BIT(FIELD_CODE) | BIT(FIELD_NTH),
  [SG_FAILURE_DELAY] = BIT(FIELD_DEVICE) | BIT(FIELD_DELAY) | BIT(FIELD_NTH),
};

static bool choose_kind(struct sg_reading *reading, uint32_t line, struct failure_item *item, uint64_t seen) {
  struct sg_failure *failure = &item->failure;
  uint64_t what = seen & (BIT(FIELD_XID) | BIT(FIELD_NVML) | BIT(FIELD_CUDA));
  if (what == 0 || (what & (what - 1)) != 0) {
    return sg_fail_at(reading, line, "xid", "a failure is one of xid, nvml and cuda: say exactly one");
  }
  if (what == BIT(FIELD_XID)) {
    failure->kind = failure->code == XID_OFF_BUS ? SG_FAILURE_OFF_BUS : SG_FAILURE_XID;
  } else if (what == BIT(FIELD_NVML)) {
    failure->kind = item->hang ? SG_FAILURE_NVML_HANG : SG_FAILURE_NVML_ERROR;
  } else {
    failure->kind = (seen & BIT(FIELD_DELAY)) ? SG_FAILURE_DELAY : SG_FAILURE_CUDA_ERROR;
  }
  uint64_t stray = seen & ~what & ~(uint64_t)(BIT(FIELD_AFTER) | kind_fields[failure->kind]);
  if (stray != 0) {
    return sg_fail_at(reading, line, failure_table[__builtin_ctzll(stray)].name, "means nothing for %s: remove it",
                      kind_names[failure->kind]);
  }
  return true;
}

static bool resolve_code(struct sg_reading *reading, uint32_t line, struct failure_item *item, uint64_t seen) {
  bool nvml = item->failure.kind == SG_FAILURE_NVML_ERROR;
  if ((seen & BIT(FIELD_CODE)) == 0) {
    return sg_fail_at(reading, line, "code", "missing: say the error that is returned, as in %s",
                      nvml ? "NVML_ERROR_TIMEOUT" : "CUDA_ERROR_OUT_OF_MEMORY");
  }
  uint64_t number;
  if (sg_read_number(&item->code, "", &number)) {
    if (number < 1 || number > MOST_CODE) return sg_fail_at(reading, line, "code", "out of range: from 1 to %d", MOST_CODE);
    item->failure.code = (int32_t)number;
    return true;
  }
  if ((nvml ? sg_nvml_code : sg_cuda_code)(item->code.text, item->code.length, &item->failure.code)) return true;
  return sg_fail_at(reading, line, "code", "not an error known by name here: write its number, or a name as in %s",
                    nvml ? "NVML_ERROR_TIMEOUT" : "CUDA_ERROR_OUT_OF_MEMORY");
}

bool sg_read_failure(struct sg_reading *reading, void *target, uint32_t index, uint32_t indent) {
  (void)target;
  uint32_t line = reading->text.entry.line;
  if (index == SG_MAX_FAILURES) return sg_fail_here(reading, "more than %d failures: leave some out", SG_MAX_FAILURES);
  struct failure_item item = {.failure.device = -1};
  uint64_t seen;
  if (!sg_read_fields(reading, &failure_fields, &item, indent, &seen) || !choose_kind(reading, line, &item, seen)) return false;
  bool error = item.failure.kind == SG_FAILURE_NVML_ERROR || item.failure.kind == SG_FAILURE_CUDA_ERROR;
  if (error && !resolve_code(reading, line, &item, seen)) return false;
  if (item.failure.kind == SG_FAILURE_DELAY) item.failure.duration_ns = item.delay_ns;
  reading->description->failures[index] = item.failure;
  reading->description->failure_count = index + 1;
  reading->origins->failure_lines[index] = line;
  return true;
}
