#include "object_hold.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t counts[SG_MAX_OBJECTS];

void sg_hold_made(uint32_t object) {
  pthread_mutex_lock(&lock);
  counts[object]++;
  pthread_mutex_unlock(&lock);
}

bool sg_hold_add(uint32_t object, uint64_t generation) {
  if (object >= SG_MAX_OBJECTS)
    return false;
  pthread_mutex_lock(&lock);
  bool held = sg_object_hold(sg_driver.state, sg_driver.process, object, generation) == 0;
  if (held)
    counts[object]++;
  pthread_mutex_unlock(&lock);
  return held;
}

void sg_hold_drop(uint32_t object) {
  pthread_mutex_lock(&lock);
  if (--counts[object] == 0)
    sg_object_release(sg_driver.state, sg_driver.process, object);
  pthread_mutex_unlock(&lock);
}
