// This process as the library sees it: whether a call is the program's own, which device is which of the region's, and the
// charges. Nothing is opened, read or started before the first hooked call; nothing here ends the process or changes errno.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cuda_abi.h"
#include "libvgpu/region/region.h"

enum { VGPU_NO_DEVICE = -1 };

extern __thread bool vgpu_inside __attribute__((tls_model("initial-exec"), visibility("hidden")));
extern bool vgpu_ending __attribute__((visibility("hidden")));
bool vgpu_enter_again(const void *caller);

// Each hook that keeps account begins with this and, when it was true, ends with vgpu_leave(). False: the hook only calls the
// driver, for the call comes from the driver, from NVML or from another hook in this thread, or the process is ending. To be
// called in the hook itself: when a signal handler jumped out of an earlier hook, whose caller this one has decides.
static inline __attribute__((always_inline)) bool vgpu_enter(void) {
  if (__builtin_expect(vgpu_inside || __atomic_load_n(&vgpu_ending, __ATOMIC_RELAXED), false))
    return vgpu_enter_again(__builtin_return_address(0));
  vgpu_inside = true;
  return true;
}

static inline void vgpu_leave(void) { vgpu_inside = false; }

enum vgpu_standing {
  VGPU_NOT_STARTED,  // the driver is not initialised: it judges the call, nothing is charged
  VGPU_GRANTED,      // there is a region, and this process has a slot in it
  VGPU_DENIED,       // there is none to be had: allocations and launches return an error; the reason was said
};

// Starts or, after a fork, begins anew. Between vgpu_enter() and vgpu_leave().
enum vgpu_standing vgpu_process_standing(void);

// Only the region's limits and sums, without a slot: for NVML's queries, which also programs ask that never use CUDA. NULL: denied.
struct vgpu_region *vgpu_process_region(void);

// The region's index of a device; VGPU_NO_DEVICE: none of this container's, or denied. Order and renaming by
// CUDA_VISIBLE_DEVICES don't matter: devices are known by their UUIDs.
int vgpu_index_of_device(CUdevice device);
int vgpu_index_of_uuid(const CUuuid *uuid);
// Of the current context; VGPU_NO_DEVICE also when there is none.
int vgpu_index_of_current(void);
// The device of an index as CUDA counts them; false: CUDA doesn't show it.
bool vgpu_device_of_index(int index, CUdevice *device);

// Bytes exactly as the device takes them. CUDA_SUCCESS; CUDA_ERROR_OUT_OF_MEMORY: over the limit after all that could be freed
// was, refused by the limit, or denied (the reason is said once). While not started: success, and nothing is charged.
CUresult vgpu_charge(int index, enum hami_region_kind kind, uint64_t bytes);
void vgpu_uncharge(int index, enum hami_region_kind kind, uint64_t bytes);

// May give back what a process keeps without using it (pools); true: something was. Set once, by whoever keeps it.
void vgpu_on_shortage(bool (*make_room)(int index));
// In a child after a fork, with no other thread there: what was the parent's is forgotten. At most 8.
void vgpu_on_fork(void (*forget)(void));
// As the process ends normally. No call of the driver is allowed any more. At most 8.
void vgpu_on_exit(void (*end)(void));

bool vgpu_process_oversubscribes(void);
