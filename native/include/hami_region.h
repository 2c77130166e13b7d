// The region that a container's processes and the node's monitor share: a file, mapped by each. Its first part is the
// original's version 1.2, byte for byte, so that the original's monitor reads ours; what is new stands in a tail behind it.
// Whoever reads it takes no word of it for granted. Memory that was never written, all zeros, means: refused.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
  HAMI_REGION_DEVICES = 16,
  HAMI_REGION_SLOTS = 1024,
  HAMI_REGION_UUID_BYTES = 96,

  HAMI_REGION_MAGIC = 19920718,
  HAMI_REGION_MAJOR = 1,
  HAMI_REGION_MINOR = 2,

  HAMI_REGION_STATUS_FREE = 0,
  HAMI_REGION_STATUS_RUNNING = 1,
  HAMI_REGION_STATUS_SUSPENDED = 2,
};

// glibc's sem_t, which nobody of ours waits on.
union hami_region_semaphore {
  struct {
    uint64_t value;
    int32_t shared;
  };
  uint64_t words[4];
};

struct hami_region_memory {
  uint64_t context;
  uint64_t module;
  uint64_t data;
  uint64_t offset;
  uint64_t total;
  uint64_t unused[3];
};

struct hami_region_utilization {
  uint64_t decoder;
  uint64_t encoder;
  uint64_t sm;
  uint64_t unused[3];
};

struct hami_region_process {
  int32_t pid;
  int32_t host_pid;
  struct hami_region_memory used[HAMI_REGION_DEVICES];
  uint64_t monitor_used[HAMI_REGION_DEVICES];
  struct hami_region_utilization utilization[HAMI_REGION_DEVICES];
  int32_t status;
  uint64_t sequence;
  uint64_t unused[2];
};

struct hami_region_v1 {
  int32_t magic;
  uint32_t major_version;
  uint32_t minor_version;
  int32_t sm_init_flag;
  uint64_t owner_pid;
  union hami_region_semaphore semaphore;
  uint64_t device_count;
  char uuids[HAMI_REGION_DEVICES][HAMI_REGION_UUID_BYTES];
  uint64_t limit[HAMI_REGION_DEVICES];     // bytes, 0: none; for the original's monitor, never what we go by
  uint64_t sm_limit[HAMI_REGION_DEVICES];  // percent, 0: none; likewise
  struct hami_region_process processes[HAMI_REGION_SLOTS];
  int32_t process_count;  // no slot from here on was ever used
  int32_t utilization_switch;
  int32_t recent_kernel;
  int32_t priority;
  uint64_t last_kernel_time;  // Unix seconds
  union hami_region_semaphore semaphore_postinit;
};

// Version 0, without a version in it: only ever read.
struct hami_region_v0_memory {
  uint64_t context;
  uint64_t module;
  uint64_t data;
  uint64_t offset;
  uint64_t total;
};

struct hami_region_v0_utilization {
  uint64_t decoder;
  uint64_t encoder;
  uint64_t sm;
};

struct hami_region_v0_process {
  int32_t pid;
  int32_t host_pid;
  struct hami_region_v0_memory used[HAMI_REGION_DEVICES];
  uint64_t monitor_used[HAMI_REGION_DEVICES];
  struct hami_region_v0_utilization utilization[HAMI_REGION_DEVICES];
  int32_t status;
};

struct hami_region_v0 {
  int32_t magic;
  int32_t sm_init_flag;
  uint32_t owner_pid;
  uint32_t semaphore[8];
  uint64_t device_count;
  char uuids[HAMI_REGION_DEVICES][HAMI_REGION_UUID_BYTES];
  uint64_t limit[HAMI_REGION_DEVICES];
  uint64_t sm_limit[HAMI_REGION_DEVICES];
  struct hami_region_v0_process processes[HAMI_REGION_SLOTS];
  int32_t process_count;
  int32_t utilization_switch;
  int32_t recent_kernel;
  int32_t priority;
};

#define HAMI_REGION_TAIL_MAGIC UINT64_C(0x31304c4941544d48)  // "HMTAIL01"

enum {
  HAMI_REGION_TAIL_OFFSET = 2011136,  // 491 pages: the original's part ends before
  HAMI_REGION_TAIL_VERSION = 1,
  HAMI_REGION_SIZE = 3129344,
};

// Any other number is as bad as 0.
enum hami_region_mode {
  HAMI_REGION_REFUSED = 0,
  HAMI_REGION_NONE = 1,
  HAMI_REGION_LIMITED = 2,
  HAMI_REGION_HARDWARE = 3,
};

enum hami_region_origin { HAMI_REGION_FIRST_PROCESS = 1, HAMI_REGION_BEFOREHAND = 2 };

enum hami_region_policy { HAMI_REGION_POLICY_DEFAULT = 0, HAMI_REGION_POLICY_FORCE = 1, HAMI_REGION_POLICY_DISABLE = 2 };

// What bytes are used for.
enum hami_region_kind {
  HAMI_REGION_CONTEXT,
  HAMI_REGION_MODULE,
  HAMI_REGION_PLAIN,
  HAMI_REGION_MANAGED,
  HAMI_REGION_ARRAY,
  HAMI_REGION_POOL,
  HAMI_REGION_PHYSICAL,
  HAMI_REGION_GRAPH,
  HAMI_REGION_KINDS,
};

// Limits, which are hardly ever written, and what each launch may write are on lines of their own.
struct hami_region_device {
  uint32_t memory_mode;
  uint32_t core_mode;
  uint64_t memory_limit;  // bytes; limited to 0 bytes is refused
  uint32_t core_percent;  // of one device
  uint32_t policy;
  uint64_t context_bytes;  // what one context takes, as it was last measured; 0: not yet
  uint64_t unused[4];
  uint64_t credit_time;  // ns of CLOCK_MONOTONIC
  uint32_t gate;
  uint32_t rate;  // percent of one device at which credit grows
  uint64_t alone_ns;  // device time charged while nobody else used the device, and while others did
  uint64_t shared_ns;
  uint64_t trim_millionths;
  uint64_t trimmed_ns;  // ns of CLOCK_MONOTONIC
  uint64_t unused_too[2];
};

// Who has a slot, in one word, so that it changes whole: state in 2 bits, pid in 22, start time (clock ticks) in 40.
enum hami_region_claim { HAMI_REGION_FREE, HAMI_REGION_CLAIMING, HAMI_REGION_LIVE, HAMI_REGION_REAPING };

struct hami_region_slot {
  uint64_t claim;
  uint64_t pid_namespace;  // its inode
  uint32_t charging;       // threads between raising a sum and knowing whether it may stay
  uint32_t unused;
  uint64_t unused_too[5];
  uint64_t kinds[HAMI_REGION_DEVICES][HAMI_REGION_KINDS];  // bytes
};

struct hami_region_tail {
  uint64_t magic;
  uint32_t version;
  uint32_t origin;
  uint64_t size;  // of the whole file
  uint64_t generation;
  uint64_t unused[4];
  uint64_t refusing;  // who is about to refuse: slot + 1 in 16 bits, a number of his above
  uint64_t unused_too[7];
  struct hami_region_device devices[HAMI_REGION_DEVICES];
  struct hami_region_slot slots[HAMI_REGION_SLOTS];
};

struct hami_region {
  struct hami_region_v1 v1;
  char gap[HAMI_REGION_TAIL_OFFSET - sizeof(struct hami_region_v1)];
  struct hami_region_tail tail;
  char rest[HAMI_REGION_SIZE - HAMI_REGION_TAIL_OFFSET - sizeof(struct hami_region_tail)];
};

#define HAMI_AT(type, field, offset) _Static_assert(offsetof(struct type, field) == (offset), #type "." #field)
#define HAMI_SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)

HAMI_AT(hami_region_v1, magic, 0);
HAMI_AT(hami_region_v1, major_version, 4);
HAMI_AT(hami_region_v1, minor_version, 8);
HAMI_AT(hami_region_v1, sm_init_flag, 12);
HAMI_AT(hami_region_v1, owner_pid, 16);
HAMI_AT(hami_region_v1, semaphore, 24);
HAMI_AT(hami_region_v1, device_count, 56);
HAMI_AT(hami_region_v1, uuids, 64);
HAMI_AT(hami_region_v1, limit, 1600);
HAMI_AT(hami_region_v1, sm_limit, 1728);
HAMI_AT(hami_region_v1, processes, 1856);
HAMI_AT(hami_region_v1, process_count, 2008896);
HAMI_AT(hami_region_v1, utilization_switch, 2008900);
HAMI_AT(hami_region_v1, recent_kernel, 2008904);
HAMI_AT(hami_region_v1, priority, 2008908);
HAMI_AT(hami_region_v1, last_kernel_time, 2008912);
HAMI_AT(hami_region_v1, semaphore_postinit, 2008920);
HAMI_SIZE(hami_region_v1, 2008952);

HAMI_AT(hami_region_process, pid, 0);
HAMI_AT(hami_region_process, host_pid, 4);
HAMI_AT(hami_region_process, used, 8);
HAMI_AT(hami_region_process, monitor_used, 1032);
HAMI_AT(hami_region_process, utilization, 1160);
HAMI_AT(hami_region_process, status, 1928);
HAMI_AT(hami_region_process, sequence, 1936);
HAMI_AT(hami_region_process, unused, 1944);
HAMI_SIZE(hami_region_process, 1960);

HAMI_AT(hami_region_memory, context, 0);
HAMI_AT(hami_region_memory, module, 8);
HAMI_AT(hami_region_memory, data, 16);
HAMI_AT(hami_region_memory, offset, 24);
HAMI_AT(hami_region_memory, total, 32);
HAMI_SIZE(hami_region_memory, 64);
HAMI_AT(hami_region_utilization, decoder, 0);
HAMI_AT(hami_region_utilization, encoder, 8);
HAMI_AT(hami_region_utilization, sm, 16);
HAMI_SIZE(hami_region_utilization, 48);
_Static_assert(sizeof(union hami_region_semaphore) == 32, "sem_t");

HAMI_AT(hami_region_v0, magic, 0);
HAMI_AT(hami_region_v0, sm_init_flag, 4);
HAMI_AT(hami_region_v0, owner_pid, 8);
HAMI_AT(hami_region_v0, semaphore, 12);
HAMI_AT(hami_region_v0, device_count, 48);
HAMI_AT(hami_region_v0, uuids, 56);
HAMI_AT(hami_region_v0, limit, 1592);
HAMI_AT(hami_region_v0, sm_limit, 1720);
HAMI_AT(hami_region_v0, processes, 1848);
HAMI_AT(hami_region_v0, process_count, 1197880);
HAMI_AT(hami_region_v0, utilization_switch, 1197884);
HAMI_AT(hami_region_v0, recent_kernel, 1197888);
HAMI_AT(hami_region_v0, priority, 1197892);
HAMI_SIZE(hami_region_v0, 1197896);

HAMI_AT(hami_region_v0_process, pid, 0);
HAMI_AT(hami_region_v0_process, host_pid, 4);
HAMI_AT(hami_region_v0_process, used, 8);
HAMI_AT(hami_region_v0_process, monitor_used, 648);
HAMI_AT(hami_region_v0_process, utilization, 776);
HAMI_AT(hami_region_v0_process, status, 1160);
HAMI_SIZE(hami_region_v0_process, 1168);
HAMI_AT(hami_region_v0_memory, total, 32);
HAMI_SIZE(hami_region_v0_memory, 40);
HAMI_AT(hami_region_v0_utilization, sm, 16);
HAMI_SIZE(hami_region_v0_utilization, 24);

HAMI_AT(hami_region_tail, magic, 0);
HAMI_AT(hami_region_tail, version, 8);
HAMI_AT(hami_region_tail, origin, 12);
HAMI_AT(hami_region_tail, size, 16);
HAMI_AT(hami_region_tail, generation, 24);
HAMI_AT(hami_region_tail, refusing, 64);
HAMI_AT(hami_region_tail, devices, 128);
HAMI_AT(hami_region_tail, slots, 2176);
HAMI_SIZE(hami_region_tail, 1116288);
HAMI_AT(hami_region_device, memory_mode, 0);
HAMI_AT(hami_region_device, core_mode, 4);
HAMI_AT(hami_region_device, memory_limit, 8);
HAMI_AT(hami_region_device, core_percent, 16);
HAMI_AT(hami_region_device, policy, 20);
HAMI_AT(hami_region_device, credit_time, 64);
HAMI_AT(hami_region_device, gate, 72);
HAMI_AT(hami_region_device, context_bytes, 24);
HAMI_AT(hami_region_device, rate, 76);
HAMI_AT(hami_region_device, alone_ns, 80);
HAMI_AT(hami_region_device, shared_ns, 88);
HAMI_AT(hami_region_device, trim_millionths, 96);
HAMI_AT(hami_region_device, trimmed_ns, 104);
HAMI_SIZE(hami_region_device, 128);
HAMI_AT(hami_region_slot, claim, 0);
HAMI_AT(hami_region_slot, pid_namespace, 8);
HAMI_AT(hami_region_slot, charging, 16);
HAMI_AT(hami_region_slot, kinds, 64);
HAMI_SIZE(hami_region_slot, 1088);
HAMI_AT(hami_region, tail, HAMI_REGION_TAIL_OFFSET);
HAMI_SIZE(hami_region, HAMI_REGION_SIZE);

#undef HAMI_AT
#undef HAMI_SIZE
