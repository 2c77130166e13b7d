// What happens around launches: other kinds in turn, rates that change, machines that sleep, markers that never come, owners
// that die, and a page that anybody may write.
#include <stdlib.h>

#include "../check.h"
#include "libvgpu/credits/credits.h"

static const uint64_t START = UINT64_C(1000000000000), MS = 1000000;

static _Atomic int32_t recent_kernel, utilization_switch;
static struct vgpu_credits credits;
static struct vgpu_balance balance;

static void begin(struct vgpu_presence_page *page, uint32_t percent) {
  balance = (struct vgpu_balance){0};
  recent_kernel = 0;
  utilization_switch = 1;
  vgpu_balance_start(&balance, percent, START - 1000 * MS);
  vgpu_credits_start(&credits, &balance, (struct vgpu_words){&recent_kernel, &utilization_switch}, page,
                     UINT64_C(1) << 32 | 1, VGPU_POLICY_FORCE, START);
}

// A kernel that takes so long, with its marker settled. Returns when it ended.
static uint64_t teach(uint64_t key, uint64_t cost_ns, uint64_t now) {
  struct vgpu_lease lease = {0};
  struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, key, 1, now);
  vgpu_lease_return(&credits, &lease, now);
  if (decision.marker != VGPU_NO_MARKER)
    vgpu_marker_completed(&credits, decision.marker, now + cost_ns);
  for (int i = 0; i < 5; i++)
    vgpu_tick(&credits, now + cost_ns + (1 + i) * MS);
  vgpu_stream_drained(&credits, 1, now + cost_ns + 6 * MS);
  return now + cost_ns + 20 * MS;
}

static void kinds_in_turn_ask_seldom(void) {
  enum { KEYS = 3, LAUNCHES = 3000 };
  begin(NULL, 90);
  uint64_t now = START;
  for (uint64_t key = 1; key <= KEYS; key++)
    now = teach(key, 5000 * key, now);
  struct vgpu_lease lease = {0};
  struct vgpu_leased leased[KEYS] = {0};
  uint32_t asked = 0;
  int64_t before = vgpu_balance_read(&balance, now);
  for (uint32_t i = 0; i < LAUNCHES; i++, now += 1000) {
    uint64_t key = 1 + i % KEYS;
    if (vgpu_lease_launch(&lease, &leased[key - 1], key, 1))
      continue;
    asked++;
    for (uint32_t k = 0; k < KEYS; k++)
      vgpu_leased_tell(&credits, &leased[k], now);
    vgpu_stream_drained(&credits, 1, now);
    struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, key, 1, now);
    leased[key - 1] = (struct vgpu_leased){.key = decision.cost_ns != 0 ? key : 0, .stream = 1, .cost_ns = decision.cost_ns};
    if (decision.marker != VGPU_NO_MARKER) {
      vgpu_marker_completed(&credits, decision.marker, now + 5000 * key);
      vgpu_tick(&credits, now + 5000 * key);
    }
  }
  CHECK("three kinds in turn ask in less than one launch of twenty", asked < LAUNCHES / 20, "%u of %u", asked, LAUNCHES);
  vgpu_lease_return(&credits, &lease, now);
  double spent = (double)(before - vgpu_balance_read(&balance, now)) + LAUNCHES * 1000 * 0.9, cost = LAUNCHES / KEYS * 30000.0;
  CHECK("and are charged what they cost", spent > cost * 0.97 && spent < cost * 1.03, "%.0f of %.0f", spent, cost);
}

static void rates_change_while_waiting(void) {
  struct vgpu_lease lease = {0};
  begin(NULL, 10);
  vgpu_balance_spend(&balance, 100 * (int64_t)MS, START);
  struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, 1, 1, START);
  CHECK("debt at 10 percent waits", !decision.go, "goes");
  CHECK_NUMBER("and looks again after 50 ms at the latest", (decision.wait_ns - START) / MS, 50);
  vgpu_balance_set_percent(&balance, 50, START);
  CHECK_NUMBER("given 50 percent by the monitor the debt is the same", vgpu_balance_read(&balance, START) / (int64_t)MS, -75);
  CHECK_NUMBER("and is over five times sooner", vgpu_balance_read(&balance, START + 150 * MS) / (int64_t)MS, 0);
  vgpu_balance_set_percent(&balance, 10, START + 150 * MS);
  CHECK_NUMBER("taken back, credit grows at the first rate", vgpu_balance_read(&balance, START + 250 * MS) / (int64_t)MS, 10);
  vgpu_balance_spend(&balance, 500 * (int64_t)MS, START + 250 * MS);
  CHECK("in debt again it waits", !vgpu_launch_decision(&credits, &lease, 1, 1, START + 250 * MS).go, "goes");
  credits.policy = VGPU_POLICY_DEFAULT;
  utilization_switch = 0;
  CHECK("once nobody else is active it goes at once", vgpu_launch_decision(&credits, &lease, 1, 1, START + 251 * MS).go, "waits");
  utilization_switch = 1;
  CHECK("and waits again when somebody is", !vgpu_launch_decision(&credits, &lease, 1, 1, START + 252 * MS).go, "goes");
  recent_kernel = -1;
  utilization_switch = 0;
  decision = vgpu_launch_decision(&credits, &lease, 1, 1, START + 253 * MS);
  CHECK("blocked for one of higher priority it waits, switch or not", !decision.go, "goes");
  recent_kernel = 0;
  CHECK("until it is let go", vgpu_launch_decision(&credits, &lease, 1, 1, START + 258 * MS).go, "waits");
}

static void sleep_refills_one_balance(void) {
  struct vgpu_lease lease = {0};
  begin(NULL, 20);
  uint32_t marker = vgpu_launch_decision(&credits, &lease, 1, 1, START).marker;
  vgpu_tick(&credits, START + MS);
  uint64_t woken = START + 3600 * UINT64_C(1000) * MS;
  vgpu_tick(&credits, woken);
  CHECK("after an hour of sleep there is no more credit than the largest balance",
        vgpu_balance_read(&balance, woken) <= (int64_t)VGPU_BALANCE_SPAN_NS / 5, "%lld",
        (long long)vgpu_balance_read(&balance, woken));
  CHECK("nor a debt that takes long", vgpu_balance_read(&balance, woken) >= -(int64_t)VGPU_BALANCE_SPAN_NS, "%lld",
        (long long)vgpu_balance_read(&balance, woken));
  vgpu_marker_completed(&credits, marker, START + 2 * MS);
  vgpu_tick(&credits, woken + MS);
  vgpu_tick(&credits, woken + 5 * MS);
  CHECK("a kernel that had long ended costs what it took",
        vgpu_balance_read(&balance, woken + 5 * MS) >= 0, "%lld", (long long)vgpu_balance_read(&balance, woken + 5 * MS));
}

static void implausible_times_are_reset(void) {
  struct vgpu_lease lease = {0};
  begin(NULL, 30);
  atomic_store(&balance.credit_time_ns, UINT64_MAX / 2);
  vgpu_launch_decision(&credits, &lease, 1, 1, START);
  uint64_t now = START;
  bool go = false;
  for (int i = 0; i < 100 && !go; i++) {
    struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, 1, 1, now);
    go = decision.go;
    now = decision.wait_ns;
  }
  CHECK("a credit time written by nobody of ours stops no program for long", go && now < START + 1000 * MS, "it waits");
}

static void lost_markers_stop_nothing(void) {
  struct vgpu_lease lease = {0};
  begin(NULL, 50);
  vgpu_launch_decision(&credits, &lease, 1, 1, START);
  vgpu_launch_decision(&credits, &lease, 1, 1, START);
  CHECK("two unknown launches are all", !vgpu_launch_decision(&credits, &lease, 1, 1, START).go, "a third goes");
  vgpu_markers_lost(&credits, START + MS);
  CHECK("when their markers are lost the next goes", vgpu_launch_decision(&credits, &lease, 1, 1, START + MS).go, "it waits");
  uint32_t marker = vgpu_launch_decision(&credits, &lease, 1, 1, START + MS).marker;
  vgpu_marker_dropped(&credits, marker, START + 2 * MS);
  CHECK("a marker that could not be recorded holds nothing up", vgpu_launch_decision(&credits, &lease, 1, 1, START + 2 * MS).go,
        "it does");
  vgpu_marker_dropped(&credits, VGPU_NO_MARKER, START);
  vgpu_marker_completed(&credits, UINT32_MAX, START);
}

static void a_killed_process_loses_its_lease_only(void) {
  begin(NULL, 50);
  uint64_t now = teach(1, 10000, START);
  int64_t before = vgpu_balance_read(&balance, now);
  struct vgpu_lease lease = {0};
  vgpu_launch_decision(&credits, &lease, 1, 1, now);
  int64_t lost = before - vgpu_balance_read(&balance, now);
  CHECK("no more than half a millisecond is taken in advance", lost > 0 && lost <= 510000, "%lld", (long long)lost);
  CHECK_NUMBER("which flows back as time passes", vgpu_balance_read(&balance, now + 250 * MS), 125 * MS);
}

// A program that launches ten kernels of 50 us, waits for them and is busy by itself for a while. It asks for more than it gets.
static void pauses_are_not_charged(uint32_t percent, uint64_t pause_ns) {
  enum { TOGETHER = 10, KERNEL_NS = 50000 };
  struct vgpu_lease lease = {0};
  struct vgpu_leased leased = {0};
  uint64_t ends_ns[VGPU_MARKERS] = {0}, now = START, device_end = START, work = 0, from = 0, tick = START;
  begin(NULL, percent);
  for (uint32_t launches = 1; now < START + 4000 * MS;) {
    if (from == 0 && now > START + 1000 * MS) {
      from = now;
      work = 0;
    }
    for (; tick <= now; tick += MS) {
      for (uint32_t m = 0; m < VGPU_MARKERS; m++) {
        if (ends_ns[m] != 0 && ends_ns[m] <= tick) {
          vgpu_marker_completed(&credits, m, ends_ns[m]);
          ends_ns[m] = 0;
        }
      }
      vgpu_tick(&credits, tick);
    }
    bool goes = vgpu_lease_launch(&lease, &leased, 1, 1);
    if (!goes) {
      vgpu_leased_tell(&credits, &leased, now);
      if (device_end <= now)
        vgpu_stream_drained(&credits, 1, now);
      struct vgpu_decision decision = vgpu_launch_decision(&credits, &lease, 1, 1, now);
      uint64_t before = device_end > now ? device_end : now;
      leased = (struct vgpu_leased){.key = decision.cost_ns != 0, .stream = 1, .cost_ns = decision.cost_ns};
      if (decision.marker != VGPU_NO_MARKER) {
        if (decision.bracket)
          vgpu_marker_began(&credits, decision.marker, before);
        ends_ns[decision.marker] = decision.go ? before + KERNEL_NS : before;
      }
      goes = decision.go;
      if (!goes)
        now = decision.wait_ns;
    }
    if (!goes)
      continue;
    device_end = (device_end > now ? device_end : now) + KERNEL_NS;
    work += KERNEL_NS;
    now += 2000;
    if (launches++ % TOGETHER == 0)
      now = device_end + pause_ns;
  }
  double share = (double)work * 100 / (double)(now - from);
  CHECK("who pauses between kernels gets its share of work", share > percent * 0.98 && share < percent * 1.02,
        "%.2f of %u, pauses of %.3f ms", share, percent, (double)pause_ns / 1e6);
}

// Anything at all in the page: what it can do is to make a process pay between a sixteenth and all of the time it took.
static void a_hostile_page_bounds_what_is_paid(void) {
  static struct vgpu_presence_page page;
  uint64_t chance = 88172645463325252;
  double least = 1e18, most = 0;
  for (int round = 0; round < 300; round++) {
    memset(&page, 0, sizeof(page));
    begin(&page, 50);
    struct vgpu_lease lease = {0};
    uint32_t marker = vgpu_launch_decision(&credits, &lease, 1, 1, START).marker;
    for (int tick = 1; tick <= 30; tick++) {
      for (uint32_t i = 0; i < sizeof(page) / 8; i++) {
        chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
        uint64_t near = START + tick * MS + chance % (8 * MS) - 4 * MS;
        uint64_t extremes[] = {0, 1, UINT64_MAX, near, near, near, near, chance};
        if (&page.entries[i / 4] != credits.own || round % 3 == 0)
          atomic_store((_Atomic uint64_t *)&page + i, extremes[chance >> 61]);
      }
      vgpu_tick(&credits, START + tick * MS);
    }
    vgpu_marker_completed(&credits, marker, START + 20 * MS);
    for (int tick = 31; tick < 36; tick++)
      vgpu_tick(&credits, START + tick * MS);
    double paid = 125e6 - (double)vgpu_balance_read(&balance, START + 35 * MS) - 0;
    // The balance was full; what was granted in 35 ms meanwhile is 17.5 ms, kept only where something was paid.
    paid += 17.5e6;
    least = paid < least ? paid : least;
    most = paid > most ? paid : most;
  }
  CHECK("20 ms of device time cost no more than 20 (and what was granted meanwhile)",
        most <= 20.1e6 + 17.5e6,
        "%.0f", most);
  CHECK("and no less than a sixteenth", least >= 20e6 / 16 - 1, "%.0f", least);
}

int main(void) {
  kinds_in_turn_ask_seldom();
  rates_change_while_waiting();
  sleep_refills_one_balance();
  implausible_times_are_reset();
  lost_markers_stop_nothing();
  a_killed_process_loses_its_lease_only();
  a_hostile_page_bounds_what_is_paid();
  pauses_are_not_charged(30, 20000);
  pauses_are_not_charged(30, 100000);
  pauses_are_not_charged(30, 500000);
  pauses_are_not_charged(10, 100000);
  pauses_are_not_charged(60, 100000);
  return CHECKS_END();
}
