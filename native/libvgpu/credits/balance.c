#include "balance.h"

static const int64_t IMPLAUSIBLE_NS = INT64_C(3600) * 1000000000;

static int64_t granting(uint32_t percent) { return percent == 0 || percent > 100 ? 100 : percent; }

static int64_t percent_of(struct vgpu_balance *balance) {
  return granting(atomic_load_explicit(&balance->percent, memory_order_relaxed));
}

// Time in which the rate grants so much.
static int64_t span_of(int64_t amount_ns, int64_t percent) { return amount_ns * 100 / percent; }

// The credit time with idle time beyond the largest balance lost. One that lies hours ahead was not written by us.
static uint64_t settled(uint64_t time_ns, uint64_t now_ns) {
  int64_t idle = (int64_t)(now_ns - time_ns);
  if (idle > (int64_t)VGPU_BALANCE_SPAN_NS)
    return now_ns - VGPU_BALANCE_SPAN_NS;
  return idle < -IMPLAUSIBLE_NS ? now_ns : time_ns;
}

void vgpu_balance_start(struct vgpu_balance *balance, uint32_t percent, uint64_t now_ns) {
  uint64_t never = 0;
  atomic_compare_exchange_strong(&balance->credit_time_ns, &never, now_ns);
  vgpu_balance_set_percent(balance, percent, now_ns);
}

void vgpu_balance_set_percent(struct vgpu_balance *balance, uint32_t percent, uint64_t now_ns) {
  uint32_t was = atomic_load(&balance->percent);
  // Of several who see a new rate one changes the credit's time with it.
  if (was == percent || !atomic_compare_exchange_strong(&balance->percent, &was, percent))
    return;
  int64_t before = granting(was), after = granting(percent);
  uint64_t time = atomic_load(&balance->credit_time_ns), next;
  do {
    int64_t idle = (int64_t)(now_ns - settled(time, now_ns));
    next = settled(now_ns - (uint64_t)(idle * before / after), now_ns);
  } while (!atomic_compare_exchange_weak(&balance->credit_time_ns, &time, next));
}

int64_t vgpu_balance_read(struct vgpu_balance *balance, uint64_t now_ns) {
  uint64_t time = settled(atomic_load_explicit(&balance->credit_time_ns, memory_order_relaxed), now_ns);
  return (int64_t)(now_ns - time) * percent_of(balance) / 100;
}

void vgpu_balance_spend(struct vgpu_balance *balance, int64_t amount_ns, uint64_t now_ns) {
  uint64_t time = atomic_load_explicit(&balance->credit_time_ns, memory_order_relaxed), next;
  int64_t percent = percent_of(balance);
  do {
    next = settled(settled(time, now_ns) + (uint64_t)span_of(amount_ns, percent), now_ns);
  } while (!atomic_compare_exchange_weak(&balance->credit_time_ns, &time, next));
}

int64_t vgpu_balance_take(struct vgpu_balance *balance, int64_t most_ns, uint64_t now_ns) {
  uint64_t time = atomic_load_explicit(&balance->credit_time_ns, memory_order_relaxed), next;
  int64_t percent = percent_of(balance), taken;
  do {
    uint64_t from = settled(time, now_ns);
    int64_t credit = (int64_t)(now_ns - from) * percent / 100;
    taken = credit < most_ns ? credit : most_ns;
    if (taken <= 0)
      return 0;
    next = from + (uint64_t)span_of(taken, percent);
  } while (!atomic_compare_exchange_weak(&balance->credit_time_ns, &time, next));
  return taken;
}

// Else credit would stay at nothing until somebody spends, which nobody may without credit.
static void reset_if_implausible(struct vgpu_balance *balance, uint64_t now_ns) {
  uint64_t time = atomic_load_explicit(&balance->credit_time_ns, memory_order_relaxed);
  if ((int64_t)(now_ns - time) < -IMPLAUSIBLE_NS)
    atomic_compare_exchange_strong(&balance->credit_time_ns, &time, now_ns);
}

bool vgpu_gate(struct vgpu_balance *balance, int64_t quantum_ns, uint64_t now_ns, uint64_t *wait_ns) {
  reset_if_implausible(balance, now_ns);
  int64_t credit = vgpu_balance_read(balance, now_ns);
  bool open = atomic_load_explicit(&balance->gate_open, memory_order_relaxed) != 0;
  if (open ? credit <= 0 : credit >= quantum_ns) {
    open = !open;
    atomic_store_explicit(&balance->gate_open, open, memory_order_relaxed);
  }
  if (!open)
    *wait_ns = now_ns + (uint64_t)span_of(quantum_ns - credit, percent_of(balance)) + 1;
  return open;
}

void vgpu_trim(struct vgpu_trim *trim, struct vgpu_balance *balance, int64_t attributed_ns, uint64_t now_ns) {
  // About two seconds back, and below a few percent of the time whole percents say nothing.
  static const double LEAST = 0.4, MOST = 1.5, PER_NS = 0.08 / 167e6, TOO_LITTLE = 0.06;
  static const uint64_t TOO_LONG_NS = UINT64_C(2000000000);
  uint64_t alone = atomic_load(&balance->alone_ns), shared = atomic_load(&balance->shared_ns);
  double passed = (double)(now_ns - trim->read_ns);
  if (trim->read_ns == 0 || now_ns - trim->read_ns > TOO_LONG_NS) {
    *trim = (struct vgpu_trim){.alone_ns = alone, .shared_ns = shared, .read_ns = now_ns};
    return;
  }
  double weight = passed * PER_NS < 1 ? passed * PER_NS : 1;
  trim->attributed += (((double)attributed_ns - (double)(alone - trim->alone_ns)) / passed - trim->attributed) * weight;
  trim->charged += ((double)(shared - trim->shared_ns) / passed - trim->charged) * weight;
  trim->alone_ns = alone;
  trim->shared_ns = shared;
  trim->read_ns = now_ns;
  double factor = trim->charged > TOO_LITTLE ? trim->attributed / trim->charged : 1;
  factor = factor < LEAST ? LEAST : factor > MOST ? MOST : factor;
  atomic_store(&balance->trim_millionths, (uint64_t)(factor * 1e6));
  atomic_store(&balance->trimmed_ns, now_ns);
}

double vgpu_trim_now(const struct vgpu_balance *balance, uint64_t now_ns) {
  static const uint64_t FRESH_NS = UINT64_C(3000000000);
  uint64_t trimmed = atomic_load(&balance->trimmed_ns);
  return trimmed != 0 && trimmed + FRESH_NS > now_ns ? (double)atomic_load(&balance->trim_millionths) / 1e6 : 1;
}
