// Compute instances within a GPU instance.
#include <stdlib.h>

#include "check.h"
#include "node.h"
#include "simgpu/mig/mig.h"

static struct node node;

static void begin(const char *models) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    exit(1);
  description.clock = SG_CLOCK_VIRTUAL;
  node = node_make_described(&description, 0);
  bool pending;
  sg_mig_set_mode(node.state, 0, true, &pending);
}

static struct sg_mig_instance *instance_of(uint32_t number) {
  uint32_t id;
  if (sg_mig_create(node.state, 0, sg_mig_profile_by_number(node.state, 0, number), SG_MIG_ANYWHERE, &id) != SG_MIG_OK)
    exit(1);
  return sg_mig_find(node.state, 0, id);
}

// NVML's numbers of profiles of 1, 2, 3, 4 and 7 slices, for GPU instances and compute instances alike.
enum { ONE, TWO, THREE, FOUR, SEVEN };

// Sizes offered, as digits: 1237 reads 1, 2, 3 and 7 slices.
static unsigned int offered(const struct sg_mig_instance *instance) {
  unsigned int digits = 0;
  struct sg_mig_compute_profile profile;
  for (uint32_t number = 0; number < 16; number++)
    if (sg_mig_compute_profile(node.state, 0, instance, number, &profile))
      digits = digits * 10 + profile.slices;
  return digits;
}

static int create(struct sg_mig_instance *instance, uint32_t number, uint32_t start) {
  struct sg_mig_compute_profile profile;
  uint32_t id;
  if (!sg_mig_compute_profile(node.state, 0, instance, number, &profile))
    return -3;
  enum sg_mig_result result = sg_mig_compute_create(node.state, 0, instance, &profile, start, &id);
  return result == SG_MIG_OK ? (int)id : result == SG_MIG_NO_ROOM ? -1 : -2;
}

static uint32_t remaining(const struct sg_mig_instance *instance, uint32_t number) {
  struct sg_mig_compute_profile profile;
  return sg_mig_compute_profile(node.state, 0, instance, number, &profile) ? sg_mig_compute_remaining(instance, &profile) : 0;
}

static void test_offers(void) {
  begin("A100-40GB");
  CHECK_NUMBER("seven slices: 1, 2, 3, 4, 7", offered(instance_of(SEVEN)), 12347);
  sg_mig_destroy(node.state, 0, 0);
  struct sg_mig_instance *four = instance_of(FOUR), *three = instance_of(THREE);
  CHECK_NUMBER("four: 1, 2, 4", offered(four), 124);
  CHECK_NUMBER("three: 1, 2, 3", offered(three), 123);
  struct sg_mig_compute_profile profile;
  sg_mig_compute_profile(node.state, 0, three, ONE, &profile);
  CHECK_NUMBER("one slice of them has 14 multiprocessors", profile.sms, 14);
  sg_mig_compute_profile(node.state, 0, three, THREE, &profile);
  CHECK_NUMBER("all of them 42", profile.sms, 42);
  node_remove(&node);
  begin("H100");
  three = instance_of(THREE);
  sg_mig_compute_profile(node.state, 0, three, TWO, &profile);
  CHECK_NUMBER("two slices of three of an H100 have 32", profile.sms, 32);
  sg_mig_compute_profile(node.state, 0, three, THREE, &profile);
  CHECK_NUMBER("all of them 60", profile.sms, 60);
  node_remove(&node);
}

static void test_filling(void) {
  begin("A100-40GB");
  struct sg_mig_instance *three = instance_of(THREE);
  CHECK_NUMBER("three single ones fit", remaining(three, ONE), 3);
  CHECK_NUMBER("the first has id 0", create(three, ONE, SG_MIG_ANYWHERE), 0);
  CHECK_NUMBER("two more fit", remaining(three, ONE), 2);
  CHECK_NUMBER("or one of two slices, beside it", remaining(three, TWO), 1);
  CHECK_NUMBER("none of all three", remaining(three, THREE), 0);
  CHECK_NUMBER("the second has id 1", create(three, ONE, 0), 1);
  CHECK_NUMBER("at a place that is none", create(three, ONE, 5), -2);
  CHECK_NUMBER("at one that is taken", create(three, TWO, 0), -1);
  CHECK_NUMBER("the third has id 2", create(three, ONE, SG_MIG_ANYWHERE), 2);
  CHECK_NUMBER("a fourth has no room", create(three, ONE, SG_MIG_ANYWHERE), -1);
  CHECK_NUMBER("a GPU instance with compute instances stays", sg_mig_destroy(node.state, 0, three->id), SG_MIG_IN_USE);
  CHECK_NUMBER("one is destroyed", sg_mig_compute_destroy(node.state, 0, three, 1), SG_MIG_OK);
  CHECK_NUMBER("its id comes again", create(three, ONE, SG_MIG_ANYWHERE), 1);
  CHECK_NUMBER("what isn't there is not found", sg_mig_compute_destroy(node.state, 0, three, 7), SG_MIG_NOT_FOUND);
  node_remove(&node);
}

// Each compute instance computes by a calendar of its own, with its own multiprocessors.
static void test_calendars(void) {
  begin("A100-40GB");
  uint32_t seen = 0;
  bool right = true;
  for (int i = 0; i < 7; i++) {
    struct sg_mig_instance *it = instance_of(ONE);
    create(it, ONE, SG_MIG_ANYWHERE);
    uint32_t calendar = it->compute[0].calendar;
    right = right && calendar >= 1 && calendar <= 7 && (seen & 1u << calendar) == 0 && node.state->calendars[calendar].sms == 14;
    seen |= 1u << calendar;
  }
  CHECK("seven instances have seven calendars of 14 multiprocessors", right, "they don't");
  uint32_t slot, compute;
  CHECK("there are seven devices", sg_mig_device_at(node.state, 0, 6, &slot, &compute) &&
                                     !sg_mig_device_at(node.state, 0, 7, &slot, &compute), "there are not");
  right = true;
  for (uint32_t i = 0; i < 7; i++) {
    right = sg_mig_device_at(node.state, 0, i, &slot, &compute) && right;
    for (uint32_t before = 0; before < i; before++) {
      uint32_t other_slot, other;
      sg_mig_device_at(node.state, 0, before, &other_slot, &other);
      right = right && strcmp(node.state->devices[0].instances[slot].compute[compute].uuid,
                              node.state->devices[0].instances[other_slot].compute[other].uuid) != 0;
    }
  }
  CHECK("with seven UUIDs", right, "two are alike");
  node_remove(&node);
}

static void test_in_use(void) {
  begin("A100-40GB");
  struct sg_mig_instance *it = instance_of(ONE);
  create(it, ONE, SG_MIG_ANYWHERE);
  struct sg_process *process;
  sg_process_join_test(node.state, "a", &process);
  sg_client_open(node.state, process, 0, it->compute[0].calendar, sg_mig_slot(node.state, 0, it) + 1);
  CHECK_NUMBER("an instance that a process uses stays", sg_mig_compute_destroy(node.state, 0, it, 0), SG_MIG_IN_USE);
  uint64_t room = sg_mig_profile_of(node.state, 0, it)->memory_bytes;
  CHECK_NUMBER("the process gets the instance's memory", sg_memory_charge(node.state, process, 0, SG_MEMORY_DATA, room, room), 0);
  CHECK_NUMBER("and no more", sg_memory_charge(node.state, process, 0, SG_MEMORY_DATA, 1, 1) != 0, 1);
  sg_process_leave(node.state, process);
  CHECK_NUMBER("when it is gone, the instance can go", sg_mig_compute_destroy(node.state, 0, it, 0), SG_MIG_OK);
  node_remove(&node);
}

int main(void) {
  test_offers();
  test_filling();
  test_calendars();
  test_in_use();
  return CHECKS_END();
}
