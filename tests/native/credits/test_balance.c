// The account of device time, and the few rules that are not about shares.
#include <stdlib.h>

#include "../check.h"
#include "libvgpu/credits/credits.h"

static const uint64_t START = UINT64_C(1000000000000), MS = 1000000;

static void credit_is_time(void) {
  struct vgpu_balance balance = {0};
  vgpu_balance_start(&balance, 30, START);
  CHECK_NUMBER("there is no credit at the start", vgpu_balance_read(&balance, START), 0);
  vgpu_balance_start(&balance, 30, START + 10 * MS);
  CHECK_NUMBER("30 percent grant 3 ms in 10", vgpu_balance_read(&balance, START + 10 * MS), 3000000);
  vgpu_balance_spend(&balance, 6000000, START + 10 * MS);
  CHECK_NUMBER("debt is allowed", vgpu_balance_read(&balance, START + 10 * MS), -3000000);
  CHECK_NUMBER("and over after its time", vgpu_balance_read(&balance, START + 20 * MS), 0);
  CHECK_NUMBER("no more than 250 ms of the rate is kept", vgpu_balance_read(&balance, START + 9000 * MS), 75000000);
  vgpu_balance_spend(&balance, -1000000, START + 9000 * MS);
  CHECK_NUMBER("not by a refund either", vgpu_balance_read(&balance, START + 9000 * MS), 75000000);
  vgpu_balance_set_percent(&balance, 60, START + 9000 * MS);
  CHECK_NUMBER("a new rate keeps the credit", vgpu_balance_read(&balance, START + 9000 * MS), 75000000);
  CHECK_NUMBER("and grants its own", vgpu_balance_read(&balance, START + 9010 * MS), 81000000);
  CHECK_NUMBER("what is taken in advance never makes debt", vgpu_balance_take(&balance, 90000000, START + 9010 * MS), 81000000);
  CHECK_NUMBER("nothing is taken of nothing", vgpu_balance_take(&balance, 1, START + 9010 * MS), 0);
  atomic_store(&balance.credit_time_ns, START + UINT64_C(9000000000000000));
  CHECK_NUMBER("a time that nobody can have meant counts as no credit", vgpu_balance_read(&balance, START), 0);
}

static void the_gate_waits_for_a_quantum(void) {
  struct vgpu_balance balance = {0};
  uint64_t wait = 0;
  vgpu_balance_start(&balance, 50, START);
  CHECK("it is closed at the start", !vgpu_gate(&balance, 10000000, START, &wait), "open");
  CHECK_NUMBER("until the quantum is there", (wait - START) / MS, 20);
  CHECK("then it opens", vgpu_gate(&balance, 10000000, wait, &wait), "closed");
  vgpu_balance_spend(&balance, 9000000, START + 20 * MS);
  CHECK("it stays open while there is credit", vgpu_gate(&balance, 10000000, START + 20 * MS + 1, &wait), "closed");
  vgpu_balance_spend(&balance, 2000000, START + 20 * MS + 1);
  CHECK("it closes without", !vgpu_gate(&balance, 10000000, START + 20 * MS + 1, &wait), "open");
  CHECK("and opens for no less", !vgpu_gate(&balance, 10000000, START + 30 * MS, &wait), "open");
}

static _Atomic int32_t recent_kernel, utilization_switch;

static struct vgpu_credits *credits_of(struct vgpu_balance *balance, enum vgpu_policy policy, uint32_t percent) {
  static struct vgpu_credits credits;
  *balance = (struct vgpu_balance){0};
  recent_kernel = 0;
  utilization_switch = 1;
  vgpu_balance_start(balance, percent, START - 100 * MS);
  vgpu_credits_start(&credits, balance, (struct vgpu_words){&recent_kernel, &utilization_switch}, NULL, 1, policy, START);
  return &credits;
}

static void policy_and_words(void) {
  struct vgpu_balance balance = {0};
  struct vgpu_lease lease = {0};
  CHECK("a percent of 1 to 99 is a limit", vgpu_credits_limited(credits_of(&balance, VGPU_POLICY_DEFAULT, 1)), "none");
  CHECK("100 is none", !vgpu_credits_limited(credits_of(&balance, VGPU_POLICY_FORCE, 100)), "a limit");
  CHECK("0 is none", !vgpu_credits_limited(credits_of(&balance, VGPU_POLICY_FORCE, 0)), "a limit");
  CHECK("disable is none", !vgpu_credits_limited(credits_of(&balance, VGPU_POLICY_DISABLE, 30)), "a limit");
  struct vgpu_credits *credits = credits_of(&balance, VGPU_POLICY_DEFAULT, 30);
  atomic_store(&utilization_switch, 0);
  CHECK("by default a container alone is not limited", !vgpu_credits_limited(credits), "a limit");
  credits->policy = VGPU_POLICY_FORCE;
  CHECK("force limits it all the same", vgpu_credits_limited(credits), "none");
  credits = credits_of(&balance, VGPU_POLICY_DISABLE, 0);
  CHECK("a launch without a limit goes", vgpu_launch_decision(credits, &lease, 7, 1, START).go, "waits");
  CHECK_NUMBER("it says that this container launches", atomic_load(&recent_kernel), 2);
  atomic_store(&recent_kernel, -1);
  struct vgpu_decision decision = vgpu_launch_decision(credits, &lease, 7, 1, START);
  CHECK("a blocked container waits, limit or not", !decision.go, "goes");
  CHECK_NUMBER("5 ms at a time", (decision.wait_ns - START) / MS, 5);
  CHECK_NUMBER("and does not overwrite the word", atomic_load(&recent_kernel), -1);
}

static void who_asks_for_less_pays_more(void) {
  struct vgpu_balance balance = {0};
  struct vgpu_lease lease = {0};
  struct vgpu_credits *credits = credits_of(&balance, VGPU_POLICY_FORCE, 60);
  credits->asked_percent = 20;
  int64_t before = vgpu_balance_read(&balance, START);
  vgpu_launch_decision(credits, &lease, 7, 1, START);
  CHECK_NUMBER("20 of 60 granted: three times an unknown launch", before - vgpu_balance_read(&balance, START), 60000);
  credits = credits_of(&balance, VGPU_POLICY_FORCE, 100);
  credits->asked_percent = 20;
  CHECK("20 is a limit where the balance has none", vgpu_credits_limited(credits), "none");
  credits->asked_percent = 80;
  vgpu_balance_set_percent(&balance, 60, START);
  before = vgpu_balance_read(&balance, START);
  vgpu_launch_decision(credits, &lease, 7, 1, START);
  CHECK_NUMBER("who asks for more does not pay less", before - vgpu_balance_read(&balance, START), 20000);
}

static void unknown_launches_are_few(void) {
  struct vgpu_balance balance = {0};
  struct vgpu_lease lease = {0};
  struct vgpu_credits *credits = credits_of(&balance, VGPU_POLICY_FORCE, 50);
  uint32_t first = vgpu_launch_decision(credits, &lease, 7, 1, START).marker;
  CHECK("an unknown launch has its own marker", first != VGPU_NO_MARKER, "none");
  CHECK("a second may follow", vgpu_launch_decision(credits, &lease, 7, 1, START).go, "waits");
  CHECK("a third waits for the first", !vgpu_launch_decision(credits, &lease, 7, 1, START).go, "goes");
  CHECK("another stream has its own two", vgpu_launch_decision(credits, &lease, 7, 2, START).go, "waits");
  int64_t before = vgpu_balance_read(&balance, START + 30 * MS);
  vgpu_tick(credits, START + 30 * MS);
  CHECK_NUMBER("what runs longer than charged is charged meanwhile (ms)",
               (before - vgpu_balance_read(&balance, START + 30 * MS)) / 1000000, 27);
  vgpu_marker_completed(credits, first, START + 30 * MS);
  vgpu_tick(credits, START + 30 * MS);
  CHECK_NUMBER("and once only", (before - vgpu_balance_read(&balance, START + 30 * MS)) / 1000000, 27);
  vgpu_markers_lost(credits, START + 40 * MS);
  CHECK("nothing is outstanding after the device broke", !vgpu_tick(credits, START + 41 * MS), "something is");
}

static void costs_are_forgotten(void) {
  static struct vgpu_costs costs;
  double mean;
  vgpu_cost_learn(vgpu_cost_of(&costs, 9, START), 4000, 2, 0.1);
  CHECK_NUMBER("a cost is a mean", vgpu_cost_estimate(vgpu_cost_of(&costs, 9, START)), 2001);
  for (int i = 0; i < 20; i++)
    vgpu_cost_learn_alone(vgpu_cost_of(&costs, 9, START), 1000, 1, 0.1, 1, START);
  CHECK("twenty lone intervals make a key known", vgpu_cost_isolated(vgpu_cost_of(&costs, 9, START), START, &mean), "unknown");
  CHECK_NUMBER("with what they cost", mean + 0.5, 1000);
  CHECK("for ten seconds", !vgpu_cost_isolated(vgpu_cost_of(&costs, 9, START), START + 10001 * MS, &mean), "still");
  vgpu_costs_forget(&costs, 9);
  CHECK("a key that was dropped is unknown", !vgpu_cost_known(vgpu_cost_of(&costs, 9, START)), "known");
  for (uint64_t key = 1; key < 100000; key++)
    vgpu_cost_of(&costs, key, START + key);
  CHECK("the newest of too many keys is there", vgpu_cost_of(&costs, 99999, START)->key == 99999, "gone");
}

static void presence_is_a_hint(void) {
  static const uint64_t CONTAINER = UINT64_C(1) << 32;
  static struct vgpu_presence_page page;
  struct vgpu_presence *own = vgpu_presence_claim(&page, CONTAINER | 1, START);
  struct vgpu_presence *sibling = vgpu_presence_claim(&page, CONTAINER | 2, START);
  struct vgpu_presence *other = vgpu_presence_claim(&page, 2 * CONTAINER | 3, START);
#define COUNT(from, until) vgpu_presence_count(&page, own, CONTAINER | 1, from, until)
  CHECK("a process alone counts one", COUNT(START, START + MS).all == 1, "not");
  vgpu_presence_publish(other, true, START + MS / 2, START + MS / 2);
  CHECK("another counts by the part it was there", COUNT(START, START + MS).all == 1.5, "not");
  CHECK("as one of another container", COUNT(START, START + MS).foreign == 0.5, "not");
  vgpu_presence_publish(other, false, START + MS, START + MS);
  CHECK("and not after", COUNT(START + MS, START + 2 * MS).all == 1, "not");
  vgpu_presence_publish(sibling, true, START + 2 * MS, START + 2 * MS);
  struct vgpu_sharers sharers = COUNT(START + 2 * MS, START + 3 * MS);
  CHECK("one of the same container counts, but is not foreign", sharers.all == 2 && sharers.foreign == 0, "%g, %g", sharers.all,
        sharers.foreign);
  CHECK("one that nobody looks after does not count", COUNT(START + 90 * MS, START + 91 * MS).all == 1, "not");
  for (uint64_t owner = 4; owner <= VGPU_PRESENCES; owner++)
    vgpu_presence_publish(vgpu_presence_claim(&page, 9 * CONTAINER + owner, START), true, START, START);
  CHECK("no more than sixteen are believed", COUNT(START, START + MS).all == VGPU_MOST_SHARERS, "not");
#undef COUNT
  CHECK("a full page has no room", vgpu_presence_claim(&page, 1000, START) == NULL, "room");
  CHECK("until owners are gone", vgpu_presence_claim(&page, 1000, START + 20000 * MS) != NULL, "none");
}

static void nvml_trims_slowly(void) {
  struct vgpu_balance balance = {0};
  struct vgpu_trim trim = {0};
  uint64_t now = START;
  CHECK("nothing is trimmed before NVML was read", vgpu_trim_now(&balance, now) == 1, "it is");
  for (int i = 0; i < 100; i++, now += 167 * MS) {
    atomic_fetch_add(&balance.alone_ns, 20000000);
    atomic_fetch_add(&balance.shared_ns, 50000000);
    vgpu_trim(&trim, &balance, 80000000, now);
  }
  CHECK_NUMBER("what NVML says beyond the lone work is what the shared work should have cost (percent)",
               vgpu_trim_now(&balance, now) * 100 + 0.5, 120);
  CHECK("for three seconds", vgpu_trim_now(&balance, now + 3000 * MS) == 1, "longer");
  for (int i = 0; i < 100; i++, now += 167 * MS) {
    atomic_fetch_add(&balance.shared_ns, 50000000);
    vgpu_trim(&trim, &balance, 160000000, now);
  }
  CHECK_NUMBER("within bounds (percent)", vgpu_trim_now(&balance, now) * 100 + 0.5, 150);
}

int main(void) {
  credit_is_time();
  the_gate_waits_for_a_quantum();
  policy_and_words();
  who_asks_for_less_pays_more();
  unknown_launches_are_few();
  costs_are_forgotten();
  presence_is_a_hint();
  nvml_trims_slowly();
  return CHECKS_END();
}
