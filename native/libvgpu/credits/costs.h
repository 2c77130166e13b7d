// What launches cost, by key (function and shape, or graph): learned, process-wide, of fixed size.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { VGPU_COSTS = 1024 };

struct vgpu_cost {
  uint64_t key;               // 0: free
  uint64_t used_ns;           // when it was last asked for
  uint64_t isolated_ns;       // when it last ran with nobody beside it
  uint32_t isolated;          // intervals of that kind
  uint32_t settled;           // intervals of any kind
  double cost, launches;      // decaying sums over all intervals
  double alone_cost, alone_launches;
  double own_ns;              // of its stream's time for one launch when nothing holds it up; 0: not known
  double near, between, far;  // of what was seen: the mean of what is like it, by it; parts that took longer and far longer
};

struct vgpu_costs { struct vgpu_cost entries[VGPU_COSTS]; };

// Finds a key or makes room for it: of those it collides with, the one unused for longest goes.
struct vgpu_cost *vgpu_cost_of(struct vgpu_costs *costs, uint64_t key, uint64_t now_ns);
// Handles are used again after an unload or a graph's update.
void vgpu_costs_forget(struct vgpu_costs *costs, uint64_t key);

// What one launch is charged before it ran.
int64_t vgpu_cost_estimate(const struct vgpu_cost *cost);
bool vgpu_cost_known(const struct vgpu_cost *cost);
// What one launch costs with nobody beside it. False: not seen often or lately enough.
bool vgpu_cost_isolated(const struct vgpu_cost *cost, uint64_t now_ns, double *mean_ns);
// How long a launch keeps its stream when nothing holds it up: what was seen, and of that rather the shortest.
double vgpu_cost_own(const struct vgpu_cost *cost);
void vgpu_cost_learn_own(struct vgpu_cost *cost, double own_ns);
// Whether some launches waited for somebody's time slices and others did not; then what those cost. Nothing between the two is
// seen then: durations that merely vary are not taken for waiting.
bool vgpu_cost_sliced(const struct vgpu_cost *cost, double *mean_ns);
// So many launches were found to cost so much. `weight`: of this interval, 0..1.
void vgpu_cost_learn(struct vgpu_cost *cost, double cost_ns, double launches, double weight);
// And this with nobody beside them in the part `alone` of the interval, 0..1.
void vgpu_cost_learn_alone(struct vgpu_cost *cost, double cost_ns, double launches, double weight, double alone,
                           uint64_t now_ns);
