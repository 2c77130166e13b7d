// What a description says, field by field.
#include "check.h"
#include "description/description.h"

static struct sg_description description;

static bool parse(const char *text) {
  struct sg_description_error error;
  bool parsed = sg_description_parse(text, strlen(text), &description, &error);
  CHECK("understood", parsed, "%s\nline %u: %s: %s", text, error.line, error.field, error.message);
  return parsed;
}

static void check_defaults(void) {
  if (!parse("devices:\n  - model: T4\n")) return;
  CHECK_TEXT("driver: unless said", description.driver_version, "550.54.15");
  CHECK_NUMBER("cuda: unless said", description.cuda_version, 12040);
  CHECK_NUMBER("timeSlice: unless said", description.time_slice_ns, 2000000);
  CHECK_NUMBER("launchLatency: unless said", description.launch_latency_ns, 3000);
  CHECK_NUMBER("switch: unless said", description.switch_ns, 50000);
  CHECK_NUMBER("pidOffset: unless said", description.pid_offset, 0);
  CHECK_NUMBER("seed: unless said", description.seed, 1);
  CHECK_NUMBER("clock: unless said", description.clock, SG_CLOCK_WALL);
  CHECK_NUMBER("count: unless said", description.device_count, 1);
  CHECK_NUMBER("kernels: unless said", description.kernel_count, 0);
  CHECK_NUMBER("failures: unless said", description.failure_count, 0);
  CHECK_NUMBER("numa: unless said", description.devices[0].numa_node, -1);
}

static void check_node(void) {
  if (!parse("driver: 470.223.02\ncuda: \"11.4\"\ntimeSlice: 0.5ms\nlaunchLatency: 3us\nswitch: 0ns\npidOffset: 100000\n"
             "seed: 18446744073709551615\nclock: virtual\ndevices:\n  - model: T4\n")) return;
  CHECK_TEXT("driver", description.driver_version, "470.223.02");
  CHECK_NUMBER("cuda", description.cuda_version, 11040);
  CHECK_NUMBER("timeSlice", description.time_slice_ns, 500000);
  CHECK_NUMBER("launchLatency", description.launch_latency_ns, 3000);
  CHECK_NUMBER("switch", description.switch_ns, 0);
  CHECK_NUMBER("pidOffset", description.pid_offset, 100000);
  CHECK("seed", description.seed == UINT64_MAX, "%llu", (unsigned long long)description.seed);
  CHECK_NUMBER("clock", description.clock, SG_CLOCK_VIRTUAL);
}

static void check_device(void) {
  if (!parse("devices:\n"
             "  - model: A100-40GB\n"
             "    name: \"A card: of one's own # here\"\n"
             "    uuid: GPU-00112233-4455-6677-8899-aabbccddeeff\n"
             "    serial: 0123456789\n"
             "    memory: 1.5GiB\n    reserved: 100MiB\n    context: 300MiB\n    module: 4MiB\n    granularity: 64KiB\n"
             "    sms: 20\n    threadsPerSm: 1024\n    blocksPerSm: 16\n    sharedPerSm: 64KiB\n    compute: 7.5\n"
             "    architecture: 6\n    clock: 1000MHz\n    memoryClock: 2000MHz\n    busWidth: 256\n    l2: 6MiB\n"
             "    powerLimit: 75W\n    pci: 0001:3b:1f.0\n    pciDeviceId: 0x1eb810de\n    pciSubsystemId: 0x12a210de\n"
             "    pcieGeneration: 3\n    pcieWidth: 8\n    numa: 1\n    hostCopy: 11000MB/s\n    deviceCopy: 99000MB/s\n"
             "    nvlinkVersion: 2\n    mig: none\n")) return;
  const struct sg_device_description *device = &description.devices[0];
  CHECK_TEXT("model", device->model, "A100-40GB");
  CHECK_TEXT("name", device->name, "A card: of one's own # here");
  CHECK_TEXT("uuid", device->uuid, "GPU-00112233-4455-6677-8899-aabbccddeeff");
  CHECK_TEXT("serial", device->serial, "0123456789");
  CHECK_NUMBER("memory", device->memory_bytes, 1610612736);
  CHECK_NUMBER("reserved", device->reserved_bytes, 100 << 20);
  CHECK_NUMBER("context", device->context_bytes, 300 << 20);
  CHECK_NUMBER("module", device->module_bytes, 4 << 20);
  CHECK_NUMBER("granularity", device->granularity_bytes, 65536);
  CHECK_NUMBER("sms", device->sms, 20);
  CHECK_NUMBER("threadsPerSm", device->threads_per_sm, 1024);
  CHECK_NUMBER("blocksPerSm", device->blocks_per_sm, 16);
  CHECK_NUMBER("sharedPerSm", device->shared_bytes_per_sm, 65536);
  CHECK_NUMBER("compute", device->compute_major * 10 + device->compute_minor, 75);
  CHECK_NUMBER("architecture", device->architecture, 6);
  CHECK_NUMBER("clock", device->clock_mhz, 1000);
  CHECK_NUMBER("memoryClock", device->memory_clock_mhz, 2000);
  CHECK_NUMBER("busWidth", device->bus_width_bits, 256);
  CHECK_NUMBER("l2", device->l2_bytes, 6 << 20);
  CHECK_NUMBER("powerLimit", device->power_limit_w, 75);
  CHECK_NUMBER("pci: domain", device->pci_domain, 1);
  CHECK_NUMBER("pci: bus", device->pci_bus, 0x3b);
  CHECK_NUMBER("pci: device", device->pci_device, 0x1f);
  CHECK_NUMBER("pciDeviceId", device->pci_device_id, 0x1eb810de);
  CHECK_NUMBER("pciSubsystemId", device->pci_subsystem_id, 0x12a210de);
  CHECK_NUMBER("pcieGeneration", device->pcie_generation, 3);
  CHECK_NUMBER("pcieWidth", device->pcie_width, 8);
  CHECK_NUMBER("numa", device->numa_node, 1);
  CHECK_NUMBER("hostCopy", device->host_copy_mb_s, 11000);
  CHECK_NUMBER("deviceCopy", device->device_copy_mb_s, 99000);
  CHECK_NUMBER("nvlinkVersion", device->nvlink_version, 2);
  CHECK_NUMBER("mig: none", device->mig_capable, 0);
}

static void check_profile(void) {
  if (!parse("devices:\n- model: T4\n  mig: on\n  migMemorySlices: 4\n  migProfiles:\n"
             "  - name: 1g.4gb\n    profile: 0\n    id: 19\n    slices: 1\n    sms: 10\n    instances: 4\n    memory: 3584MiB\n"
             "    placementSize: 1\n    starts: [0, 1,2 , 3]\n"
             "    copyEngines: 1\n    decoders: 2\n    encoders: 3\n    jpegs: 4\n    ofas: 5\n")) return;
  const struct sg_device_description *device = &description.devices[0];
  const struct sg_mig_profile *profile = &device->mig_profiles[0];
  CHECK_NUMBER("mig: on", device->mig_enabled, 1);
  CHECK_NUMBER("capable by its profiles", device->mig_capable, 1);
  CHECK_NUMBER("migMemorySlices", device->mig_memory_slices, 4);
  CHECK_NUMBER("migProfiles", device->mig_profile_count, 1);
  CHECK_TEXT("profile: name", profile->name, "1g.4gb");
  CHECK_NUMBER("profile: profile", profile->profile_id, 0);
  CHECK_NUMBER("profile: id", profile->id, 19);
  CHECK_NUMBER("profile: slices", profile->slices, 1);
  CHECK_NUMBER("profile: sms", profile->sms, 10);
  CHECK_NUMBER("profile: instances", profile->instances, 4);
  CHECK_NUMBER("profile: memory", profile->memory_bytes, 3584ll << 20);
  CHECK_NUMBER("profile: placementSize", profile->placement_size, 1);
  CHECK_NUMBER("profile: starts", profile->placement_count, 4);
  CHECK_NUMBER("profile: the last of them", profile->placement_starts[3], 3);
  CHECK_NUMBER("profile: copyEngines", profile->copy_engines, 1);
  CHECK_NUMBER("profile: decoders", profile->decoders, 2);
  CHECK_NUMBER("profile: encoders", profile->encoders, 3);
  CHECK_NUMBER("profile: jpegs", profile->jpegs, 4);
  CHECK_NUMBER("profile: ofas", profile->ofas, 5);
}

static void check_count(void) {
  if (!parse("seed: 5\ndevices:\n  - model: T4\n    count: 3\n  - model: A100-40GB\n    pci: 0000:11:00.0\n")) return;
  const struct sg_device_description *devices = description.devices;
  CHECK_NUMBER("count: devices in all", description.device_count, 4);
  CHECK("UUIDs differ", strcmp(devices[0].uuid, devices[1].uuid) != 0, "the same");
  CHECK("of the next two as well", strcmp(devices[1].uuid, devices[2].uuid) != 0, "the same");
  CHECK("serial numbers differ", strcmp(devices[0].serial, devices[1].serial) != 0, "the same");
  CHECK_NUMBER("buses given out ascend", devices[0].pci_bus, 0x10);
  CHECK_NUMBER("and pass by one that was written", devices[1].pci_bus, 0x12);
  CHECK_NUMBER("and go on", devices[2].pci_bus, 0x13);
  CHECK_NUMBER("a written bus stays", devices[3].pci_bus, 0x11);
  char before[48], other_seed[48];
  memcpy(before, devices[2].uuid, sizeof(before));
  parse("seed: 5\ndevices:\n  - model: T4\n    count: 3\n");
  CHECK_TEXT("the same seed and place give the same UUID", devices[2].uuid, before);
  parse("seed: 6\ndevices:\n  - model: T4\n    count: 3\n");
  memcpy(other_seed, devices[2].uuid, sizeof(other_seed));
  CHECK("another seed gives another", strcmp(before, other_seed) != 0, "%s", before);
  CHECK("UUIDs are of version 4", before[18] == '4' && strchr("89ab", before[23]) != NULL, "%s", before);
  if (!parse("devices:\n  - model: T4\n    count: 2\n    pci: 0002:20:03.0\n")) return;
  CHECK_NUMBER("a written address counts up its bus", devices[1].pci_bus, 0x21);
  CHECK_NUMBER("in the same domain", devices[1].pci_domain, 2);
}

static void check_links(const char *name, const char *text, const uint32_t *expected, uint32_t count) {
  if (!parse(text)) return;
  for (uint32_t i = 0; i < count * count; i++) CHECK_NUMBER(name, description.devices[i / count].nvlinks[i % count], expected[i]);
}

static void check_all_links(void) {
  check_links("a number is for each other device of the item",
              "devices:\n  - model: H100\n    count: 2\n    nvlinks: 18\n  - model: H100\n",
              (uint32_t[]){0, 18, 0, 18, 0, 0, 0, 0, 0}, 3);
  check_links("links said at one end",
              "devices:\n  - model: A100-40GB\n    nvlinks: [0, 4, 8]\n  - model: A100-40GB\n    count: 2\n",
              (uint32_t[]){0, 4, 8, 4, 0, 0, 8, 0, 0}, 3);
  check_links("a list with a count: its own place left out",
              "devices:\n  - model: A100-40GB\n    count: 3\n    nvlinks: [12, 12, 12]\n",
              (uint32_t[]){0, 12, 12, 12, 0, 12, 12, 12, 0}, 3);
  check_links("a list with a count that leaves its own place at nothing",
              "devices:\n  - model: A100-40GB\n    count: 2\n    nvlinks: [0, 12]\n", (uint32_t[]){0, 12, 12, 0}, 2);
}

static void check_kernels(void) {
  if (!parse("kernels:\n  - name: matmul\n    duration: 5ms\n    perWave: 40us\n    sms: 132\n    jitter: 20%\n  - name: _Z1av\n"
             "    duration: 1h\ndevices:\n  - model: T4\n")) return;
  CHECK_NUMBER("kernels", description.kernel_count, 2);
  CHECK_TEXT("kernel: name", description.kernels[0].name, "matmul");
  CHECK_NUMBER("kernel: duration", description.kernels[0].duration_ns, 5000000);
  CHECK_NUMBER("kernel: perWave", description.kernels[0].duration_per_wave_ns, 40000);
  CHECK_NUMBER("kernel: sms", description.kernels[0].sms, 132);
  CHECK_NUMBER("kernel: jitter", description.kernels[0].jitter_percent, 20);
  CHECK_NUMBER("kernel: an hour", description.kernels[1].duration_ns, 3600000000000);
}

static void check_failures(void) {
  static const struct sg_failure expected[] = {
    {SG_FAILURE_XID, 0, "", 10000000000, 0, 0, 48},
    {SG_FAILURE_OFF_BUS, 1, "", 0, 30000000000, 0, 79},
    {SG_FAILURE_NVML_HANG, -1, "", 0, 5000000000, 0, 0},
    {SG_FAILURE_NVML_HANG, -1, "nvmlInit_v2", 0, 0, 0, 0},
    {SG_FAILURE_NVML_ERROR, -1, "nvmlDeviceGetMemoryInfo", 0, 0, 3, 999},
    {SG_FAILURE_NVML_ERROR, -1, "", 0, 0, 0, 15},
    {SG_FAILURE_CUDA_ERROR, -1, "cuMemAlloc_v2", 0, 0, 17, 2},
    {SG_FAILURE_CUDA_ERROR, -1, "", 0, 1000000, 0, 719},
    {SG_FAILURE_DELAY, -1, "cuInit", 0, 1500000, 1, 0},
  };
  if (!parse("failures:\n"
             "  - xid: 48\n    device: 0\n    after: 10s\n"
             "  - device: 1\n    for: 0.5min\n    xid: 79\n"
             "  - nvml: hang\n    for: 5s\n"
             "  - nvml: hang\n    function: nvmlInit_v2\n    device: all\n"
             "  - nvml: error\n    function: nvmlDeviceGetMemoryInfo\n    code: NVML_ERROR_UNKNOWN\n    nth: 3\n"
             "  - nvml: error\n    function: all\n    code: 15\n"
             "  - code: CUDA_ERROR_OUT_OF_MEMORY\n    cuda: cuMemAlloc_v2\n    nth: 17\n"
             "  - cuda: all\n    code: 719\n    for: 1ms\n"
             "  - cuda: cuInit\n    delay: 1.5ms\n    nth: 1\n"
             "devices:\n  - model: T4\n    count: 2\n")) return;
  CHECK_NUMBER("failures", description.failure_count, sizeof(expected) / sizeof(expected[0]));
  for (uint32_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
    const struct sg_failure *failure = &description.failures[i];
    CHECK_NUMBER("failure: kind", failure->kind, expected[i].kind);
    CHECK_NUMBER("failure: device", failure->device, expected[i].device);
    CHECK_TEXT("failure: function", failure->function, expected[i].function);
    CHECK_NUMBER("failure: after", failure->after_ns, expected[i].after_ns);
    CHECK_NUMBER("failure: duration", failure->duration_ns, expected[i].duration_ns);
    CHECK_NUMBER("failure: nth", failure->nth, expected[i].nth);
    CHECK_NUMBER("failure: code", failure->code, expected[i].code);
  }
}

static void check_layout(void) {
  parse("# comment\n\n   \ndevices: # cards\n\n# more\n      - model: T4 # one\n        # within\n        numa: 0\n\n\nseed: 3");
  CHECK_NUMBER("comments, blank lines and no last line feed", description.seed, 3);
  CHECK_NUMBER("and what stands between them", description.devices[0].numa_node, 0);
  parse("devices:\n- model: T4\n-   model: A10\n    sms: 3\nseed: 4\n");
  CHECK_NUMBER("dashes under the field, fields wherever the first is", description.devices[1].sms, 3);
  parse("devices:\n  - model: T4\n    numa: none\n    name: a#b\n# \xc3\xa4 comment in UTF-8\n");
  CHECK_NUMBER("numa: none", description.devices[0].numa_node, -1);
  CHECK_TEXT("a # within a word", description.devices[0].name, "a#b");
}

int main(void) {
  check_defaults();
  check_node();
  check_device();
  check_profile();
  check_count();
  check_all_links();
  check_kernels();
  check_failures();
  check_layout();
  return CHECKS_END();
}
