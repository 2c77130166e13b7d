#include "trim.h"

#include <stddef.h>
#include <string.h>

#include "capture.h"
#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/queries/own.h"
#include "meter.h"

enum { MOST_SAMPLES = 1024 };

// Where nobody came for so long nothing is to be corrected.
static const uint64_t SHARED_LATELY_NS = UINT64_C(2000000000);
// Who did it last does it again; when nobody did for so long, whoever comes first.
static const uint64_t ABANDONED_NS = UINT64_C(1500000000);
// Samples of one period may be stamped one after another; who has none of the newest period was idle in it.
static const uint64_t ONE_PERIOD_US = 50000;

static struct {
  bool found, own_seen;        // the device by NVML, and processes of ours among its
  nvmlDevice_t device;
  unsigned long long seen_us;  // the newest sample
  uint64_t shared_ns;          // the balance's sum, and when it was last seen to change
  uint64_t shared_at_ns;
  uint64_t claim_ns;           // what `trimmed_ns` was when we wrote it
  struct vgpu_trim trim;
} kept[HAMI_REGION_DEVICES];

static nvmlProcessUtilizationSample_t samples[MOST_SAMPLES];

void vgpu_trim_forget(void) { memset(kept, 0, sizeof(kept)); }

static bool find_device(int index, const struct hami_region *shared) {
  __typeof__(&nvmlInit_v2) init = VGPU_ASK(nvmlInit_v2);
  __typeof__(&nvmlDeviceGetHandleByUUID) get = VGPU_ASK(nvmlDeviceGetHandleByUUID);
  char uuid[HAMI_REGION_UUID_BYTES + 1] = {0};
  memcpy(uuid, shared->v1.uuids[index], HAMI_REGION_UUID_BYTES);
  kept[index].found = kept[index].found || (init != NULL && get != NULL && init() == NVML_SUCCESS &&
                                            get(uuid, &kept[index].device) == NVML_SUCCESS);
  return kept[index].found;
}

// NVML names processes as the host does. Where the monitor said nobody's name and all are in one name space, own names may be
// the host's: if none of them is among NVML's, they are not.
static bool own_names_may_be_known(const struct hami_region *shared) {
  uint64_t space = 0;
  uint32_t named = 0, all = 0;
  int32_t count = __atomic_load_n(&shared->v1.process_count, __ATOMIC_RELAXED);
  for (int32_t slot = 0; slot < count && slot < HAMI_REGION_SLOTS; slot++) {
    if (__atomic_load_n(&shared->v1.processes[slot].pid, __ATOMIC_RELAXED) == 0)
      continue;
    all++;
    named += __atomic_load_n(&shared->v1.processes[slot].host_pid, __ATOMIC_RELAXED) != 0;
    uint64_t theirs = __atomic_load_n(&shared->tail.slots[slot].pid_namespace, __ATOMIC_RELAXED);
    if (space != 0 && theirs != space && named != all)
      return false;
    space = theirs;
  }
  return named == all || named == 0;
}

// Percent of the device in NVML's newest period, of all own processes. False: NVML can't say.
static bool read_percent(int index, struct vgpu_region *region, unsigned int *percent) {
  __typeof__(&nvmlDeviceGetProcessUtilization) real = VGPU_REAL(nvmlDeviceGetProcessUtilization);
  if (real == NULL || !find_device(index, vgpu_region_shared(region)))
    return false;
  unsigned int count = MOST_SAMPLES, own;
  unsigned long long newest = kept[index].seen_us;
  nvmlReturn_t result = real(kept[index].device, samples, &count, newest);
  *percent = 0;
  if (result == NVML_ERROR_NOT_FOUND)
    return kept[index].own_seen;
  if (result != NVML_SUCCESS || count > MOST_SAMPLES)
    return false;
  for (unsigned int i = 0; i < count; i++)
    newest = samples[i].timeStamp > newest ? samples[i].timeStamp : newest;
  kept[index].seen_us = newest;
  own = vgpu_own_entries(region, samples, count, sizeof(*samples), offsetof(nvmlProcessUtilizationSample_t, pid));
  for (unsigned int i = 0; i < own; i++) {
    if (samples[i].timeStamp + ONE_PERIOD_US >= newest)
      *percent += samples[i].smUtil;
  }
  kept[index].own_seen |= own != 0;
  return kept[index].own_seen;
}

static bool claimed(struct vgpu_balance *balance, int index, uint64_t now_ns) {
  uint64_t was = atomic_load(&balance->trimmed_ns);
  if (was != 0 && was == kept[index].claim_ns)
    return true;
  if (was + ABANDONED_NS > now_ns)
    return false;
  // Not the other way round: a factor of long ago would hold again.
  atomic_store(&balance->trim_millionths, UINT64_C(1000000));
  return atomic_compare_exchange_strong(&balance->trimmed_ns, &was, now_ns);
}

static void look_at(int index, struct vgpu_region *region, struct vgpu_balance *balance) {
  uint64_t shared = atomic_load(&balance->shared_ns), now = vgpu_now_ns();
  if (shared != kept[index].shared_ns)
    kept[index].shared_at_ns = now;
  kept[index].shared_ns = shared;
  unsigned int percent;
  if (kept[index].shared_at_ns + SHARED_LATELY_NS < now || !claimed(balance, index, now) ||
      !read_percent(index, region, &percent))
    return;
  vgpu_trim(&kept[index].trim, balance, (int64_t)(now - kept[index].trim.read_ns) / 100 * percent, now);
  // Its first round only begins: from then on it is ours.
  atomic_store(&balance->trimmed_ns, now);
  kept[index].claim_ns = now;
}

void vgpu_trim_look(void) {
  struct vgpu_region *region = vgpu_process_region();
  if (region == NULL || vgpu_captures_any() || !own_names_may_be_known(vgpu_region_shared(region)))
    return;
  for (int i = 0; i < HAMI_REGION_DEVICES; i++) {
    struct vgpu_meter *meter = vgpu_meter_if_any(i);
    // Without a page, as under MPS, nobody knows what was shared.
    if (meter != NULL && meter->page_file >= 0)
      look_at(i, region, meter->credits.balance);
  }
}
