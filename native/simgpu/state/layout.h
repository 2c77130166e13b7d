// The shared memory file: the one truth about the simulated node, mapped by every process that uses or looks at it.
// It survives `kill -9` of any of them at any instruction: whatever needs more than one store to change is written through
// a transaction (transaction.h), everything else is one aligned word.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "../description/description.h"

enum {
  SG_LAYOUT_VERSION = 2,
  SG_CALENDARS_PER_DEVICE = 8,  // 0: the whole card; 1..7: its MIG compute instances
  SG_MAX_CALENDARS = SG_MAX_DEVICES * SG_CALENDARS_PER_DEVICE,
  SG_MAX_PROCESSES = 1024,
  SG_MAX_CONTAINERS = 512,
  SG_MAX_QUEUES = 8192,
  SG_QUEUE_DEPTH = 1024,        // a power of two; a launch into a full queue waits, as a real driver's does
  SG_MAX_EVENTS = 65536,
  SG_MAX_OBJECTS = 8192,
  SG_SAMPLES = 128,
  SG_MAX_NVML_EVENTS = 256,
  SG_MAX_MIG_INSTANCES = 8,
  SG_TRANSACTION_WORDS = 4096,
  SG_STATE_PATH = 4200,         // room for the path of a file beside the state
};

#define SG_MAGIC UINT64_C(0x3155504753494d53)
#define SG_NONE UINT32_MAX
#define SG_NEVER UINT64_MAX
#define SG_SAMPLE_PERIOD_NS UINT64_C(166666667)  // NVML samples about six times a second

// What a queue holds. Only the head of a queue is ever looked at by the scheduler.
enum sg_item_kind {
  SG_ITEM_KERNEL,       // duration on `sms` multiprocessors, preemptible between processes
  SG_ITEM_COPY,         // duration on a copy engine
  SG_ITEM_RECORD,       // stamps an event
  SG_ITEM_WAIT_EVENT,   // until an event's generation is done
  SG_ITEM_WAIT_QUEUE,   // until another queue has done so many items
  SG_ITEM_HOST,         // until the process says so (host function, memory word)
  SG_ITEM_MARK,         // takes no time
};

enum sg_copy_engine { SG_ENGINE_TO_DEVICE, SG_ENGINE_TO_HOST, SG_ENGINE_ON_DEVICE, SG_ENGINES };

enum { SG_ITEM_STARTED = 1, SG_ITEM_SEEN = 2 };  // sg_item.progress

struct sg_item {
  uint32_t kind;
  uint32_t sms;               // kernels; copies: enum sg_copy_engine
  uint64_t ready_ns;          // not before: submission and launch latency
  uint64_t duration_ns;
  uint64_t target;            // record, wait: event or queue index
  uint64_t target_count;      // record, wait: generation or number of items
  _Atomic uint64_t host_done; // host items: when the process said so, 0 before
  // Written by the scheduler.
  uint64_t left_ns;           // kernels: what is left; copies: when it ends; when done: when it was done
  uint64_t progress;
};
_Static_assert(sizeof(struct sg_item) == 64, "one cache line");

struct sg_queue {
  uint32_t owner;             // process slot; SG_NONE: free
  uint32_t device;
  uint32_t next;              // next queue of the same client, SG_NONE at the end
  uint32_t reserved;
  _Atomic uint64_t generation;        // counts its uses
  _Alignas(64) _Atomic uint64_t tail;  // items ever submitted; written by the owner
  _Alignas(64) _Atomic uint64_t head;  // items ever done; written by the scheduler
  uint64_t done_ns;           // when the last one was
  uint64_t empty;             // 1: seen empty since the last item
  _Alignas(64) struct sg_item items[SG_QUEUE_DEPTH];
};

struct sg_event_slot {
  uint32_t owner;             // process slot; SG_NONE: free
  uint16_t shared;            // interprocess
  uint16_t closing;           // free as soon as its last record is done
  _Atomic uint64_t generation;        // counts the slot's uses
  _Atomic uint64_t issued;    // generations given out
  _Atomic uint64_t recorded;  // greatest generation whose record is in a queue: what a wait means
  _Atomic uint64_t done;      // greatest generation done
  uint64_t done_ns;           // when
};

struct sg_sample {
  uint64_t time_ns;           // end of the period
  uint64_t busy_ns;           // device time in it
};

// What one process has on one device.
struct sg_client {
  uint32_t calendar;          // SG_NONE: nothing yet
  uint32_t instance;          // MIG: GPU instance slot + 1; 0: the whole card
  uint32_t first_queue;
  uint32_t contexts;
  uint64_t used_bytes;        // what the device gave, granularity included: contexts, modules and data
  uint64_t requested_bytes;   // data as asked for
  uint64_t context_bytes;     // of used_bytes
  uint64_t module_bytes;      // of used_bytes
  uint64_t device_ns;         // time in which it held the device and a kernel ran
  uint64_t work_sm_ns;        // kernels' durations done, times their multiprocessors
  uint64_t kernels;           // done
  uint64_t sampled_ns;        // device_ns at the last sample
  uint64_t sample_count;
  struct sg_sample samples[SG_SAMPLES];
};

enum sg_process_state { SG_PROCESS_FREE, SG_PROCESS_LIVE };

struct sg_process {
  _Atomic uint32_t state;
  uint32_t container;         // index
  pthread_mutex_t life;       // held by a thread of the process as long as it lives
  int32_t pid;                // in its own namespace
  _Atomic int32_t host_pid;   // in the creator's namespace; 0: nobody could tell yet
  uint64_t pid_namespace;     // inode
  uint64_t start_time;        // clock ticks since boot
  uint64_t generation;        // counts the slot's uses
  uint32_t keeperless;        // a test's process: dead when it says so
  uint32_t device_mask;       // devices it uses
  char name[SG_NAME_LENGTH];
  struct sg_client clients[SG_MAX_DEVICES];
};

// Sums outlive processes: what containers used is judged by these.
struct sg_container {
  char name[160];             // empty: free
  uint64_t device_ns[SG_MAX_DEVICES];
  uint64_t work_sm_ns[SG_MAX_DEVICES];
  uint64_t kernels[SG_MAX_DEVICES];
  uint64_t highest_bytes[SG_MAX_DEVICES];  // that its living processes ever held at one time, modules left out
};

struct sg_calendar {
  uint64_t sms;               // 0: not in use
  uint64_t now_ns;            // simulated until here
  uint64_t current;           // who holds the device, or did last: process slot + 1, its generation above; 0: nobody yet
  uint64_t slice_end_ns;
  uint64_t run_from_ns;       // later than now_ns while the device changes hands
  uint64_t busy_ns;
  uint64_t engine_free_ns[SG_ENGINES];
  uint64_t next_ns;           // when something happens next, SG_NEVER
  uint64_t waits_for_others;  // 1: a head waits for something outside this calendar
  uint64_t next_sample_ns;
  uint64_t sampled_ns;
  uint64_t sample_count;
  struct sg_sample samples[SG_SAMPLES];
  _Atomic uint64_t active[SG_MAX_PROCESSES / 64];  // processes that may have work in their queues
};

// A GPU instance of a card in MIG mode with its compute instances.
struct sg_mig_instance {
  uint32_t in_use;
  uint32_t id;                // NVML's GPU instance id
  uint32_t profile;           // index into the description's profiles
  uint32_t start;             // placement
  uint32_t compute_count;
  struct {
    uint32_t in_use, id, profile_id, slices, start, sms, calendar, reserved;
    char uuid[48];
  } compute[SG_MAX_MIG_INSTANCES];
};

struct sg_nvml_event {
  uint64_t time_ns;
  uint64_t type;              // NVML's nvmlEventType*
  uint64_t data;              // Xid number
  uint32_t device;
  uint32_t instance;          // GPU instance, SG_NONE
};

struct sg_device {
  _Atomic uint32_t lost;      // fell off the bus
  _Atomic uint32_t xid;       // last critical Xid: contexts on the device are broken
  uint32_t mig_enabled, mig_pending;
  uint32_t persistence;
  uint32_t compute_mode;
  uint32_t accounting;        // NVML keeps statistics of processes
  uint32_t reserved;
  struct sg_mig_instance instances[SG_MAX_MIG_INSTANCES];
};

// Physical memory that more than one process may hold (exported VMM handles, IPC): charged once, to the first living holder.
struct sg_object {
  uint64_t in_use;
  uint32_t device;
  uint32_t instance;
  uint32_t creator;           // process slot
  uint32_t reserved;
  uint64_t generation;        // counts its uses
  uint64_t bytes;
  uint64_t requested;
  _Atomic uint64_t holders[SG_MAX_PROCESSES / 64];
  char path[128];             // backing file
  uint64_t offset;
};

enum sg_trace_kind { SG_TRACE_ITEM, SG_TRACE_DEATH };

// What an independent replay needs to know. Times are those of the state's clock, ns.
struct sg_trace_record {
  uint32_t kind;
  uint32_t item_kind;
  uint32_t calendar;
  uint32_t process;           // slot
  uint64_t process_generation;
  uint32_t queue;
  uint32_t sms;               // kernels; copies: engine
  uint64_t number;            // of the item in its queue; death: 0
  uint64_t arrival_ns;        // from when on it could run, were its queue empty; death: when
  uint64_t duration_ns;
  uint64_t target;
  uint64_t target_count;
  uint64_t queue_generation;
};

struct sg_transaction_word {
  uint64_t offset;            // from the start of the state
  uint64_t value;
};

struct sg_state_header {
  uint64_t magic;
  uint32_t version;
  _Atomic uint32_t ready;
  uint64_t size;
  uint64_t created_ns;
  uint64_t creator_pid_namespace;
  char creator_cgroup[160];
  char path[256];
  pthread_mutex_t lock;       // robust
  _Atomic uint64_t virtual_now_ns;
  _Atomic uint32_t poke;      // changed when something happened that no calendar foretold
  _Atomic uint32_t process_high;
  _Atomic uint32_t queue_high;
  _Atomic uint32_t event_high;
  _Atomic uint32_t object_high;
  uint32_t event_hint;
  uint32_t reserved;
  uint64_t nvml_event_count;
  _Atomic uint64_t failures_struck;  // a bit for each failure of the description that happened at its time
  _Atomic uint64_t failures_over;    // and for each whose end has been seen to
  uint64_t last_reap_ns;
  uint64_t trace_capacity;
  uint64_t trace_count;
  _Atomic uint64_t transaction_count;
};

struct sg_state {
  struct sg_state_header header;
  struct sg_description description;
  struct sg_transaction_word transaction[SG_TRANSACTION_WORDS];
  struct sg_device devices[SG_MAX_DEVICES];
  struct sg_calendar calendars[SG_MAX_CALENDARS];
  struct sg_container containers[SG_MAX_CONTAINERS];
  struct sg_nvml_event nvml_events[SG_MAX_NVML_EVENTS];
  struct sg_process processes[SG_MAX_PROCESSES];
  struct sg_event_slot events[SG_MAX_EVENTS];
  struct sg_object objects[SG_MAX_OBJECTS];
  _Alignas(4096) struct sg_queue queues[SG_MAX_QUEUES];
  struct sg_trace_record trace[];
};
