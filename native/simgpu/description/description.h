// What a description file says: the simulated node's devices and what is to go wrong with them.
// The text form is documented in docs/simgpu.md; models.c holds what a model's name alone implies.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  SG_MAX_DEVICES = 16,
  SG_MAX_MIG_PROFILES = 16,
  SG_MAX_MIG_PLACEMENTS = 8,
  SG_MAX_KERNELS = 256,
  SG_MAX_FAILURES = 64,
  SG_NAME_LENGTH = 96,
};

// One GPU instance profile of a model, as NVML numbers and describes it.
struct sg_mig_profile {
  char name[32];              // "1g.5gb", "1g.10gb+me"
  uint32_t profile_id;        // NVML's NVML_GPU_INSTANCE_PROFILE_*: what a profile's information is asked for by
  uint32_t id;                // what that information then names, instances are created by and nvidia-smi shows: 19, 14, 9, ...
  uint32_t slices;            // compute slices
  uint32_t sms;               // multiprocessors
  uint32_t instances;         // how many fit on an empty card
  uint64_t memory_bytes;
  uint32_t placement_size;    // memory slices it occupies
  uint32_t placement_count;
  uint32_t placement_starts[SG_MAX_MIG_PLACEMENTS];
  uint32_t copy_engines, decoders, encoders, jpegs, ofas;
};

struct sg_device_description {
  char model[32];             // "A100-40GB": the key in models.c
  char name[SG_NAME_LENGTH];  // what cuDeviceGetName and nvmlDeviceGetName say
  char uuid[48];              // "GPU-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
  char serial[32];
  uint64_t memory_bytes;      // all of it
  uint64_t reserved_bytes;    // the driver's own, never given out
  uint64_t context_bytes;     // one context's overhead
  uint64_t module_bytes;      // one loaded module's overhead
  uint64_t granularity_bytes; // what a large allocation is rounded up to
  uint32_t sms;
  uint32_t threads_per_sm;
  uint32_t blocks_per_sm;
  uint32_t shared_bytes_per_sm;
  uint32_t compute_major, compute_minor;
  uint32_t architecture;      // NVML_DEVICE_ARCH_*
  uint32_t clock_mhz, memory_clock_mhz, bus_width_bits, l2_bytes;
  uint32_t power_limit_w;
  uint32_t pci_domain, pci_bus, pci_device, pci_device_id, pci_subsystem_id;
  uint32_t pcie_generation, pcie_width;
  int32_t numa_node;          // -1: none
  uint32_t host_copy_mb_s;    // host <-> device, each direction
  uint32_t device_copy_mb_s;  // within the device
  uint32_t nvlinks[SG_MAX_DEVICES];  // links to each other device
  uint32_t nvlink_version;
  bool mig_capable;
  bool mig_enabled;           // at creation
  uint32_t mig_memory_slices; // 8 on A100 and H100
  uint32_t mig_profile_count;
  struct sg_mig_profile mig_profiles[SG_MAX_MIG_PROFILES];
};

// A kernel known by name; others take their duration from their name's _us<N> suffix, their module, or their dimensions.
struct sg_kernel_description {
  char name[64];
  uint64_t duration_ns;           // fixed part
  uint64_t duration_per_wave_ns;  // times the number of waves of blocks
  uint32_t sms;                   // multiprocessors it occupies; 0: from its dimensions
  uint32_t jitter_percent;        // duration varies evenly by this much up and down, by a seeded sequence
};

enum sg_failure_kind {
  SG_FAILURE_XID,        // an Xid event: critical for the device unless the number says otherwise
  SG_FAILURE_OFF_BUS,    // the card falls off the bus (Xid 79): NVML says GPU_IS_LOST, CUDA calls fail
  SG_FAILURE_NVML_HANG,  // NVML calls do not return while it lasts
  SG_FAILURE_NVML_ERROR, // NVML calls (or one of them) return a code
  SG_FAILURE_CUDA_ERROR, // one CUDA entry point returns a code on its nth call
  SG_FAILURE_DELAY,      // one CUDA entry point takes longer
};

struct sg_failure {
  enum sg_failure_kind kind;
  int32_t device;         // -1: every device
  char function[64];      // empty: every function of that library
  uint64_t after_ns;      // since the state was created
  uint64_t duration_ns;   // how long it lasts, or the delay; 0: for good
  uint32_t nth;           // the nth call of each process, from 1; 0: every call
  int32_t code;           // CUresult, nvmlReturn_t or Xid number
};

enum sg_clock_mode { SG_CLOCK_WALL, SG_CLOCK_VIRTUAL };

struct sg_description {
  char driver_version[32];      // "550.54.15"
  uint32_t cuda_version;        // 12040
  uint64_t time_slice_ns;       // 2 ms unless said
  uint64_t launch_latency_ns;   // from the call to the earliest start
  uint64_t switch_ns;           // what changing the process on the device costs
  uint32_t pid_offset;          // the host's pids are the processes' plus this; 0: translated for real
  uint64_t seed;                // of every random sequence
  enum sg_clock_mode clock;
  uint32_t device_count;
  struct sg_device_description devices[SG_MAX_DEVICES];
  uint32_t kernel_count;
  struct sg_kernel_description kernels[SG_MAX_KERNELS];
  uint32_t failure_count;
  struct sg_failure failures[SG_MAX_FAILURES];
};

struct sg_description_error {
  uint32_t line;       // from 1; 0: the file as a whole
  char field[64];
  char message[192];   // what is wrong and how to put it right
};

// Parses a description of `length` bytes (no terminator needed). False on bad input, with the first error filled in;
// `out` is then not to be used. Never reads the environment or a file.
bool sg_description_parse(const char *text, size_t length, struct sg_description *out, struct sg_description_error *error);

// "2xA100-40GB" or "T4,L40S": the short form of a description, as `hami run --simulate` takes it.
bool sg_description_from_models(const char *models, struct sg_description *out, struct sg_description_error *error);

// Fills in what a model implies. False: no such model.
bool sg_model_find(const char *model, struct sg_device_description *out);

// The models known, in order, NULL-terminated.
const char *const *sg_model_names(void);
