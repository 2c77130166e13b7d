// Which GPU instances fit on a card together.
#include <stdlib.h>

#include "check.h"
#include "node.h"
#include "simgpu/mig/mig.h"

static struct sg_description description;

static struct node node_of(const char *models) {
  struct sg_description_error error;
  if (models != NULL && !sg_description_from_models(models, &description, &error))
    exit(1);
  description.clock = SG_CLOCK_VIRTUAL;
  struct node node = node_make_described(&description, 0);
  bool pending;
  sg_mig_set_mode(node.state, 0, true, &pending);
  return node;
}

static const struct sg_mig_profile *profile(const struct node *node, const char *name) {
  const struct sg_device_description *card = &node->state->description.devices[0];
  for (uint32_t i = 0; i < card->mig_profile_count; i++)
    if (strcmp(card->mig_profiles[i].name, name) == 0)
      return &card->mig_profiles[i];
  printf("no profile %s\n", name);
  exit(1);
}

// The id of the instance made, -1 when there was no room, -2 for another refusal.
static int create(const struct node *node, const char *name, uint32_t start) {
  uint32_t id;
  enum sg_mig_result result = sg_mig_create(node->state, 0, profile(node, name), start, &id);
  return result == SG_MIG_OK ? (int)id : result == SG_MIG_NO_ROOM ? -1 : -2;
}

static void clear(const struct node *node) {
  for (uint32_t id = 0; id < SG_MIG_MAX_ID; id++)
    sg_mig_destroy(node->state, 0, id);
}

// As many of each profile as its information says, and not one more.
static void test_alone(const char *models) {
  struct node node = node_of(models);
  const struct sg_device_description *card = &node.state->description.devices[0];
  for (uint32_t i = 0; i < card->mig_profile_count; i++) {
    const struct sg_mig_profile *it = &card->mig_profiles[i];
    char name[80];
    snprintf(name, sizeof(name), "%s: %s fits %u times", models, it->name, it->instances);
    uint32_t announced = sg_mig_remaining(node.state, 0, it), made = 0;
    while (create(&node, it->name, SG_MIG_ANYWHERE) >= 0)
      made++;
    CHECK(name, made == it->instances && announced == it->instances && sg_mig_remaining(node.state, 0, it) == 0,
          "made %u, announced %u", made, announced);
    clear(&node);
  }
  node_remove(&node);
}

// The order in which the driver fills a card, by the ids that it then shows.
static void test_order(void) {
  struct node node = node_of("A100-40GB");
  static const int of_one_slice[] = {13, 11, 12, 7, 8, 9, 10};
  bool same = true;
  for (size_t i = 0; i < 7; i++)
    same = create(&node, "1g.5gb", SG_MIG_ANYWHERE) == of_one_slice[i] && same;
  CHECK("seven single slices get the ids 13 11 12 7 8 9 10", same, "another order");
  CHECK_NUMBER("an eighth has no room", create(&node, "1g.5gb", SG_MIG_ANYWHERE), -1);
  clear(&node);
  CHECK_NUMBER("the first of three slices gets id 2", create(&node, "3g.20gb", SG_MIG_ANYWHERE), 2);
  CHECK_NUMBER("the second id 1", create(&node, "3g.20gb", SG_MIG_ANYWHERE), 1);
  CHECK_NUMBER("a seventh compute slice without memory is of no use", create(&node, "1g.5gb", SG_MIG_ANYWHERE), -1);
  clear(&node);
  CHECK_NUMBER("two slices get id 5", create(&node, "2g.10gb", SG_MIG_ANYWHERE), 5);
  CHECK_NUMBER("four beside them id 1", create(&node, "4g.20gb", SG_MIG_ANYWHERE), 1);
  CHECK_NUMBER("one beside these id 13", create(&node, "1g.5gb", SG_MIG_ANYWHERE), 13);
  clear(&node);
  CHECK_NUMBER("all seven get id 0", create(&node, "7g.40gb", SG_MIG_ANYWHERE), 0);
  CHECK_NUMBER("and leave nothing", create(&node, "1g.5gb", SG_MIG_ANYWHERE), -1);
  node_remove(&node);
}

static void test_placed(void) {
  struct node node = node_of("A100-40GB");
  CHECK_NUMBER("at a placement", create(&node, "2g.10gb", 2), 4);
  CHECK_NUMBER("not at the same once more", create(&node, "2g.10gb", 2), -1);
  CHECK_NUMBER("not across it", create(&node, "3g.20gb", 0), -1);
  CHECK_NUMBER("not at what is no placement", create(&node, "2g.10gb", 3), -2);
  CHECK_NUMBER("beside it", create(&node, "3g.20gb", 4), 2);
  CHECK_NUMBER("in what is left", create(&node, "1g.5gb", 1), 8);
  CHECK_NUMBER("one more fits", sg_mig_remaining(node.state, 0, profile(&node, "1g.5gb")), 1);
  clear(&node);
  CHECK_NUMBER("the media engine goes", create(&node, "1g.5gb+me", SG_MIG_ANYWHERE) >= 0, 1);
  CHECK_NUMBER("to one instance", create(&node, "1g.5gb+me", SG_MIG_ANYWHERE), -1);
  CHECK_NUMBER("and not to the whole card then", create(&node, "7g.40gb", SG_MIG_ANYWHERE), -1);
  CHECK_NUMBER("others have room", sg_mig_remaining(node.state, 0, profile(&node, "1g.5gb")), 6);
  node_remove(&node);
  node = node_of("A30");
  CHECK_NUMBER("whichever profile asks for the media engine", create(&node, "1g.6gb+me", SG_MIG_ANYWHERE) >= 0, 1);
  CHECK_NUMBER("another doesn't get it", create(&node, "2g.12gb+me", SG_MIG_ANYWHERE), -1);
  CHECK_NUMBER("but the slices without it", create(&node, "2g.12gb", SG_MIG_ANYWHERE) >= 0, 1);
  node_remove(&node);
}

// A description may say that fewer of a profile fit than it has placements.
static void test_fewer(void) {
  struct node node = node_of("A100-40GB");
  node_remove(&node);
  description.devices[0].mig_profiles[0].instances = 2;
  node = node_of(NULL);
  const char *name = description.devices[0].mig_profiles[0].name;
  CHECK_NUMBER("two are announced", sg_mig_remaining(node.state, 0, profile(&node, name)), 2);
  create(&node, name, SG_MIG_ANYWHERE);
  create(&node, name, SG_MIG_ANYWHERE);
  CHECK_NUMBER("a third is refused", create(&node, name, SG_MIG_ANYWHERE), -1);
  node_remove(&node);
}

// Whether anything of the plain profiles could still be created.
static bool full(const struct node *node, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (sg_mig_remaining(node->state, 0, profile(node, names[i])) > 0)
      return false;
  return true;
}

// Every way to fill a card with the plain profiles, reached by creating instances in every order of their starts.
static void walk(const struct node *node, const char *const *names, size_t count, uint32_t from, unsigned int *ways) {
  if (full(node, names, count)) {
    ++*ways;
    return;
  }
  for (uint32_t start = from; start < 8; start++)
    for (size_t i = 0; i < count; i++) {
      int id = create(node, names[i], start);
      if (id < 0)
        continue;
      walk(node, names, count, start + profile(node, names[i])->placement_size, ways);
      sg_mig_destroy(node->state, 0, (uint32_t)id);
    }
}

static void test_ways(void) {
  static const char *const a100[] = {"1g.5gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"};
  static const char *const h100[] = {"1g.10gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"};
  static const char *const a30[] = {"1g.6gb", "2g.12gb", "4g.24gb"};
  unsigned int ways = 0;
  struct node node = node_of("A100-40GB");
  walk(&node, a100, 5, 0, &ways);
  // Six halves on the left (4, 3, 2+2, 2+1+1, 1+1+2, 1+1+1+1), three on the right (3, 2+1, 1+1+1), and the whole.
  CHECK_NUMBER("an A100 can be filled in 19 ways", ways, 19);
  node_remove(&node);
  ways = 0;
  node = node_of("H100");
  walk(&node, h100, 5, 0, &ways);
  CHECK_NUMBER("an H100 as well", ways, 19);
  node_remove(&node);
  ways = 0;
  node = node_of("A30");
  walk(&node, a30, 3, 0, &ways);
  CHECK_NUMBER("an A30 in 5: 4, 2+2, 2+1+1, 1+1+2, 1+1+1+1", ways, 5);
  node_remove(&node);
}

// No sequence of creations and destructions ever leaves two instances on one memory slice, or more compute slices taken than
// there are: told from the instances alone.
static void test_random(void) {
  struct node node = node_of("A100-80GB");
  const struct sg_device_description *card = &node.state->description.devices[0];
  uint64_t random = 42;
  bool sound = true;
  for (int step = 0; step < 20000 && sound; step++) {
    random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    uint32_t pick = (uint32_t)(random >> 33), id;
    if (pick % 3 == 0)
      sg_mig_destroy(node.state, 0, pick / 3 % SG_MIG_MAX_ID);
    else
      sg_mig_create(node.state, 0, &card->mig_profiles[pick / 3 % card->mig_profile_count],
                    pick % 3 == 1 ? SG_MIG_ANYWHERE : pick / 64 % 8, &id);
    uint32_t slices = 0, memory = 0, ids = 0;
    for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
      const struct sg_mig_instance *it = &node.state->devices[0].instances[slot];
      if (!it->in_use)
        continue;
      uint32_t taken = ((1u << card->mig_profiles[it->profile].placement_size) - 1) << it->start;
      sound = sound && (memory & taken) == 0 && (ids & 1u << it->id) == 0;
      memory |= taken;
      ids |= 1u << it->id;
      slices += card->mig_profiles[it->profile].slices;
    }
    sound = sound && slices <= 7 && memory < 1u << 8;
  }
  CHECK("20,000 random steps keep slices and ids apart", sound, "two instances share something");
  node_remove(&node);
}

int main(void) {
  for (const char *const *name = sg_model_names(); *name != NULL; name++) {
    struct sg_device_description card;
    if (sg_model_find(*name, &card) && card.mig_capable)
      test_alone(*name);
  }
  test_order();
  test_placed();
  test_fewer();
  test_ways();
  test_random();
  return CHECKS_END();
}
