// What an environment grants. Each case: variables, number of devices, and for each device its memory and cores.
#include "check.h"
#include "environment/environment.h"
#include "variables.h"

#include <errno.h>
#include <stdlib.h>

#define REFUSED {VGPU_REFUSED, 0}
#define NO_LIMIT {VGPU_NO_LIMIT, 0}
#define MIB(n) {VGPU_LIMITED, (uint64_t)(n) << 20}
#define PERCENT(n) {VGPU_LIMITED, n}

struct grant_case {
  const char *name;
  const char *variables[8];
  uint32_t devices;
  struct vgpu_grant grants[2];
  const char *message;
};

#define SET_MEMORY "; set it to a number of bytes above 0, such as 3000m or 1.5g"
#define SET_CORES "; set it to a percentage such as 30, or to 0 for no limit"

static const struct grant_case cases[] = {
  {"as the plugin writes", {"CUDA_DEVICE_MEMORY_LIMIT_0=3000m", "CUDA_DEVICE_SM_LIMIT=30"}, 1, {{MIB(3000), PERCENT(30)}}, ""},
  {"two devices", {"CUDA_DEVICE_MEMORY_LIMIT_0=3000m", "CUDA_DEVICE_MEMORY_LIMIT_1=512m", "CUDA_DEVICE_SM_LIMIT=0"}, 2,
   {{MIB(3000), NO_LIMIT}, {MIB(512), NO_LIMIT}}, ""},
  {"the general variable is for those without their own",
   {"CUDA_DEVICE_MEMORY_LIMIT=1g", "CUDA_DEVICE_MEMORY_LIMIT_1=2g", "CUDA_DEVICE_SM_LIMIT=50", "CUDA_DEVICE_SM_LIMIT_1=20"}, 2,
   {{MIB(1024), PERCENT(50)}, {MIB(2048), PERCENT(20)}}, ""},
  {"fewer devices than limits", {"CUDA_DEVICE_MEMORY_LIMIT=1g", "CUDA_DEVICE_SM_LIMIT=50"}, 1,
   {{MIB(1024), PERCENT(50)}, {REFUSED, REFUSED}}, ""},
  {"no devices", {NULL}, 0, {{REFUSED, REFUSED}}, ""},
  {"nothing is set", {NULL}, 1, {{REFUSED, REFUSED}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is not set: allocations on device 0 are refused" SET_MEMORY},
  {"no memory", {"CUDA_DEVICE_SM_LIMIT=30"}, 1, {{REFUSED, PERCENT(30)}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is not set: allocations on device 0 are refused" SET_MEMORY},
  {"no cores", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m"}, 1, {{MIB(1), REFUSED}},
   "CUDA_DEVICE_SM_LIMIT_0 is not set: launches on device 0 are refused" SET_CORES},
  {"only the second device's memory is missing", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=30"}, 2,
   {{MIB(1), PERCENT(30)}, {REFUSED, PERCENT(30)}},
   "CUDA_DEVICE_MEMORY_LIMIT_1 is not set: allocations on device 1 are refused" SET_MEMORY},
  {"empty memory does not fall back", {"CUDA_DEVICE_MEMORY_LIMIT_0=", "CUDA_DEVICE_MEMORY_LIMIT=1g", "CUDA_DEVICE_SM_LIMIT=0"}, 1,
   {{REFUSED, NO_LIMIT}}, "CUDA_DEVICE_MEMORY_LIMIT_0 is empty: allocations on device 0 are refused" SET_MEMORY},
  {"malformed memory does not fall back", {"CUDA_DEVICE_MEMORY_LIMIT_0=abc", "CUDA_DEVICE_MEMORY_LIMIT=1g",
   "CUDA_DEVICE_SM_LIMIT=0"}, 1,
   {{REFUSED, NO_LIMIT}}, "CUDA_DEVICE_MEMORY_LIMIT_0 is \"abc\": allocations on device 0 are refused" SET_MEMORY},
  {"memory of 0", {"CUDA_DEVICE_MEMORY_LIMIT_0=0m", "CUDA_DEVICE_SM_LIMIT=0"}, 1, {{REFUSED, NO_LIMIT}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is \"0m\": allocations on device 0 are refused" SET_MEMORY},
  {"general memory of 0", {"CUDA_DEVICE_MEMORY_LIMIT=0", "CUDA_DEVICE_SM_LIMIT=0"}, 1, {{REFUSED, NO_LIMIT}},
   "CUDA_DEVICE_MEMORY_LIMIT is \"0\": allocations on device 0 are refused" SET_MEMORY},
  {"memory rounded down to 0", {"CUDA_DEVICE_MEMORY_LIMIT_0=0.0001k", "CUDA_DEVICE_SM_LIMIT=0"}, 1, {{REFUSED, NO_LIMIT}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is \"0.0001k\": allocations on device 0 are refused" SET_MEMORY},
  {"memory that 64 bits do not hold", {"CUDA_DEVICE_MEMORY_LIMIT_0=17179869184g", "CUDA_DEVICE_SM_LIMIT=0"}, 1,
   {{REFUSED, NO_LIMIT}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is \"17179869184g\": allocations on device 0 are refused" SET_MEMORY},
  {"cores of 100", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=100"}, 1, {{MIB(1), NO_LIMIT}}, ""},
  {"cores above 100", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=250"}, 1, {{MIB(1), NO_LIMIT}}, ""},
  {"cores of 99 and of 1", {"CUDA_DEVICE_MEMORY_LIMIT=1m", "CUDA_DEVICE_SM_LIMIT_0=99", "CUDA_DEVICE_SM_LIMIT_1=1"}, 2,
   {{MIB(1), PERCENT(99)}, {MIB(1), PERCENT(1)}}, ""},
  {"a device's cores of 0 do not exempt it", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT_0=0",
   "CUDA_DEVICE_SM_LIMIT=30"}, 1,
   {{MIB(1), PERCENT(30)}}, ""},
  {"a device's cores of 0 alone", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT_0=0"}, 1, {{MIB(1), NO_LIMIT}}, ""},
  {"a device's cores of 0 and bad general ones", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT_0=0",
   "CUDA_DEVICE_SM_LIMIT=x"}, 1,
   {{MIB(1), REFUSED}}, "CUDA_DEVICE_SM_LIMIT is \"x\": launches on device 0 are refused" SET_CORES},
  {"empty cores", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT="}, 1, {{MIB(1), REFUSED}},
   "CUDA_DEVICE_SM_LIMIT is empty: launches on device 0 are refused" SET_CORES},
  {"cores with a unit", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=1k"}, 1, {{MIB(1), REFUSED}},
   "CUDA_DEVICE_SM_LIMIT is \"1k\": launches on device 0 are refused" SET_CORES},
  {"negative cores", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=-1"}, 1, {{MIB(1), REFUSED}},
   "CUDA_DEVICE_SM_LIMIT is \"-1\": launches on device 0 are refused" SET_CORES},
  {"cores that 64 bits do not hold", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT=18446744073709551616"}, 1,
   {{MIB(1), REFUSED}},
   "CUDA_DEVICE_SM_LIMIT is \"18446744073709551616\": launches on device 0 are refused" SET_CORES},
  {"a device's bad cores do not fall back", {"CUDA_DEVICE_MEMORY_LIMIT_0=1m", "CUDA_DEVICE_SM_LIMIT_0=3O",
   "CUDA_DEVICE_SM_LIMIT=30"}, 1,
   {{MIB(1), REFUSED}}, "CUDA_DEVICE_SM_LIMIT_0 is \"3O\": launches on device 0 are refused" SET_CORES},
  {"a value is shown on one line and cut",
   {"CUDA_DEVICE_MEMORY_LIMIT_0=a\nb\"\x1b[31m0123456789012345678901234567890123456789012345", "CUDA_DEVICE_SM_LIMIT=0"},
   1, {{REFUSED, NO_LIMIT}},
   "CUDA_DEVICE_MEMORY_LIMIT_0 is \"a?b??[31m01234567890123456789012345678901234...\": "
   "allocations on device 0 are refused" SET_MEMORY},
};

static void check_limit(const char *name, const char *what, const struct vgpu_given *actual, const struct vgpu_given *expected) {
  CHECK(name, actual->kind == expected->kind && actual->value == expected->value, "%s: kind %d, %llu; not kind %d, %llu", what,
        actual->kind, (unsigned long long)actual->value, expected->kind, (unsigned long long)expected->value);
}

static struct vgpu_environment read_variables(const char *const *variables, uint32_t devices) {
  static struct vgpu_environment environment;
  memset(&environment, 0xa5, sizeof(environment));
  vgpu_environment_read(variables_lookup, (void *)variables, devices, true, &environment);
  return environment;
}

static void check_cases(void) {
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    const struct grant_case *one = &cases[i];
    struct vgpu_environment environment = read_variables(one->variables, one->devices);
    for (size_t d = 0; d < 2; d++) {
      check_limit(one->name, "memory", &environment.grants[d].memory, &one->grants[d].memory);
      check_limit(one->name, "cores", &environment.grants[d].cores, &one->grants[d].cores);
    }
    for (size_t d = 2; d < VGPU_MOST_DEVICES; d++) {
      CHECK(one->name, environment.grants[d].memory.kind == VGPU_REFUSED && environment.grants[d].cores.kind == VGPU_REFUSED,
            "device %zu was not granted", d);
    }
    CHECK_TEXT(one->name, environment.message, one->message);
  }
}

// Beside a region, what is not said is left to it; what is said badly is as bad as ever.
static void check_beside_a_region(void) {
  const char *const nothing[] = {"CUDA_DEVICE_MEMORY_LIMIT_1=x", "CUDA_DEVICE_SM_LIMIT_1=", NULL};
  static struct vgpu_environment environment;
  vgpu_environment_read(variables_lookup, (void *)nothing, 2, false, &environment);
  CHECK_NUMBER("beside a region: memory not said", environment.grants[0].memory.kind, VGPU_ABSENT);
  CHECK_NUMBER("beside a region: cores not said", environment.grants[0].cores.kind, VGPU_ABSENT);
  CHECK_NUMBER("beside a region: bad memory", environment.grants[1].memory.kind, VGPU_REFUSED);
  CHECK_NUMBER("beside a region: bad cores", environment.grants[1].cores.kind, VGPU_REFUSED);
  CHECK("beside a region: what is bad is said", strstr(environment.message, "CUDA_DEVICE_MEMORY_LIMIT_1 is \"x\"") != NULL, "%s",
        environment.message);
  CHECK("beside a region: no path is said", !environment.region_given, "it is");
}

static void check_every_device(void) {
  const char *const variables[] = {"CUDA_DEVICE_MEMORY_LIMIT_1=1m", "CUDA_DEVICE_MEMORY_LIMIT_15=15m",
                                   "CUDA_DEVICE_MEMORY_LIMIT=7m", "CUDA_DEVICE_SM_LIMIT=0", NULL};
  // More devices than there can be are read as the most.
  struct vgpu_environment environment = read_variables(variables, 1000);
  for (uint64_t d = 0; d < VGPU_MOST_DEVICES; d++) {
    CHECK_NUMBER("every device", environment.grants[d].memory.value >> 20, d == 1 ? 1 : d == 15 ? 15 : 7);
  }
  CHECK_TEXT("every device", environment.message, "");
}

#define GRANTED "CUDA_DEVICE_MEMORY_LIMIT=1g", "CUDA_DEVICE_SM_LIMIT=0"

static struct vgpu_environment read_setting(const char *setting) {
  const char *const variables[] = {GRANTED, setting, NULL};
  return read_variables(variables, 1);
}

static void check_settings(void) {
  struct vgpu_environment environment = read_setting(NULL);
  CHECK_NUMBER("priority: unless said", environment.priority, 1);
  CHECK_NUMBER("policy: unless said", environment.core_policy, VGPU_CORES_BY_MONITOR);
  CHECK_NUMBER("OOM killer: unless said", environment.oom_killer, 0);
  CHECK_NUMBER("oversubscribe: unless said", environment.oversubscribe, 0);
  CHECK_NUMBER("log level: unless said", environment.log_level, 2);
  CHECK_TEXT("region: unless said", environment.region, "/tmp/cudevshr.cache");
  CHECK_TEXT("nothing to say", environment.message, "");

  CHECK_NUMBER("priority", read_setting("CUDA_TASK_PRIORITY=0").priority, 0);
  CHECK_NUMBER("priority: most", read_setting("CUDA_TASK_PRIORITY=2147483647").priority, INT32_MAX);
  static const char *const priorities[] = {"CUDA_TASK_PRIORITY=", "CUDA_TASK_PRIORITY=-1", "CUDA_TASK_PRIORITY=high",
                                           "CUDA_TASK_PRIORITY=2147483648", "CUDA_TASK_PRIORITY=18446744073709551616"};
  for (size_t i = 0; i < sizeof(priorities) / sizeof(priorities[0]); i++) {
    environment = read_setting(priorities[i]);
    CHECK_NUMBER(priorities[i], environment.priority, 1);
    CHECK(priorities[i], strstr(environment.message, "CUDA_TASK_PRIORITY") != NULL, "%s", environment.message);
  }
  CHECK_NUMBER("policy: force", read_setting("GPU_CORE_UTILIZATION_POLICY=force").core_policy, VGPU_CORES_ALWAYS);
  CHECK_NUMBER("policy: FORCE", read_setting("GPU_CORE_UTILIZATION_POLICY=FORCE").core_policy, VGPU_CORES_ALWAYS);
  CHECK_NUMBER("policy: disable", read_setting("GPU_CORE_UTILIZATION_POLICY=disable").core_policy, VGPU_CORES_NEVER);
  CHECK_NUMBER("policy: DISABLE", read_setting("GPU_CORE_UTILIZATION_POLICY=DISABLE").core_policy, VGPU_CORES_NEVER);
  CHECK_NUMBER("policy: another word", read_setting("GPU_CORE_UTILIZATION_POLICY=Disable").core_policy, VGPU_CORES_BY_MONITOR);
  CHECK_NUMBER("OOM killer: true", read_setting("ACTIVE_OOM_KILLER=true").oom_killer, 1);
  CHECK_NUMBER("OOM killer: 1", read_setting("ACTIVE_OOM_KILLER=1").oom_killer, 1);
  CHECK_NUMBER("OOM killer: false", read_setting("ACTIVE_OOM_KILLER=false").oom_killer, 0);
  environment = read_setting("ACTIVE_OOM_KILLER=yes");
  CHECK_NUMBER("OOM killer: another word", environment.oom_killer, 0);
  CHECK_TEXT("OOM killer: another word", environment.message,
             "ACTIVE_OOM_KILLER is \"yes\": taken as false; set it to true or false");
  CHECK_NUMBER("oversubscribe: true", read_setting("CUDA_OVERSUBSCRIBE=true").oversubscribe, 1);
  CHECK_NUMBER("oversubscribe: empty", read_setting("CUDA_OVERSUBSCRIBE=").oversubscribe, 0);
  CHECK_NUMBER("region made beforehand: unless said", read_setting(NULL).region_beforehand, 0);
  CHECK_NUMBER("region made beforehand", read_setting("HAMI_REGION_BEFOREHAND=true").region_beforehand, 1);
  CHECK_NUMBER("log level", read_setting("LIBCUDA_LOG_LEVEL=4").log_level, 4);
  environment = read_setting("LIBCUDA_LOG_LEVEL=5");
  CHECK_NUMBER("log level: none such", environment.log_level, 2);
  CHECK_TEXT("log level: none such", environment.message,
             "LIBCUDA_LOG_LEVEL is \"5\": taken as 2; set it to a whole number from 0 to 4");
}

static void check_region(void) {
  CHECK_TEXT("region", read_setting("CUDA_DEVICE_MEMORY_SHARED_CACHE=/usr/local/vgpu/a.cache").region, "/usr/local/vgpu/a.cache");
  static char longest[4200] = "CUDA_DEVICE_MEMORY_SHARED_CACHE=/";
  size_t prefix = strlen(longest) - 1;
  memset(longest + prefix + 1, 'x', 4094);
  CHECK_NUMBER("region: the longest", strlen(read_setting(longest).region), 4095);
  longest[prefix + 4095] = 'x';
  const char *const bad[] = {"CUDA_DEVICE_MEMORY_SHARED_CACHE=", "CUDA_DEVICE_MEMORY_SHARED_CACHE=a.cache", longest};
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    struct vgpu_environment environment = read_setting(bad[i]);
    CHECK_TEXT("bad region", environment.region, "");
    CHECK("bad region", strstr(environment.message, "CUDA_DEVICE_MEMORY_SHARED_CACHE") == environment.message, "%s",
          environment.message);
  }
}

static void check_first_message(void) {
  const char *const variables[] = {"LIBCUDA_LOG_LEVEL=x", "CUDA_DEVICE_MEMORY_LIMIT_1=y", GRANTED, NULL};
  struct vgpu_environment environment = read_variables(variables, 2);
  CHECK("a limit before a setting", strstr(environment.message, "CUDA_DEVICE_MEMORY_LIMIT_1") == environment.message, "%s",
        environment.message);
}

static void check_errno(void) {
  errno = EBADMSG;
  read_setting("CUDA_TASK_PRIORITY=99999999999999999999");
  CHECK_NUMBER("errno stays", errno, EBADMSG);
}

int main(void) {
  check_cases();
  check_beside_a_region();
  check_every_device();
  check_settings();
  check_region();
  check_first_message();
  check_errno();
  return CHECKS_END();
}
