// Feeds the reading of a region whatever it is given: a good one, some of whose words were changed, perhaps cut or grown.
// Whatever stands there, nothing crashes, nothing takes long, and what is granted stays within what the region says.
//
// An input is a row of 12-byte records: where (a kind of place, an index), a number of 8 bytes.
#include "../fuzz.h"
#include "handle.h"
#include "region.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RECORD = 12, MOST_RECORDS = 64, DEVICES = 2 };

static const uint64_t LIMIT = 100 << 20;
static char path[64];
static int file = -1;
static struct hami_region *good, *there;

static void end(void) { unlink(path); }

static void begin(void) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .device_count = DEVICES, .priority = 1};
  for (int d = 0; d < DEVICES; d++) {
    snprintf(plan.devices[d].uuid, sizeof(plan.devices[d].uuid), "GPU-%d", d);
    plan.devices[d].memory = (struct vgpu_limit){HAMI_REGION_LIMITED, LIMIT};
    plan.devices[d].core_mode = HAMI_REGION_LIMITED;
    plan.devices[d].core_percent = 30;
  }
  snprintf(path, sizeof(path), "/dev/shm/fuzz-region-%d", getpid());
  unlink(path);
  require(vgpu_region_create(path, &plan) == VGPU_REGION_OK, "a good region can be made");
  atexit(end);
  file = open(path, O_RDWR | O_CLOEXEC);
  good = malloc(sizeof(*good));
  there = mmap(NULL, sizeof(*there), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  require(file >= 0 && good != NULL && there != MAP_FAILED, "it can be mapped");
  memcpy(good, there, sizeof(*good));
}

// The word that a record is about. The counts of who is charging and who refuses only make others wait, up to a second.
static void *place_of(uint8_t kind, uint8_t index, uint16_t which, size_t *size) {
  struct hami_region_v1 *v1 = &there->v1;
  struct hami_region_tail *tail = &there->tail;
  struct hami_region_device *device = &tail->devices[index % HAMI_REGION_DEVICES];
  struct hami_region_process *process = &v1->processes[index % 8];
  struct hami_region_slot *slot = &tail->slots[index % 8];
  *size = 4;
  switch (kind % 20) {
    case 0: return &v1->magic;
    case 1: return index % 2 ? &v1->major_version : &v1->minor_version;
    case 2: return &v1->process_count;
    case 3: return index % 2 ? &v1->utilization_switch : &v1->recent_kernel;
    case 4: return &v1->priority;
    case 5: return &process->pid;
    case 6: return &process->status;
    case 7: return &tail->version;
    case 8: return &tail->origin;
    case 9: return &device->memory_mode;
    case 10: return &device->core_mode;
    case 11: return &device->core_percent;
    case 12: return &device->policy;
    default: break;
  }
  *size = 8;
  switch (kind % 20) {
    case 13: return &v1->device_count;
    case 14: return index % 2 ? &tail->magic : &tail->size;
    case 15: return &device->memory_limit;
    case 16: return &process->used[which % HAMI_REGION_DEVICES].total;
    case 17: return &slot->claim;
    case 18: return &slot->pid_namespace;
    default: return (char *)v1->uuids + (which % (sizeof(v1->uuids) / 8)) * 8;
  }
}

static void change(const uint8_t *record) {
  uint16_t which;
  uint64_t number;
  size_t size;
  memcpy(&which, record + 2, sizeof(which));
  memcpy(&number, record + 4, sizeof(number));
  if (record[0] >= 250) {
    // Near to the right length, or anywhere.
    off_t length = record[0] > 252 ? HAMI_REGION_SIZE - 128 + record[1] : (off_t)(number % (2 * HAMI_REGION_SIZE));
    require(ftruncate(file, length) == 0, "length");
    return;
  }
  void *place = place_of(record[0], record[1], which, &size);
  // Not through the mapping: the file may be shorter by now.
  require(pwrite(file, &number, size, (char *)place - (char *)there) == (ssize_t)size, "a word is written");
}

static void use(struct vgpu_region *region) {
  enum vgpu_region_result attached = vgpu_region_attach(region);
  const struct hami_region *shared = vgpu_region_shared(region);
  require((attached == VGPU_REGION_OK) == (vgpu_region_slot(region) >= 0), "a slot is had or not");
  for (uint32_t d = 0; d < HAMI_REGION_DEVICES + 2; d++) {
    struct vgpu_limit limit = vgpu_region_limit(region, d);
    require(limit.mode <= HAMI_REGION_HARDWARE, "a limit has one of its modes");
    require(limit.mode != HAMI_REGION_LIMITED || limit.bytes > 0, "limited to nothing is refused");
    uint64_t bytes = UINT64_C(1) << (d * 3);
    enum vgpu_region_result charged = vgpu_region_charge(region, d, HAMI_REGION_PLAIN, bytes);
    if (charged != VGPU_REGION_OK)
      continue;
    require(attached == VGPU_REGION_OK && limit.mode != HAMI_REGION_REFUSED, "nothing is granted to whom it may not");
    require(limit.mode != HAMI_REGION_LIMITED || vgpu_region_used(region, d) <= limit.bytes, "within the limit");
    if (d < HAMI_REGION_DEVICES && shared->tail.devices[d].memory_mode == HAMI_REGION_LIMITED)
      require(vgpu_region_used(region, d) <= shared->tail.devices[d].memory_limit, "within what is written");
    vgpu_region_uncharge(region, d, HAMI_REGION_PLAIN, bytes);
  }
  vgpu_region_reap(region);
  vgpu_region_release(region);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (file < 0)
    begin();
  for (size_t i = 0; i + RECORD <= size && i < MOST_RECORDS * RECORD; i += RECORD)
    change(data + i);
  struct vgpu_region *region;
  if (vgpu_region_open(path, &region) == VGPU_REGION_OK) {
    use(region);
    vgpu_region_close(region);
  }
  require(ftruncate(file, HAMI_REGION_SIZE) == 0, "its length again");
  memcpy(there, good, sizeof(*good));
  return 0;
}

const char *const fuzz_words[] = {
  "\x01\x01\x01\x01\x02\x01\x01\x01\x01\x01\x01\x01", "\x02\x01\x01\x01\xff\xff\xff\x7f\x01\x01\x01\x01", "\xff\xff\xff\xff",
  "\x09", "\x0b",
  "\x0f\x01\x01\x01\x02\x01\x01\x01\x01\x01\x01\x01", "\x11\x01\x01\x01\x03", "\x10", "\xfb", "\xfe\x80",
};
const size_t fuzz_word_count = sizeof(fuzz_words) / sizeof(fuzz_words[0]);
const size_t fuzz_most_length = MOST_RECORDS * RECORD;
const char fuzz_inputs[] = "regions";
