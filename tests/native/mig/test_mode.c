// MIG mode: on, off, and pending while somebody uses the card.
#include <stdlib.h>

#include "check.h"
#include "node.h"
#include "simgpu/failure/failure.h"
#include "simgpu/mig/mig.h"

static struct node node_of(const char *models) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    exit(1);
  description.clock = SG_CLOCK_VIRTUAL;
  return node_make_described(&description, 0);
}

int main(void) {
  struct node node = node_of("2xA100-40GB,T4");
  struct sg_state *state = node.state;
  bool pending;
  uint32_t id;
  const struct sg_mig_profile *one = sg_mig_profile_by_number(state, 0, 0);
  CHECK_NUMBER("a T4 can't be split", sg_mig_set_mode(state, 2, true, &pending), SG_MIG_NOT_SUPPORTED);
  CHECK_NUMBER("nothing is created while the mode is off", sg_mig_create(state, 0, one, SG_MIG_ANYWHERE, &id),
               SG_MIG_NOT_ENABLED);
  CHECK_NUMBER("an idle card changes at once", sg_mig_set_mode(state, 0, true, &pending) == SG_MIG_OK && !pending, 1);
  CHECK_NUMBER("an instance is created", sg_mig_create(state, 0, one, SG_MIG_ANYWHERE, &id), SG_MIG_OK);
  CHECK_NUMBER("the mode stays while it is there", sg_mig_set_mode(state, 0, false, &pending) == SG_MIG_OK && pending, 1);
  CHECK_NUMBER("and pending is another", state->devices[0].mig_enabled == 1 && state->devices[0].mig_pending == 0, 1);
  sg_failure_recover(state, 0);
  CHECK_NUMBER("a reset makes it so", state->devices[0].mig_enabled, 0);
  CHECK_NUMBER("and leaves no instance", state->devices[0].instances[0].in_use, 0);

  struct sg_process *process = node_process(&node, "a");
  sg_client_open(state, process, 1, SG_CALENDARS_PER_DEVICE, 0);
  CHECK_NUMBER("a card in use waits for its reset", sg_mig_set_mode(state, 1, true, &pending) == SG_MIG_OK && pending, 1);
  sg_failure_recover(state, 1);
  CHECK_NUMBER("which does not happen under its user", state->devices[1].mig_enabled, 0);
  sg_process_leave(state, process);
  CHECK_NUMBER("one no longer in use does not", sg_mig_set_mode(state, 1, true, &pending) == SG_MIG_OK && !pending, 1);
  node_remove(&node);
  return CHECKS_END();
}
