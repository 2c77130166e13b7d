#include "costs.h"

#include <string.h>

// With the specification's 4 a mean of durations that vary much is off by more than a share may be.
enum { PROBES = 8, ISOLATED_ENOUGH = 20 };

static const uint64_t ISOLATED_LATELY_NS = UINT64_C(10000000000);
// No device begins and ends a kernel sooner.
static const int64_t UNKNOWN_NS = 20000, LEAST_NS = 1000;

static const double LONGER = 1.4, FAR_LONGER = 2.5, SLOWLY = 0.03;

static uint32_t place_of(uint64_t key, uint32_t probe) {
  return (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) + probe;
}

struct vgpu_cost *vgpu_cost_of(struct vgpu_costs *costs, uint64_t key, uint64_t now_ns) {
  struct vgpu_cost *oldest = NULL;
  for (uint32_t probe = 0; probe < PROBES; probe++) {
    struct vgpu_cost *cost = &costs->entries[place_of(key, probe) % VGPU_COSTS];
    if (cost->key == key) {
      cost->used_ns = now_ns;
      return cost;
    }
    if (oldest == NULL || cost->used_ns < oldest->used_ns)
      oldest = cost;
  }
  *oldest = (struct vgpu_cost){.key = key, .used_ns = now_ns};
  return oldest;
}

void vgpu_costs_forget(struct vgpu_costs *costs, uint64_t key) {
  for (uint32_t probe = 0; probe < PROBES; probe++) {
    struct vgpu_cost *cost = &costs->entries[place_of(key, probe) % VGPU_COSTS];
    if (cost->key == key)
      memset(cost, 0, sizeof(*cost));
  }
}

bool vgpu_cost_known(const struct vgpu_cost *cost) { return cost->settled > 0; }

int64_t vgpu_cost_estimate(const struct vgpu_cost *cost) {
  if (!vgpu_cost_known(cost) || cost->launches <= 0)
    return UNKNOWN_NS;
  int64_t mean = (int64_t)(cost->cost / cost->launches) + 1;
  return mean < LEAST_NS ? LEAST_NS : mean;
}

bool vgpu_cost_isolated(const struct vgpu_cost *cost, uint64_t now_ns, double *mean_ns) {
  if (cost->isolated < ISOLATED_ENOUGH || cost->isolated_ns + ISOLATED_LATELY_NS < now_ns || cost->alone_launches <= 0)
    return false;
  *mean_ns = cost->alone_cost / cost->alone_launches;
  return true;
}

double vgpu_cost_own(const struct vgpu_cost *cost) {
  return cost->own_ns > 0 ? cost->own_ns : (double)vgpu_cost_estimate(cost);
}

void vgpu_cost_learn_own(struct vgpu_cost *cost, double own_ns) {
  // Where steps down and up balance is about the 20th percentile.
  static const double DOWN = 0.92, UP = 1.02;
  double by_own = cost->own_ns > 0 ? own_ns / cost->own_ns : 1;
  if (by_own < LONGER)
    cost->near += (by_own - cost->near) * SLOWLY;
  cost->between += ((by_own >= LONGER && by_own < FAR_LONGER) - cost->between) * SLOWLY;
  cost->far += ((by_own >= FAR_LONGER) - cost->far) * SLOWLY;
  double next = cost->own_ns * (own_ns < cost->own_ns ? DOWN : UP);
  if (cost->own_ns <= 0 || (own_ns < cost->own_ns ? next < own_ns : next > own_ns))
    next = own_ns;
  cost->own_ns = next;
}

bool vgpu_cost_sliced(const struct vgpu_cost *cost, double *mean_ns) {
  *mean_ns = cost->own_ns * (cost->near > 1 ? cost->near : 1);
  return cost->far > 0.1 && cost->between < cost->far / 3;
}

void vgpu_cost_learn(struct vgpu_cost *cost, double cost_ns, double launches, double weight) {
  cost->cost = cost->cost * (1 - weight) + cost_ns;
  cost->launches = cost->launches * (1 - weight) + launches;
  cost->settled++;
}

void vgpu_cost_learn_alone(struct vgpu_cost *cost, double cost_ns, double launches, double weight, double alone,
                           uint64_t now_ns) {
  cost->alone_cost = cost->alone_cost * (1 - weight * alone) + cost_ns * alone;
  cost->alone_launches = cost->alone_launches * (1 - weight * alone) + launches * alone;
  if (alone < 1)
    return;
  cost->isolated++;
  cost->isolated_ns = now_ns;
}
