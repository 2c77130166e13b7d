#include "presence.h"

#include <stddef.h>

static const uint64_t STALE_NS = 50000000, ABANDONED_NS = UINT64_C(10000000000);

static bool older(uint64_t stamp_ns, uint64_t now_ns, uint64_t age_ns) { return stamp_ns < now_ns && now_ns - stamp_ns > age_ns; }

struct vgpu_presence *vgpu_presence_claim(struct vgpu_presence_page *page, uint64_t owner, uint64_t now_ns) {
  for (uint32_t i = 0; i < VGPU_PRESENCES; i++) {
    struct vgpu_presence *entry = &page->entries[(owner + i) % VGPU_PRESENCES];
    uint64_t holder = atomic_load(&entry->owner);
    bool abandoned = holder == 0 || older(atomic_load(&entry->stamp_ns), now_ns, ABANDONED_NS);
    if (holder != owner && !(abandoned && atomic_compare_exchange_strong(&entry->owner, &holder, owner)))
      continue;
    atomic_store(&entry->until_ns, 1);
    atomic_store(&entry->since_ns, 1);
    atomic_store(&entry->stamp_ns, now_ns);
    return entry;
  }
  return NULL;
}

void vgpu_presence_publish(struct vgpu_presence *own, bool busy, uint64_t when_ns, uint64_t now_ns) {
  uint64_t since = atomic_load_explicit(&own->since_ns, memory_order_relaxed);
  uint64_t until = atomic_load_explicit(&own->until_ns, memory_order_relaxed);
  bool was_busy = since > until;
  if (busy && !was_busy)
    atomic_store(&own->since_ns, when_ns > until ? when_ns : until + 1);
  else if (!busy && was_busy)
    atomic_store(&own->until_ns, when_ns > since ? when_ns : since);
  atomic_store(&own->stamp_ns, now_ns);
}

static uint64_t overlap(uint64_t a, uint64_t b, uint64_t from, uint64_t until) {
  a = a > from ? a : from;
  b = b < until ? b : until;
  return b > a ? b - a : 0;
}

struct vgpu_sharers vgpu_presence_count(struct vgpu_presence_page *page, const struct vgpu_presence *own, uint64_t owner,
                                        uint64_t from_ns, uint64_t until_ns) {
  double siblings = 1, foreign = 0;
  for (uint32_t i = 0; i < VGPU_PRESENCES; i++) {
    struct vgpu_presence *entry = &page->entries[i];
    uint64_t holder = atomic_load_explicit(&entry->owner, memory_order_relaxed);
    if (entry == own || holder == 0)
      continue;
    uint64_t since = atomic_load(&entry->since_ns), until = atomic_load(&entry->until_ns), stamp = atomic_load(&entry->stamp_ns);
    if (older(stamp, until_ns, STALE_NS))
      continue;
    uint64_t busy = since > until ? overlap(0, until, from_ns, until_ns) + overlap(since, until_ns, from_ns, until_ns)
                                  : overlap(since, until, from_ns, until_ns);
    double part = until_ns > from_ns ? (double)busy / (double)(until_ns - from_ns) : since > until;
    *(holder >> 32 == owner >> 32 ? &siblings : &foreign) += part;
  }
  siblings = siblings < VGPU_MOST_SHARERS ? siblings : VGPU_MOST_SHARERS;
  foreign = siblings + foreign < VGPU_MOST_SHARERS ? foreign : VGPU_MOST_SHARERS - siblings;
  return (struct vgpu_sharers){.all = siblings + foreign, .foreign = foreign};
}
