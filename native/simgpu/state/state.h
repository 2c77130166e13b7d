// Making, opening and locking the shared state; processes in it; the bytes they hold. Functions return 0 or an errno value
// unless they say otherwise.
#pragma once

#include <stdbool.h>

#include "layout.h"

struct sg_state_options {
  uint64_t trace_records;  // room for this many trace records; 0: no trace
  uint32_t mode;           // permission bits of the file; 0: 0666
};

// Makes a state file (and the folder PATH.d for backing files), replacing nothing: EEXIST when there is one.
int sg_state_create(const char *path, const struct sg_description *description, const struct sg_state_options *options);

// Maps an existing one. EPROTO: of another version, truncated, or not a state file at all.
int sg_state_open(const char *path, struct sg_state **out);
void sg_state_close(struct sg_state *state);
// What an error of sg_state_open means to who named the file, and what to do about it.
const char *sg_state_problem(int error);

// Where this process finds a file of the folder beside the state file.
void sg_state_file(const struct sg_state *state, const char *name, char *out, size_t size);

// The state that the environment variable SIMGPU_STATE names; ENOENT when it is unset or the file is missing.
int sg_state_open_default(struct sg_state **out);

// One lock for the calendars, the process table and memory. If its holder was killed, the next one finishes or drops what
// it had begun. Held for microseconds; never while waiting or copying data.
void sg_state_lock(struct sg_state *state);
void sg_state_unlock(struct sg_state *state);

// The time on the state's clock, ns: CLOCK_MONOTONIC, or virtual time.
uint64_t sg_now(struct sg_state *state);

// Sleeps until the clock shows `until_ns` or sg_poke is called after `poke` was read from header.poke. In virtual time the
// clock jumps to `until_ns` at once (SG_NEVER: waits for a poke). May return early.
void sg_sleep(struct sg_state *state, uint64_t until_ns, uint32_t poke);
void sg_poke(struct sg_state *state);

// Takes a slot for this process and keeps it by a thread that lives as long as the process does. EAGAIN: all slots taken.
int sg_process_join(struct sg_state *state, struct sg_process **out);

// A process of a test, living in this one: dead when it leaves. `container` may be NULL.
int sg_process_join_test(struct sg_state *state, const char *container, struct sg_process **out);
void sg_process_leave(struct sg_state *state, struct sg_process *process);

uint32_t sg_process_slot(const struct sg_state *state, const struct sg_process *process);

// Removes dead processes: their queues, events and bytes. Returns how many. Call with the lock held.
uint32_t sg_reap(struct sg_state *state);

// The pid of a process as the host sees it, as well as anyone could tell (description pid_offset otherwise). No lock needed.
int32_t sg_process_host_pid(struct sg_state *state, const struct sg_process *process);

// Bytes. `instance` is the MIG GPU instance slot + 1 of the client, 0 for the whole card.
enum sg_memory_kind { SG_MEMORY_DATA, SG_MEMORY_CONTEXT, SG_MEMORY_MODULE };

// Gives `bytes` of a device (already rounded) to a process. ENOMEM: the device, or the MIG instance the client uses, has less left.
int sg_memory_charge(struct sg_state *state, struct sg_process *process, uint32_t device, enum sg_memory_kind kind,
                     uint64_t bytes, uint64_t requested);
void sg_memory_return(struct sg_state *state, struct sg_process *process, uint32_t device, enum sg_memory_kind kind,
                      uint64_t bytes, uint64_t requested);

struct sg_memory_figures { uint64_t total, reserved, used, free; };

// Of a card (instance 0) or of a MIG GPU instance (slot + 1); the dead are reaped first.
void sg_memory_figures(struct sg_state *state, uint32_t device, uint32_t instance, struct sg_memory_figures *out);

// Memory held by several processes: the bytes move from the process that charged them (as data) to the object.
int sg_object_create(struct sg_state *state, struct sg_process *process, uint32_t device, uint64_t bytes, uint64_t requested,
                     const char *backing_path, uint64_t backing_offset, uint32_t *index);
int sg_object_hold(struct sg_state *state, struct sg_process *process, uint32_t index, uint64_t generation);
// True when that was the last holder: the object is gone and its bytes are free again.
bool sg_object_release(struct sg_state *state, struct sg_process *process, uint32_t index);
// Bytes of shared objects that count as this process's own (it is their first living holder).
uint64_t sg_object_bytes(struct sg_state *state, uint32_t process_slot, uint32_t device);
