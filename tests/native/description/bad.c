// What is refused: the line, the field, and what the message says to do about it.
#include "check.h"
#include "description/description.h"

#include <stdlib.h>

struct bad {
  const char *text;
  uint32_t line;
  const char *field;
  const char *message;  // a part of it
};

#define T4 "devices:\n  - model: T4\n"
#define UUID "uuid: GPU-00112233-4455-6677-8899-aabbccddeeff"
#define PROFILE A100 "    migProfiles:\n      - name: a\n"
// One whole profile: number, id, multiprocessors and starts as said.
#define WHOLE(name, number, id, sms, starts) \
  "      - name: " name "\n        profile: " number "\n        id: " id "\n        slices: 1\n        sms: " sms "\n" \
  "        instances: 1\n        memory: 1GiB\n        placementSize: 2\n        starts: " starts "\n"
#define A100 "devices:\n  - model: A100-40GB\n"

static const struct bad inputs[] = {
  // The text as a whole.
  {"", 0, "", "empty: name at least one device"},
  {"\n", 0, "", "nothing but comments: name at least one device"},
  {"# nothing\n", 0, "", "nothing but comments"},
  {"seed: 1\n", 0, "devices", "missing: name at least one device"},
  {"\xef\xbb\xbf" T4, 1, "", "byte order mark: save it as UTF-8 without one"},
  {T4 "\tsms: 1\n", 3, "", "a tab: use spaces"},
  {"devices:\r\n", 1, "", "carriage return: end lines with a line feed alone"},
  {T4 "# \x01\n", 3, "", "control character (0x01)"},
  {T4 "# \x7f\n", 3, "", "control character (0x7f)"},
  {T4 "# \xc2\x85\n", 3, "", "control character (0x85)"},
  {T4 "# \xff\n", 3, "", "byte 0xff is not UTF-8"},
  {T4 "# \xc0\xaf\n", 3, "", "byte 0xc0 is not UTF-8"},
  {T4 "# \xe0\x80\x80\n", 3, "", "byte 0xe0 is not UTF-8"},
  {T4 "# \xed\xa0\x80\n", 3, "", "byte 0xed is not UTF-8"},
  {T4 "# \xf4\x90\x80\x80\n", 3, "", "byte 0xf4 is not UTF-8"},
  {T4 "# \xe2\x82", 3, "", "byte 0xe2 is not UTF-8"},
  // Lines and their form.
  {"T4\n", 1, "", "not `field: value`"},
  {"--- \n" T4, 1, "", "not `field: value`"},
  {"devices\n", 1, "", "not `field: value`"},
  {"seed:1\n" T4, 1, "", "not `field: value`"},
  {"\"seed\": 1\n", 1, "", "not `field: value`"},
  {"{seed: 1}\n", 1, "", "not `field: value`"},
  {"9lives: 1\n", 1, "", "not `field: value`"},
  {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz: 1\n", 1, "", "none is longer than 32"},
  {"devices:\n  -\n    model: T4\n", 2, "", "a dash alone: begin the item on the same line"},
  {"devices:\n  - - model: T4\n", 2, "", "not `field: value`"},
  {"  seed: 1\n", 1, "seed", "indented: the first field begins its line"},
  {"- seed: 1\n", 1, "seed", "a list: begin with a field"},
  {"seed: {a: 1}\n", 1, "seed", "cannot begin with `{`"},
  {"seed: |\n  1\n", 1, "seed", "cannot begin with `|`"},
  {"seed: &x 1\n", 1, "seed", "cannot begin with `&`"},
  {"seed: - 1\n", 1, "seed", "cannot begin with `-`"},
  {"driver: a: b\n", 1, "driver", "put the value in quotes"},
  {"driver: \"550.54\n", 1, "driver", "the quote is not closed: end the value with \""},
  {"driver: '550.54\n", 1, "driver", "the quote is not closed: end the value with '"},
  {"driver: \"550\\x2e54\"\n", 1, "driver", "a backslash: write the character itself"},
  {"driver: \"550.54\" 15\n", 1, "driver", "text after the closing quote"},
  {"driver: \"550.54\"#15\n", 1, "driver", "text after the closing quote"},
  {"seed: [1\n", 1, "seed", "the list has no `]`"},
  {"seed: [[1]]\n", 1, "seed", "a list within a list"},
  {"seed: [1] 2\n", 1, "seed", "text after the list's `]`"},
  // Fields and nesting.
  {"sed: 1\n" T4, 1, "sed", "did you mean `seed`?"},
  {"TimeSlice: 1ms\n" T4, 1, "TimeSlice", "did you mean `timeSlice`?"},
  {"somethingElse: 1\n" T4, 1, "somethingElse", "docs/simgpu.md lists those it has"},
  {T4 "    smss: 1\n", 3, "devices[0].smss", "did you mean `sms`?"},
  {"seed: 1\nseed: 2\n" T4, 2, "seed", "said twice: keep one"},
  {T4 "seed: 1\n" T4, 4, "devices", "said twice: keep one"},
  {T4 "    sms: 1\n    sms: 1\n", 4, "devices[0].sms", "said twice: keep one"},
  {"seed:\n" T4, 1, "seed", "no value: write one after the colon"},
  {"seed: # none\n" T4, 1, "seed", "no value"},
  {"seed: [1]\n" T4, 1, "seed", "a list where one value belongs"},
  {"seed: 1\n  clock: wall\n" T4, 2, "clock", "indented by 2 where a description's fields are by 0: align them"},
  {T4 "     sms: 1\n", 3, "devices[0].sms", "indented by 5 where a device's fields are by 4: align them"},
  {T4 "   sms: 1\n", 3, "sms", "indented by 3 where a description's fields are by 0"},
  {T4 " - model: T4\n", 3, "model", "indented by 1 where"},
  {T4 "    - model: T4\n", 3, "devices[0].model", "an item where a field of a device belongs: remove the dash"},
  {"devices: T4\n", 1, "devices", "a value where a list belongs"},
  {"devices: [T4]\n", 1, "devices", "a value where a list belongs"},
  {"devices:\n", 1, "devices", "the list is empty"},
  {"devices:\nseed: 1\n", 1, "devices", "the list is empty"},
  {"devices:\n  model: T4\n", 1, "devices", "the list is empty"},
  // Values of the node.
  {"driver: 550\n" T4, 1, "driver", "not a driver version: write one as in 550.54.15"},
  {"driver: 550.54.15.1\n" T4, 1, "driver", "not a driver version"},
  {"driver: .54\n" T4, 1, "driver", "not a driver version"},
  {"driver: 5x.1\n" T4, 1, "driver", "not a driver version"},
  {"driver: 1111111111111111.1111111111111111\n" T4, 1, "driver", "at most 31 fit"},
  {"cuda: 12\n" T4, 1, "cuda", "not a CUDA version"},
  {"cuda: 8.0\n" T4, 1, "cuda", "from 9.0 on"},
  {"cuda: 12.10\n" T4, 1, "cuda", "not a CUDA version"},
  {"timeSlice: 2\n" T4, 1, "timeSlice", "write one with ns, us, ms, s, min or h, as in 0.5ms"},
  {"timeSlice: 2 ms\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: -2ms\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 2MS\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 2.ms\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 1.2.3ms\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 0.1234567ms\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 99us\n" T4, 1, "timeSlice", "out of range: from 100us to 1000000us"},
  {"timeSlice: 0ms\n" T4, 1, "timeSlice", "out of range"},
  {"timeSlice: 2s\n" T4, 1, "timeSlice", "out of range"},
  {"timeSlice: 99999999999999999999s\n" T4, 1, "timeSlice", "not a duration"},
  {"timeSlice: 18446744073709551615h\n" T4, 1, "timeSlice", "not a duration"},
  {"launchLatency: 2s\n" T4, 1, "launchLatency", "out of range"},
  {"switch: 1s\n" T4, 1, "switch", "out of range"},
  {"pidOffset: -1\n" T4, 1, "pidOffset", "not a whole number"},
  {"pidOffset: 4294967296\n" T4, 1, "pidOffset", "out of range"},
  {"seed: 18446744073709551616\n" T4, 1, "seed", "not a whole number"},
  {"seed: 0x10000000000000000\n" T4, 1, "seed", "not a whole number"},
  {"seed: 0x\n" T4, 1, "seed", "not a whole number"},
  {"seed: 1.5\n" T4, 1, "seed", "not a whole number"},
  {"seed: \"\"\n" T4, 1, "seed", "not a whole number"},
  {"clock: atomic\n" T4, 1, "clock", "neither wall nor virtual"},
  // Devices.
  {"devices:\n  - sms: 1\n", 2, "devices[0].model", "missing: begin the device with `- model:`"},
  {"devices:\n  - sms: 1\n    model: T4\n", 3, "devices[0].model", "not the first field"},
  {"devices:\n  - model: T5\n", 2, "devices[0].model", "no such model"},
  {"devices:\n  - model: t4\n", 2, "devices[0].model", "no such model"},
  {"devices:\n  - model: \"\"\n", 2, "devices[0].model", "an empty text"},
  {T4 "    count: 0\n", 3, "devices[0].count", "out of range: from 1 to 16"},
  {T4 "    count: 17\n", 3, "devices[0].count", "out of range: from 1 to 16"},
  {T4 "    count: 16\n  - model: A10\n", 4, "devices[1].count", "more than 16 devices in all"},
  {T4 "    count: 2\n    uuid: GPU-00112233-4455-6677-8899-aabbccddeeff\n", 2, "devices[0].uuid", "one UUID for several cards"},
  {T4 "    count: 2\n    serial: 1\n", 2, "devices[0].serial", "one serial number for several cards"},
  {T4 "    count: 2\n    pci: 0000:ff:00.0\n", 2, "devices[0].pci", "past ff: begin at a lower one"},
  {T4 "    uuid: 1\n", 3, "devices[0].uuid", "not a UUID"},
  {T4 "    uuid: GPU-00112233-4455-6677-8899-AABBCCDDEEFF\n", 3, "devices[0].uuid", "small hexadecimal digits"},
  {T4 "    " UUID "\n  - model: T4\n    " UUID "\n", 4,
   "devices[1].uuid", "device 0 has the same UUID"},
  {T4 "    serial: 1\n  - model: T4\n    serial: 1\n", 4, "devices[1].serial", "device 0 has the same serial number"},
  {T4 "    pci: 0000:01:00.0\n  - model: T4\n    pci: 0000:01:00.0\n", 4, "devices[1].pci", "device 0 has the same PCI address"},
  {T4 "    pci: 01:00.0\n", 3, "devices[0].pci", "not a PCI address"},
  {T4 "    pci: 0000:01:20.0\n", 3, "devices[0].pci", "not a PCI address"},
  {T4 "    pci: 0000:01:00.1\n", 3, "devices[0].pci", "not a PCI address"},
  {T4 "    pci: 0000:0G:00.0\n", 3, "devices[0].pci", "not a PCI address"},
  {T4 "    name: \xc3\xa4\n", 3, "devices[0].name", "outside ASCII"},
  {T4 "    memory: 16384\n", 3, "devices[0].memory", "write one with B, KiB, MiB, GiB or TiB, as in 40960MiB"},
  {T4 "    memory: 16GB\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: 16gib\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: MiB\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: .5GiB\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: 0.3B\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: 0MiB\n", 3, "devices[0].memory", "out of range"},
  {T4 "    memory: 2TiB\n", 3, "devices[0].memory", "out of range"},
  {T4 "    memory: 16777216TiB\n", 3, "devices[0].memory", "not a size"},
  {T4 "    memory: 500MiB\n", 2, "devices[0].memory", "not more than reserved and context together"},
  {T4 "    granularity: 3MiB\n", 2, "devices[0].granularity", "not a power of two"},
  {T4 "    granularity: 1KiB\n", 3, "devices[0].granularity", "out of range"},
  {T4 "    sms: 0\n", 3, "devices[0].sms", "out of range: from 1 to 1024"},
  {T4 "    sms: 40MHz\n", 3, "devices[0].sms", "without a unit"},
  {T4 "    clock: 1590\n", 3, "devices[0].clock", "not a whole number of MHz: write it with its unit, as in 10000MHz"},
  {T4 "    powerLimit: 70MHz\n", 3, "devices[0].powerLimit", "not a whole number of W"},
  {T4 "    hostCopy: 12GB/s\n", 3, "devices[0].hostCopy", "not a whole number of MB/s"},
  {T4 "    compute: 8\n", 3, "devices[0].compute", "write major.minor"},
  {T4 "    compute: 8.66\n", 3, "devices[0].compute", "write major.minor"},
  {T4 "    numa: -2\n", 3, "devices[0].numa", "a number from 0 to 1023, or none"},
  {T4 "    pciDeviceId: 0x1ffffffff\n", 3, "devices[0].pciDeviceId", "out of range"},
  {T4 "    nvlinks: 2\n  - model: T4\n    nvlinks: [2]\n", 4, "devices[1].nvlinks", "device 0 has no NVLink"},
  {A100 "    nvlinks: 19\n", 3, "devices[0].nvlinks", "from 0 to 18"},
  {A100 "    nvlinks: [0, 12]\n", 2, "devices[0].nvlinks", "more numbers than the 1 devices"},
  {A100 "    nvlinks: [12]\n", 2, "devices[0].nvlinks", "links to itself: write 0 for device 0"},
  {A100 "    nvlinks: [\"0\", 12]\n", 3, "devices[0].nvlinks", "not a number of NVLinks"},
  {A100 "    nvlinks: []\n", 3, "devices[0].nvlinks", "an empty list"},
  {A100 "    nvlinks: [0,,1]\n", 3, "devices[0].nvlinks", "a list with a gap"},
  {A100 "    nvlinks: [0,]\n", 3, "devices[0].nvlinks", "a list with a gap"},
  {A100 "    nvlinks:\n", 3, "devices[0].nvlinks", "no value"},
  {A100 "    nvlinks: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]\n", 3, "devices[0].nvlinks", "more than 16 numbers"},
  {A100 "    nvlinks: [0, 4]\n  - model: A100-40GB\n    nvlinks: [2]\n", 4, "devices[1].nvlinks", "device 0 says another number"},
  // MIG.
  {T4 "    mig: on\n", 2, "devices[0].mig", "a card without MIG profiles cannot be split"},
  {A100 "    mig: yes\n", 3, "devices[0].mig", "neither on, off nor none"},
  {A100 "    memory: 16GiB\n", 2, "devices[0].migProfiles", "say `mig: none`, or profiles that fit"},
  {PROFILE, 4, "devices[0].migProfiles[0].profile", "missing: a profile has to say it"},
  {PROFILE "        starts: 0\n", 5, "devices[0].migProfiles[0].starts", "not a list"},
  {PROFILE "        starts: [8]\n", 5, "devices[0].migProfiles[0].starts", "from 0 to 7"},
  {PROFILE "        starts: [0, 0]\n", 5, "devices[0].migProfiles[0].starts", "in ascending order"},
  {PROFILE "        starts: [1, 0]\n", 5, "devices[0].migProfiles[0].starts", "in ascending order"},
  {PROFILE "        size: 1\n", 5, "devices[0].migProfiles[0].size", "did you mean"},
  {A100 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0, 7]"), 2, "devices[0].migProfiles", "a at slice 7 passes the card's"},
  {A100 "    migProfiles:\n" WHOLE("a", "0", "0", "109", "[0]"), 2, "devices[0].migProfiles", "more memory or multiprocessors"},
  {A100 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0]") WHOLE("a", "1", "1", "1", "[0]"), 13,
   "devices[0].migProfiles[1].name", "name, profile or id of migProfiles[0] again"},
  {A100 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0]") WHOLE("b", "0", "1", "1", "[0]"), 13,
   "devices[0].migProfiles[1].name", "name, profile or id of migProfiles[0] again"},
  {A100 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0]") WHOLE("b", "1", "0", "1", "[0]"), 13,
   "devices[0].migProfiles[1].name", "name, profile or id of migProfiles[0] again"},
  {T4 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0]"), 2, "devices[0].migProfiles", "passes the card's last of 0"},
  {T4 "    migProfiles:\n" WHOLE("a", "0", "0", "1", "[0]") "    migMemorySlices: 2\n    mig: none\n", 2, "devices[0].mig",
   "none, but there are migProfiles"},
  // Kernels.
  {"kernels:\n  - duration: 1ms\n" T4, 2, "kernels[0].name", "missing"},
  {"kernels:\n  - name: a\n" T4, 2, "kernels[0].duration", "say duration, perWave or both"},
  {"kernels:\n  - name: a\n    duration: 1ms\n  - name: a\n    duration: 1ms\n" T4, 4, "kernels[1].name", "the same name"},
  {"kernels:\n  - name: a\n    jitter: 20\n" T4, 3, "kernels[0].jitter", "with its unit, as in 100%"},
  {"kernels:\n  - name: a\n    jitter: 101%\n" T4, 3, "kernels[0].jitter", "out of range: from 0% to 100%"},
  {"kernels:\n  - name: a\n    duration: 2h\n" T4, 3, "kernels[0].duration", "out of range"},
  // Failures.
  {"failures:\n  - device: 0\n" T4, 2, "failures[0].xid", "say exactly one"},
  {"failures:\n  - xid: 48\n    nvml: hang\n" T4, 2, "failures[0].xid", "say exactly one"},
  {"failures:\n  - xid: 0\n" T4, 2, "failures[0].xid", "out of range"},
  {"failures:\n  - xid: 48\n    device: 16\n" T4, 3, "failures[0].device", "not a device"},
  {"failures:\n  - xid: 48\n    device: 1\n" T4, 2, "failures[0].device", "there is no device 1: the last is 0"},
  {"failures:\n  - xid: 48\n    nth: 2\n" T4, 2, "failures[0].nth", "means nothing for an Xid: remove it"},
  {"failures:\n  - xid: 48\n    for: 2s\n" T4, 2, "failures[0].for", "means nothing for an Xid: remove it"},
  {"failures:\n  - nvml: hang\n    code: 1\n" T4, 2, "failures[0].code", "means nothing for a hanging NVML"},
  {"failures:\n  - nvml: slow\n" T4, 2, "failures[0].nvml", "neither hang nor error"},
  {"failures:\n  - nvml: error\n" T4, 2, "failures[0].code", "missing: say the error that is returned, as in NVML_ERROR_TIMEOUT"},
  {"failures:\n  - nvml: error\n    code: CUDA_ERROR_UNKNOWN\n" T4, 2, "failures[0].code", "write its number, or a name"},
  {"failures:\n  - nvml: error\n    code: 1\n    function: cuInit\n" T4, 4, "failures[0].function", "which begins with nvml"},
  {"failures:\n  - cuda: cuInit\n" T4, 2, "failures[0].code", "missing: say the error that is returned"},
  {"failures:\n  - cuda: cuInit\n    code: 0\n" T4, 2, "failures[0].code", "out of range: from 1 to 9999"},
  {"failures:\n  - cuda: cuInit\n    code: CUDA_SUCCESS\n" T4, 2, "failures[0].code", "write its number, or a name"},
  {"failures:\n  - cuda: cuInit\n    code: 2\n    delay: 1ms\n" T4, 2, "failures[0].code", "means nothing for a delay"},
  {"failures:\n  - cuda: cuInit\n    delay: 0ms\n" T4, 3, "failures[0].delay", "out of range"},
  {"failures:\n  - cuda: nvmlInit\n" T4, 2, "failures[0].cuda", "which begins with cu, or all"},
  {"failures:\n  - cuda: cu-Init\n" T4, 2, "failures[0].cuda", "not an entry point"},
  {"failures:\n  - cuda: cuInit\n    code: 2\n    nth: 0\n" T4, 4, "failures[0].nth", "out of range"},
};

static struct sg_description description;

static void check_refused(const char *text, size_t length, const struct bad *bad) {
  struct sg_description_error error;
  bool parsed = sg_description_parse(text, length, &description, &error);
  CHECK("refused", !parsed, "%s", bad->text);
  if (parsed) return;
  CHECK("at the line", error.line == bad->line, "%s: line %u, not %u: %s", bad->text, error.line, bad->line, error.message);
  CHECK("of the field", strcmp(error.field, bad->field) == 0, "%s: %s, not %s", bad->text, error.field, bad->field);
  CHECK("with what to do", strstr(error.message, bad->message) != NULL, "%s: \"%s\", not \"%s\"", bad->text, error.message,
        bad->message);
}

static void check_generated(const char *field, uint32_t line, const char *message, const char *text) {
  struct bad bad = {"(generated)", line, field, message};
  check_refused(text, strlen(text), &bad);
}

static void check_too_many(void) {
  static char text[2 << 20];
  size_t at = (size_t)sprintf(text, T4 "kernels:\n");
  for (int i = 0; i <= SG_MAX_KERNELS; i++) at += (size_t)sprintf(text + at, "  - name: k%d\n    duration: 1us\n", i);
  check_generated("kernels[256].name", 4 + 2 * SG_MAX_KERNELS, "more than 256 kernels", text);
  at = (size_t)sprintf(text, T4 "failures:\n");
  for (int i = 0; i <= SG_MAX_FAILURES; i++) at += (size_t)sprintf(text + at, "  - xid: 48\n");
  check_generated("failures[64].xid", 4 + SG_MAX_FAILURES, "more than 64 failures", text);
  at = (size_t)sprintf(text, "devices:\n");
  for (int i = 0; i <= SG_MAX_DEVICES; i++) at += (size_t)sprintf(text + at, "  - model: T4\n");
  check_generated("devices[16].count", 2 + SG_MAX_DEVICES, "more than 16 devices", text);
  at = (size_t)sprintf(text, A100 "    migProfiles:\n");
  for (int i = 0; i <= SG_MAX_MIG_PROFILES; i++) {
    at += (size_t)sprintf(text + at, "      - name: p%d\n        profile: %d\n        id: %d\n        slices: 1\n        sms: 1\n"
                          "        instances: 1\n        memory: 1GiB\n        placementSize: 1\n        starts: [0]\n", i, i, i);
  }
  check_generated("devices[0].migProfiles[16].name", 4 + 9 * SG_MAX_MIG_PROFILES, "more than 16 profiles", text);
  at = (size_t)sprintf(text, T4 "# ");
  memset(text + at, 'x', SG_MAX_DEVICES + 1100);
  text[at + 1100] = '\0';
  check_generated("", 3, "longer than 1024 bytes", text);
  memset(text, '\n', sizeof(text) - 1);
  text[sizeof(text) - 1] = '\0';
  check_generated("", 0, "longer than 1048576 bytes", text);
  for (size_t i = 0; i < 400; i++) text[i] = ' ';
  strcpy(text + 400, "seed: 1\n");
  check_generated("seed", 1, "indented", text);
}

// A zero byte is a control character like any other, not the end.
static void check_zero_byte(void) {
  static const char text[] = T4 "\0sms: 1\n";
  check_refused(text, sizeof(text) - 1, &(struct bad){"a zero byte", 3, "", "control character (0x00)"});
}

// Whatever a good description is cut off at, the parser ends, and says something if it refuses.
static void check_cut_off(void) {
  static const char text[] = "seed: 1\ndevices:\n  - model: \"A100-40GB\" # x\n    nvlinks: [0, 12]\n  - model: A100-40GB\n";
  for (size_t length = 0; length < sizeof(text); length++) {
    struct sg_description_error error;
    char *exact = malloc(length + 1);
    memcpy(exact, text, length);
    bool parsed = sg_description_parse(exact, length, &description, &error);
    CHECK("cut off: understood, or said why not", parsed || error.message[0] != '\0', "at %zu", length);
    free(exact);
  }
}

int main(void) {
  for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
    check_refused(inputs[i].text, strlen(inputs[i].text), &inputs[i]);
  }
  check_too_many();
  check_zero_byte();
  check_cut_off();
  return CHECKS_END();
}
