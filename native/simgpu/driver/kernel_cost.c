// How long a launch takes, and on how many multiprocessors.
#include "module.h"

// What a wave of blocks takes of a kernel about which nothing is known. Documented in docs/simgpu.md.
enum { DEFAULT_WAVE_NS = 10000 };

enum { SMS_BITS = 12 };  // of the remembered cost; the rest is nanoseconds

static uint64_t mix(uint64_t value) {
  value ^= value >> 30;
  value *= UINT64_C(0xbf58476d1ce4e5b9);
  value ^= value >> 27;
  value *= UINT64_C(0x94d049bb133111eb);
  return value ^ value >> 31;
}

static uint64_t key_of(uint32_t device_sms, const unsigned int grid[3], const unsigned int block[3], unsigned int shared_bytes) {
  uint64_t key = mix(((uint64_t)grid[0] << 32 | grid[1]) + UINT64_C(0x9e3779b97f4a7c15));
  key = mix(key ^ ((uint64_t)grid[2] << 32 | shared_bytes));
  key ^= ((uint64_t)block[0] << 40 | (uint64_t)block[1] << 28 | (uint64_t)block[2] << 16 | device_sms) * UINT64_C(0x9e3779b97f4a7c15);
  return mix(key) | 1;
}

// Blocks spread over multiprocessors first, then fill them up; what doesn't fit then runs in further waves.
static uint64_t compute(const struct sg_function *function, uint32_t device, uint32_t device_sms, const unsigned int grid[3],
                        const unsigned int block[3], unsigned int shared_bytes, uint32_t *sms) {
  uint64_t blocks = (uint64_t)grid[0] * grid[1] * grid[2];
  uint32_t per_sm = sg_blocks_per_sm(function, device, block[0] * block[1] * block[2], shared_bytes);
  per_sm = per_sm == 0 ? 1 : per_sm;
  uint32_t used = function->sms != 0 ? function->sms : blocks < device_sms ? (uint32_t)blocks : device_sms;
  used = used > device_sms ? device_sms : used;
  uint64_t at_a_time = (uint64_t)used * per_sm;
  uint64_t waves = (blocks + at_a_time - 1) / at_a_time;
  uint64_t per_wave = function->duration_per_wave_ns;
  if (function->duration_ns == 0 && per_wave == 0)
    per_wave = DEFAULT_WAVE_NS;
  *sms = used;
  const uint64_t most = UINT64_C(1) << 50;
  if (per_wave != 0 && waves > most / per_wave)
    return most;
  return function->duration_ns + per_wave * waves;
}

static uint64_t name_hash(const char *name) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (; *name != '\0'; name++)
    hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
  return hash;
}

// Evenly between the percentage less and more, the same sequence for every run with the same seed.
static uint64_t jittered(struct sg_function *function, uint64_t duration_ns) {
  uint64_t number = atomic_fetch_add_explicit(&function->launches, 1, memory_order_relaxed);
  uint64_t random = mix(mix(sg_driver.state->description.seed ^ name_hash(function->name)) + number * UINT64_C(0x9e3779b97f4a7c15));
  double share = (double)(random >> 11) * 0x1p-53 * 2.0 - 1.0;
  double changed = (double)duration_ns * (1.0 + share * function->jitter_percent / 100.0);
  return changed < 1.0 ? 1 : (uint64_t)changed;
}

void sg_kernel_cost(struct sg_function *function, uint32_t device, uint32_t device_sms, const unsigned int grid[3],
                    const unsigned int block[3], unsigned int shared_bytes, uint64_t *duration_ns, uint32_t *sms) {
  uint64_t key = key_of(device_sms, grid, block, shared_bytes);
  uint64_t cost = atomic_load_explicit(&function->cost_ns_sms, memory_order_relaxed);
  // The key is stored mixed with the cost: two words that don't belong together give a key that isn't ours.
  if ((atomic_load_explicit(&function->cost_key, memory_order_relaxed) ^ cost) != key) {
    uint32_t used;
    uint64_t ns = compute(function, device, device_sms, grid, block, shared_bytes, &used);
    cost = ns << SMS_BITS | used;
    atomic_store_explicit(&function->cost_ns_sms, cost, memory_order_relaxed);
    atomic_store_explicit(&function->cost_key, key ^ cost, memory_order_relaxed);
  }
  *duration_ns = cost >> SMS_BITS;
  *sms = (uint32_t)(cost & ((1u << SMS_BITS) - 1));
  if (function->jitter_percent != 0)
    *duration_ns = jittered(function, *duration_ns);
}
