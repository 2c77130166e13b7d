// Letting things go wrong, and putting them right.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../description/error_codes.h"
#include "../description/units.h"
#include "../failure/failure.h"
#include "control.h"

enum { XID_OFF_BUS = 79 };

static struct sg_value scalar(const char *text) {
  return (struct sg_value){.form = SG_VALUE_SCALAR, .text = text, .length = (uint32_t)strlen(text)};
}

// An option that is a time; absent leaves `out` as it is. False after complaining.
static bool time_option(struct sg_arguments *arguments, const char *name, uint64_t *out) {
  const char *text = sg_option(arguments, name);
  struct sg_value value = scalar(text == NULL ? "" : text);
  if (text == NULL || sg_read_duration(&value, out))
    return true;
  sg_complain("--%s %s: not a time: write it as in 500ms or 5s", name, text);
  return false;
}

static bool read_kind(struct sg_arguments *arguments, struct sg_failure *failure) {
  static const struct {
    const char *word;
    enum sg_failure_kind kind;
    bool argument;
  } kinds[] = {
      {"xid", SG_FAILURE_XID, true},
      {"off-bus", SG_FAILURE_OFF_BUS, false},
      {"nvml-hang", SG_FAILURE_NVML_HANG, false},
      {"nvml-error", SG_FAILURE_NVML_ERROR, true},
      {"cuda-error", SG_FAILURE_CUDA_ERROR, true},
      {"cuda-delay", SG_FAILURE_DELAY, true},
  };
  const char *word = arguments->count > 0 ? arguments->words[0] : "";
  size_t i = 0;
  while (i < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[i].word, word) != 0)
    i++;
  if (i == sizeof(kinds) / sizeof(kinds[0])) {
    sg_complain("inject %s: write xid, off-bus, nvml-hang, nvml-error, cuda-error or cuda-delay", word);
    return false;
  }
  if (arguments->count != (kinds[i].argument ? 2 : 1)) {
    sg_complain("inject %s takes %s", word, kinds[i].argument ? "one value: a number, a code or a time" : "no value");
    return false;
  }
  failure->kind = kinds[i].kind;
  if (!kinds[i].argument)
    return true;
  struct sg_value value = scalar(arguments->words[1]);
  uint64_t number;
  bool valid = true;
  if (failure->kind == SG_FAILURE_DELAY)
    valid = sg_read_duration(&value, &failure->duration_ns);
  else if (sg_read_number(&value, "", &number) && number < 10000)
    failure->code = (int32_t)number;
  else if (failure->kind == SG_FAILURE_NVML_ERROR)
    valid = sg_nvml_code(value.text, value.length, &failure->code);
  else
    valid = failure->kind == SG_FAILURE_CUDA_ERROR && sg_cuda_code(value.text, value.length, &failure->code);
  if (failure->kind == SG_FAILURE_XID && valid && failure->code == XID_OFF_BUS)
    failure->kind = SG_FAILURE_OFF_BUS;
  if (!valid)
    sg_complain("inject %s %s: no such value", word, arguments->words[1]);
  return valid;
}

int sg_command_inject(struct sg_arguments *arguments) {
  struct sg_state *state = sg_open_state(arguments);
  if (state == NULL)
    return 1;
  struct sg_failure failure = {0};
  uint64_t lasts = 0;
  if (!sg_device_option(arguments, state, -1, &failure.device) || !time_option(arguments, "for", &lasts) ||
      !time_option(arguments, "after", &failure.after_ns))
    return 1;
  const char *function = sg_option(arguments, "function"), *nth = sg_option(arguments, "nth");
  if (function != NULL && strlen(function) >= sizeof(failure.function))
    return sg_complain("--function %s: no entry point is called so", function);
  if (function != NULL)
    snprintf(failure.function, sizeof(failure.function), "%s", function);
  char *end = "";
  if (nth != NULL)
    failure.nth = (uint32_t)strtoul(nth, &end, 10);
  if (*end != '\0')
    return sg_complain("--nth %s: not a number", nth);
  if (!read_kind(arguments, &failure))
    return 1;
  if (lasts != 0 && (failure.kind == SG_FAILURE_DELAY || failure.kind == SG_FAILURE_XID))
    return sg_complain("--for means nothing for an Xid or a delay");
  if (lasts != 0)
    failure.duration_ns = lasts;
  return sg_failure_inject(state, &failure) == 0 ? 0 : sg_complain("%d things go wrong already: recover first", SG_MAX_FAILURES);
}

int sg_command_recover(struct sg_arguments *arguments) {
  struct sg_state *state = sg_open_state(arguments);
  int32_t device;
  if (state == NULL || !sg_device_option(arguments, state, -1, &device))
    return 1;
  if (arguments->count != 0)
    return sg_complain("recover takes nothing beside --device");
  sg_failure_recover(state, device);
  return 0;
}
