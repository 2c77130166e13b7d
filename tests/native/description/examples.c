// Every example is understood, and says what its name promises.
#include "check.h"
#include "description/description.h"

static struct sg_description description;

static bool parse(const char *path) {
  static char text[1 << 16];
  FILE *file = fopen(path, "rb");
  size_t length = file == NULL ? 0 : fread(text, 1, sizeof(text), file);
  if (file != NULL) fclose(file);
  struct sg_description_error error;
  bool parsed = sg_description_parse(text, length, &description, &error);
  CHECK("an example is understood", parsed, "%s:%u: %s: %s", path, error.line, error.field, error.message);
  return parsed;
}

static void check_content(const char *name) {
  const struct sg_device_description *first = &description.devices[0];
  if (strcmp(name, "two-a100.yaml") == 0) {
    CHECK_NUMBER("two A100: devices", description.device_count, 2);
    CHECK_NUMBER("two A100: links one way", first->nvlinks[1], 12);
    CHECK_NUMBER("two A100: and back", description.devices[1].nvlinks[0], 12);
  } else if (strcmp(name, "eight-h100.yaml") == 0) {
    CHECK_NUMBER("eight H100: devices", description.device_count, 8);
    for (uint32_t i = 0; i < 8; i++) {
      for (uint32_t j = 0; j < 8; j++) CHECK_NUMBER("eight H100: links", description.devices[i].nvlinks[j], i == j ? 0 : 18);
    }
  } else if (strcmp(name, "one-t4.yaml") == 0) {
    CHECK_NUMBER("one T4: time slice", description.time_slice_ns, 500000);
    CHECK_NUMBER("one T4: CUDA version", description.cuda_version, 11040);
  } else if (strcmp(name, "mig.yaml") == 0) {
    CHECK_NUMBER("MIG: on", first->mig_enabled, 1);
    CHECK_NUMBER("MIG: off", description.devices[1].mig_enabled, 0);
    CHECK_NUMBER("MIG: profiles of one's own", description.devices[2].mig_profile_count, 1);
  } else if (strcmp(name, "failures.yaml") == 0) {
    CHECK_NUMBER("failures", description.failure_count, 6);
  } else if (strcmp(name, "limits.yaml") == 0) {
    CHECK_NUMBER("limits: multiprocessors", first->sms, 132);
    CHECK_NUMBER("limits: kernels", description.kernel_count, 3);
  } else if (strcmp(name, "virtual-time.yaml") == 0) {
    CHECK_NUMBER("virtual time", description.clock, SG_CLOCK_VIRTUAL);
  } else {
    CHECK("an example has a check of its own", false, "%s", name);
  }
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    const char *slash = strrchr(argv[i], '/');
    if (parse(argv[i])) check_content(slash == NULL ? argv[i] : slash + 1);
  }
  CHECK("there are the seven examples", argc - 1 >= 7, "%d", argc - 1);
  return CHECKS_END();
}
