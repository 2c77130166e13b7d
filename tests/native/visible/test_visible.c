// CUDA_VISIBLE_DEVICES.
#include "simgpu/driver/visible.h"

#include <stdlib.h>

#include "check.h"
#include "node.h"
#include "simgpu/failure/failure.h"
#include "simgpu/mig/mig.h"

static struct node node;

// The devices seen, by their numbers in the description: "0 2", "" for none.
static const char *seen(const char *value) {
  static struct sg_driver driver;
  static char text[64];
  memset(&driver, 0, sizeof(driver));
  text[0] = '\0';
  int result = sg_visible_ordinals(node.state, value, &driver);
  if ((result == 0) != (driver.device_count > 0))
    return "a result that doesn't fit";
  for (int i = 0; i < driver.device_count; i++)
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%u", i > 0 ? " " : "", driver.ordinals[i].device);
  return text;
}

// The first device seen, by its UUID.
static const char *first_uuid(const char *value) {
  static struct sg_driver driver;
  memset(&driver, 0, sizeof(driver));
  sg_visible_ordinals(node.state, value, &driver);
  return driver.device_count == 1 ? driver.ordinals[0].uuid : "not one device";
}

static void begin(const char *models) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    exit(1);
  description.clock = SG_CLOCK_VIRTUAL;
  node = node_make_described(&description, 0);
}

static void test_cards(void) {
  begin("4xA100-40GB");
  CHECK_TEXT("unset: all", seen(NULL), "0 1 2 3");
  CHECK_TEXT("empty: none", seen(""), "");
  CHECK_TEXT("one", seen("2"), "2");
  CHECK_TEXT("in the order named", seen("3,0"), "3 0");
  CHECK_TEXT("up to the first that isn't there", seen("1,7,2"), "1");
  CHECK_TEXT("or is negative", seen("1,-1,2"), "1");
  CHECK_TEXT("or is no number", seen("1,none,2"), "1");
  CHECK_TEXT("or is empty", seen("1,,2"), "1");
  CHECK_TEXT("none at all from the start", seen("NoDevFiles"), "");
  CHECK_TEXT("twice the same: none", seen("1,1"), "");
  CHECK_TEXT("with blanks", seen(" 1 , 2 "), "1 2");
  CHECK_TEXT("a number with something behind it", seen("1gpu,2"), "1 2");
  const char *uuid = node.state->description.devices[2].uuid;
  CHECK_TEXT("by UUID", seen(uuid), "2");
  char text[64];
  snprintf(text, sizeof(text), "%.12s,0", uuid);
  CHECK_TEXT("by its beginning", seen(text), "2 0");
  CHECK_TEXT("by a beginning that all have", seen("GPU-"), "");
  CHECK_TEXT("by one that none has", seen("GPU-00000000-0000"), "");
  snprintf(text, sizeof(text), "2,%s", uuid);
  CHECK_TEXT("twice the same in two forms: none", seen(text), "");
  atomic_store(&node.state->devices[1].lost, 1);
  CHECK_TEXT("a card off the bus is not there", seen(NULL), "0 2 3");
  CHECK_TEXT("and ends a list", seen("0,1,2"), "0");
  atomic_store(&node.state->devices[1].lost, 0);
  struct sg_failure failure = {.kind = SG_FAILURE_OFF_BUS, .device = 3, .after_ns = 1000000};
  sg_failure_inject(node.state, &failure);
  CHECK_TEXT("one that will fall off is", seen(NULL), "0 1 2 3");
  node_advance(&node, 1000);
  CHECK_TEXT("until it does, seen by nobody", seen(NULL), "0 1 2");
  node_remove(&node);
}

static void test_order(void) {
  begin("T4,A100-40GB,T4");
  CHECK_TEXT("the fastest comes first", seen(NULL), "1 0 2");
  CHECK_TEXT("and is number 0", seen("0"), "1");
  setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 1);
  CHECK_TEXT("by the bus when asked", seen(NULL), "0 1 2");
  unsetenv("CUDA_DEVICE_ORDER");
  node_remove(&node);
}

static struct sg_mig_instance *split(uint32_t device, uint32_t number) {
  uint32_t id, compute;
  sg_mig_create(node.state, device, sg_mig_profile_by_number(node.state, device, number), SG_MIG_ANYWHERE, &id);
  struct sg_mig_instance *instance = sg_mig_find(node.state, device, id);
  struct sg_mig_compute_profile profile;
  sg_mig_compute_profile(node.state, device, instance, number, &profile);
  sg_mig_compute_create(node.state, device, instance, &profile, SG_MIG_ANYWHERE, &compute);
  return instance;
}

static void test_mig(void) {
  begin("2xA100-40GB");
  bool pending;
  sg_mig_set_mode(node.state, 0, true, &pending);
  CHECK_TEXT("a card in MIG mode without instances is not there", seen(NULL), "1");
  CHECK_TEXT("nor by its number", seen("0"), "");
  const struct sg_mig_instance *two = split(0, 1), *one = split(0, 0);
  CHECK_TEXT("a MIG device hides the whole cards and the other MIG devices", first_uuid(NULL), two->compute[0].uuid);
  CHECK_TEXT("it is what the card's number means", first_uuid("0"), two->compute[0].uuid);
  CHECK_TEXT("wherever it stands", first_uuid("1,0"), two->compute[0].uuid);
  CHECK_TEXT("a whole card by its number alone", first_uuid("1"), node.state->description.devices[1].uuid);
  CHECK_TEXT("one by its UUID", first_uuid(one->compute[0].uuid), one->compute[0].uuid);
  char text[128];
  snprintf(text, sizeof(text), "%.14s", one->compute[0].uuid);
  CHECK_TEXT("by its beginning", first_uuid(text), one->compute[0].uuid);
  snprintf(text, sizeof(text), "MIG-%s/%u/0", node.state->description.devices[0].uuid, one->id);
  CHECK_TEXT("by card and instances", first_uuid(text), one->compute[0].uuid);
  snprintf(text, sizeof(text), "MIG-%s/%u/5", node.state->description.devices[0].uuid, one->id);
  CHECK_TEXT("not by instances that aren't there", seen(text), "");
  static struct sg_driver driver;
  sg_visible_ordinals(node.state, one->compute[0].uuid, &driver);
  CHECK_NUMBER("with the instance's multiprocessors", driver.ordinals[0].sms, 14);
  CHECK_NUMBER("its memory", driver.ordinals[0].memory_bytes, sg_mig_profile_of(node.state, 0, one)->memory_bytes);
  CHECK_NUMBER("its calendar", driver.ordinals[0].calendar, one->compute[0].calendar);
  CHECK_NUMBER("and its slot", driver.ordinals[0].instance, sg_mig_slot(node.state, 0, one) + 1);
  node_remove(&node);
}

int main(void) {
  unsetenv("CUDA_DEVICE_ORDER");
  test_cards();
  test_order();
  test_mig();
  return CHECKS_END();
}
