// What a card of each model is like, from NVIDIA's data sheets, the CUDA programming guide's table of compute
// capabilities and what nvidia-smi prints. Three kinds of figures are measurements of others and differ by driver:
// the driver's reserve (NVML's total less what CUDA calls total), the overhead of a context (what nvidia-smi shows for
// a process that has done nothing but make one) and the copy rates. A description may set each of them.
#include "description.h"
#include "mig_profiles.h"

#include <string.h>

#define MIB(n) ((uint64_t)(n) << 20)
#define PCI(device) (((uint32_t)(device) << 16) | 0x10deu)

enum { VOLTA = 5, TURING = 6, AMPERE = 7, ADA = 8, HOPPER = 9 };  // NVML_DEVICE_ARCH_*
enum { NVLINK_2 = 2, NVLINK_3 = 4, NVLINK_4 = 6 };                // NVML_NVLINK_VERSION_*

// What is the same for every card of a compute capability.
struct capability {
  uint32_t major, minor, architecture, threads_per_sm, blocks_per_sm, shared_kib_per_sm;
};

static const struct capability sm_70 = {7, 0, VOLTA, 2048, 32, 96};
static const struct capability sm_75 = {7, 5, TURING, 1024, 16, 64};
static const struct capability sm_80 = {8, 0, AMPERE, 2048, 32, 164};
static const struct capability sm_86 = {8, 6, AMPERE, 1536, 16, 100};
static const struct capability sm_89 = {8, 9, ADA, 1536, 24, 100};
static const struct capability sm_90 = {9, 0, HOPPER, 2048, 32, 228};

struct model {
  const char *key, *name;
  const struct capability *capability;
  uint32_t memory_mib, reserved_mib, context_mib, sms;
  uint32_t clock_mhz, memory_clock_mhz, bus_width_bits, l2_kib, power_limit_w;
  uint32_t pci_device_id, pci_subsystem_id, pcie_generation, nvlink_version;
  uint32_t host_copy_mb_s, device_copy_mb_s;
  const struct sg_mig_layout *mig;
};

static const struct model models[] = {
  {"T4", "Tesla T4", &sm_75, 15360, 429, 103, 40, 1590, 5001, 256, 4096, 70,
   PCI(0x1eb8), PCI(0x12a2), 3, 0, 12000, 130000, NULL},
  {"V100-16GB", "Tesla V100-SXM2-16GB", &sm_70, 16384, 224, 305, 80, 1530, 877, 4096, 6144, 300,
   PCI(0x1db1), PCI(0x1212), 3, NVLINK_2, 12000, 400000, NULL},
  {"V100-32GB", "Tesla V100-SXM2-32GB", &sm_70, 32768, 258, 305, 80, 1530, 877, 4096, 6144, 300,
   PCI(0x1db5), PCI(0x1249), 3, NVLINK_2, 12000, 400000, NULL},
  {"A10", "NVIDIA A10", &sm_86, 23028, 295, 250, 72, 1695, 6251, 384, 6144, 150,
   PCI(0x2236), PCI(0x1482), 4, 0, 25000, 270000, NULL},
  {"A30", "NVIDIA A30", &sm_80, 24576, 318, 330, 56, 1440, 1215, 3072, 24576, 165,
   PCI(0x20b7), PCI(0x1532), 4, NVLINK_3, 25000, 420000, &sg_mig_a30},
  {"A40", "NVIDIA A40", &sm_86, 46068, 434, 270, 84, 1740, 7251, 384, 6144, 300,
   PCI(0x2235), PCI(0x145a), 4, NVLINK_3, 25000, 310000, NULL},
  {"A100-40GB", "NVIDIA A100-SXM4-40GB", &sm_80, 40960, 424, 413, 108, 1410, 1215, 5120, 40960, 400,
   PCI(0x20b0), PCI(0x134f), 4, NVLINK_3, 25000, 690000, &sg_mig_a100_40},
  {"A100-80GB", "NVIDIA A100-SXM4-80GB", &sm_80, 81920, 669, 413, 108, 1410, 1593, 5120, 40960, 400,
   PCI(0x20b2), PCI(0x1463), 4, NVLINK_3, 25000, 900000, &sg_mig_a100_80},
  {"L4", "NVIDIA L4", &sm_89, 23034, 332, 210, 58, 2040, 6251, 192, 49152, 72,
   PCI(0x27b8), PCI(0x16ee), 4, 0, 25000, 130000, NULL},
  {"L40S", "NVIDIA L40S", &sm_89, 46068, 602, 360, 142, 2520, 9001, 384, 98304, 350,
   PCI(0x26b9), PCI(0x1851), 4, 0, 25000, 380000, NULL},
  {"H100", "NVIDIA H100 80GB HBM3", &sm_90, 81559, 551, 520, 132, 1980, 2619, 5120, 51200, 700,
   PCI(0x2330), PCI(0x16c1), 5, NVLINK_4, 50000, 1500000, &sg_mig_h100},
  {"H100-PCIe", "NVIDIA H100 PCIe", &sm_90, 81559, 551, 480, 114, 1755, 1593, 5120, 51200, 350,
   PCI(0x2331), PCI(0x1626), 5, NVLINK_4, 50000, 900000, &sg_mig_h100_pcie},
  {"H200", "NVIDIA H200", &sm_90, 143771, 606, 520, 132, 1980, 3201, 6144, 61440, 700,
   PCI(0x2335), PCI(0x18be), 5, NVLINK_4, 50000, 2100000, &sg_mig_h200},
  {"RTX-4090", "NVIDIA GeForce RTX 4090", &sm_89, 24564, 346, 380, 128, 2520, 10501, 384, 73728, 450,
   PCI(0x2684), PCI(0x167c), 4, 0, 25000, 450000, NULL},
};

enum { MODEL_COUNT = sizeof(models) / sizeof(models[0]) };

static void describe(const struct model *model, struct sg_device_description *out) {
  memset(out, 0, sizeof(*out));
  strncpy(out->model, model->key, sizeof(out->model) - 1);
  strncpy(out->name, model->name, sizeof(out->name) - 1);
  out->memory_bytes = MIB(model->memory_mib);
  out->reserved_bytes = MIB(model->reserved_mib);
  out->context_bytes = MIB(model->context_mib);
  out->module_bytes = MIB(2);
  out->granularity_bytes = MIB(2);
  out->sms = model->sms;
  out->threads_per_sm = model->capability->threads_per_sm;
  out->blocks_per_sm = model->capability->blocks_per_sm;
  out->shared_bytes_per_sm = model->capability->shared_kib_per_sm << 10;
  out->compute_major = model->capability->major;
  out->compute_minor = model->capability->minor;
  out->architecture = model->capability->architecture;
  out->clock_mhz = model->clock_mhz;
  out->memory_clock_mhz = model->memory_clock_mhz;
  out->bus_width_bits = model->bus_width_bits;
  out->l2_bytes = model->l2_kib << 10;
  out->power_limit_w = model->power_limit_w;
  out->pci_device_id = model->pci_device_id;
  out->pci_subsystem_id = model->pci_subsystem_id;
  out->pcie_generation = model->pcie_generation;
  out->pcie_width = 16;
  out->numa_node = -1;
  out->host_copy_mb_s = model->host_copy_mb_s;
  out->device_copy_mb_s = model->device_copy_mb_s;
  out->nvlink_version = model->nvlink_version;
  if (model->mig != NULL) {
    out->mig_capable = true;
    out->mig_memory_slices = model->mig->memory_slices;
    out->mig_profile_count = model->mig->count;
    memcpy(out->mig_profiles, model->mig->profiles, model->mig->count * sizeof(model->mig->profiles[0]));
  }
}

bool sg_model_find(const char *model, struct sg_device_description *out) {
  for (size_t i = 0; i < MODEL_COUNT; i++) {
    if (strcmp(models[i].key, model) == 0) {
      describe(&models[i], out);
      return true;
    }
  }
  return false;
}

const char *const *sg_model_names(void) {
  static const char *const names[] = {
    "T4", "V100-16GB", "V100-32GB", "A10", "A30", "A40", "A100-40GB", "A100-80GB", "L4", "L40S",
    "H100", "H100-PCIe", "H200", "RTX-4090", NULL,
  };
  _Static_assert(sizeof(names) / sizeof(names[0]) == MODEL_COUNT + 1, "a model is missing from the names, or the reverse");
  return names;
}
