#include "effects.h"

#include <stdlib.h>

struct sg_pending {
  uint64_t number;
  uint64_t order;             // of submission, in the whole process
  struct sg_effect effect;
  struct sg_pending *next;
};

static pthread_mutex_t running = PTHREAD_MUTEX_INITIALIZER;
static struct sg_stream *busy[SG_MAX_QUEUES];  // streams with effects pending
static uint32_t busy_count;
static uint64_t order;
static _Atomic uint64_t pending_count;

void sg_effect_release(const struct sg_effect *effect) {
  if (effect->release != NULL)
    effect->release(effect->data);
}

bool sg_effects_add(struct sg_stream *stream, uint64_t number, const struct sg_effect *effect) {
  struct sg_pending *pending = malloc(sizeof(*pending));
  if (pending == NULL)
    return false;
  pthread_mutex_lock(&running);
  *pending = (struct sg_pending){.number = number, .order = order++, .effect = *effect};
  if (stream->pending_last != NULL) {
    stream->pending_last->next = pending;
  } else {
    stream->pending_first = pending;
    busy[busy_count++] = stream;
  }
  stream->pending_last = pending;
  atomic_fetch_add(&pending_count, 1);
  pthread_mutex_unlock(&running);
  return true;
}

static void take_off(uint32_t place) {
  struct sg_stream *stream = busy[place];
  stream->pending_first = stream->pending_first->next;
  if (stream->pending_first == NULL) {
    stream->pending_last = NULL;
    busy[place] = busy[--busy_count];
  }
}

// The stream whose first effect's item ended first, among those that have ended.
static uint32_t first_due(void) {
  uint32_t best = UINT32_MAX;
  uint64_t best_ns = 0, best_order = 0;
  for (uint32_t i = 0; i < busy_count; i++) {
    const struct sg_pending *pending = busy[i]->pending_first;
    if (!sg_queue_done(sg_driver.state, busy[i]->queue, pending->number))
      continue;
    uint64_t ended = sg_driver.state->queues[busy[i]->queue].items[pending->number % SG_QUEUE_DEPTH].left_ns;
    if (best == UINT32_MAX || ended < best_ns || (ended == best_ns && pending->order < best_order)) {
      best = i;
      best_ns = ended;
      best_order = pending->order;
    }
  }
  return best;
}

void sg_effects_run(void) {
  if (atomic_load(&pending_count) == 0)
    return;
  // Held while they run: whoever comes second is told of the end only when the bytes are there.
  pthread_mutex_lock(&running);
  for (uint32_t place = first_due(); place != UINT32_MAX; place = first_due()) {
    struct sg_pending *pending = busy[place]->pending_first;
    if (pending->effect.run != NULL)
      pending->effect.run(pending->effect.data);
    sg_effect_release(&pending->effect);
    take_off(place);
    free(pending);
    atomic_fetch_sub(&pending_count, 1);
  }
  pthread_mutex_unlock(&running);
}

bool sg_effects_block(const struct sg_stream *stream, uint64_t number) {
  if (atomic_load(&pending_count) == 0)
    return false;
  pthread_mutex_lock(&running);
  bool blocks = stream->pending_first != NULL && stream->pending_first->number + SG_QUEUE_DEPTH <= number;
  pthread_mutex_unlock(&running);
  return blocks;
}

void sg_effects_drop(struct sg_stream *stream) {
  pthread_mutex_lock(&running);
  for (uint32_t place = 0; place < busy_count; place++) {
    if (busy[place] != stream)
      continue;
    while (stream->pending_first != NULL) {
      struct sg_pending *pending = stream->pending_first;
      sg_effect_release(&pending->effect);
      take_off(place);
      free(pending);
      atomic_fetch_sub(&pending_count, 1);
    }
    break;
  }
  pthread_mutex_unlock(&running);
}
