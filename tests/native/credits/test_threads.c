// Threads that launch on leases of their own, without a lock, and ask under one; another that ticks; a third process's worth
// of changes to the balance. For the sanitizers, and that nothing is lost or counted twice.
#include <pthread.h>
#include <stdatomic.h>

#include "../check.h"
#include "libvgpu/credits/credits.h"

enum { THREADS = 4, LAUNCHES = 800 };

static const uint64_t MS = 1000000;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct vgpu_credits credits;
static struct vgpu_balance balance;
static struct vgpu_presence_page page;
static _Atomic int32_t recent_kernel, utilization_switch = 1;
static _Atomic uint64_t clock_ns = UINT64_C(1000000000000), launched, asked, done;
static bool pending[VGPU_MARKERS];

static void *launches(void *argument) {
  uint64_t stream = (uint64_t)(uintptr_t)argument;
  struct vgpu_lease lease = {0};
  struct vgpu_leased leased = {0};
  for (uint32_t i = 0; i < LAUNCHES;) {
    if (vgpu_lease_launch(&lease, &leased, 1, stream)) {
      i++;
      continue;
    }
    atomic_fetch_add(&asked, 1);
    pthread_mutex_lock(&lock);
    uint64_t now = atomic_load(&clock_ns);
    vgpu_leased_tell(&credits, &leased, now);
    struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, 1, stream, now);
    if (decision.marker != VGPU_NO_MARKER)
      pending[decision.marker] = true;
    pthread_mutex_unlock(&lock);
    leased = (struct vgpu_leased){.key = decision.cost_ns != 0 ? 1 : 0, .stream = stream, .cost_ns = decision.cost_ns};
    i += decision.go;
    if (!decision.go)
      atomic_fetch_add(&clock_ns, 100000);
  }
  pthread_mutex_lock(&lock);
  vgpu_leased_tell(&credits, &leased, atomic_load(&clock_ns));
  vgpu_lease_return(&credits, &lease, atomic_load(&clock_ns));
  pthread_mutex_unlock(&lock);
  atomic_fetch_add(&launched, LAUNCHES);
  atomic_fetch_add(&done, 1);
  return NULL;
}

static void *ticks(void *argument) {
  (void)argument;
  while (atomic_load(&done) < THREADS) {
    uint64_t now = atomic_fetch_add(&clock_ns, MS) + MS;
    pthread_mutex_lock(&lock);
    for (uint32_t m = 0; m < VGPU_MARKERS; m++) {
      if (pending[m])
        vgpu_marker_completed(&credits, m, now);
      pending[m] = false;
    }
    vgpu_tick(&credits, now);
    pthread_mutex_unlock(&lock);
    vgpu_balance_set_percent(&balance, now / MS % 2 == 0 ? 50 : 60, now);
    vgpu_balance_spend(&balance, 1000, now);
    vgpu_balance_spend(&balance, -1000, now);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS + 1];
  vgpu_balance_start(&balance, 50, clock_ns);
  vgpu_credits_start(&credits, &balance, (struct vgpu_words){&recent_kernel, &utilization_switch}, &page, 1, VGPU_POLICY_FORCE,
                     clock_ns);
  for (uintptr_t t = 0; t < THREADS; t++)
    pthread_create(&threads[t], NULL, launches, (void *)(t + 1));
  pthread_create(&threads[THREADS], NULL, ticks, NULL);
  for (int t = 0; t <= THREADS; t++)
    pthread_join(threads[t], NULL);
  for (int i = 0; i < 10; i++) {
    uint64_t now = atomic_fetch_add(&clock_ns, MS) + MS;
    for (uint32_t m = 0; m < VGPU_MARKERS; m++) {
      if (pending[m])
        vgpu_marker_completed(&credits, m, now);
      pending[m] = false;
    }
    vgpu_tick(&credits, now);
  }
  for (uint64_t t = 1; t <= THREADS; t++)
    vgpu_stream_drained(&credits, t, clock_ns);
  CHECK_NUMBER("all launches went", launched, THREADS * (uint64_t)LAUNCHES);
  CHECK_NUMBER("none is thought to run still", credits.outstanding, 0);
  CHECK_NUMBER("and no device time to be outstanding", credits.outstanding_ns, 0);
  CHECK("the balance is one that can be", vgpu_balance_read(&balance, clock_ns) <= (int64_t)VGPU_BALANCE_SPAN_NS, "it is not");
  return CHECKS_END();
}
