// Threads on the same keys at once, with sweeps among them: what went in and what came out add up.
#include "check.h"
#include "random.h"
#include "table/table.h"

#include <pthread.h>

enum { THREADS = 4, OPERATIONS = 150000, SHARED_KEYS = 3000, OWN_KEYS = 2000 };

static struct vgpu_table table;

struct worker {
  pthread_t thread;
  uint64_t number, in, out, swept, wrong;
};

static struct vgpu_key shared_key(uint64_t i) { return (struct vgpu_key){.handle = 512 * (i + 1)}; }

static struct vgpu_key own_key(uint64_t number, uint64_t i) {
  return (struct vgpu_key){.handle = i + 1, .space = (uint8_t)(number + 1)};
}

static void work_on_shared(struct worker *worker, uint64_t *random) {
  struct vgpu_allocation allocation = {.bytes = 1 + random_next(random, 1 << 20), .context = 1 + random_next(random, 3)}, other;
  struct vgpu_key key = shared_key(random_next(random, SHARED_KEYS));
  switch (random_next(random, 3)) {
    case 0:
      worker->in += allocation.bytes;
      if (vgpu_table_insert(&table, key, &allocation, &other) == VGPU_REPLACED) worker->out += other.bytes;
      break;
    case 1:
      if (vgpu_table_remove(&table, key, &other)) worker->out += other.bytes;
      break;
    default:
      if (vgpu_table_find(&table, key, &other) && (other.bytes == 0 || other.context == 0 || other.context > 3)) worker->wrong++;
  }
}

// What is only this thread's has to be as the thread left it, whatever the others do to its shard.
static void work_on_own(struct worker *worker, uint64_t *random, uint64_t *state) {
  uint64_t i = random_next(random, OWN_KEYS);
  struct vgpu_allocation allocation = {.bytes = 1 + random_next(random, 1 << 20)}, other = {0};
  bool found = vgpu_table_remove(&table, own_key(worker->number, i), &other);
  if (found != (state[i] != 0) || (found && other.bytes != state[i])) worker->wrong++;
  if (found) worker->out += other.bytes;
  state[i] = 0;
  if (random_next(random, 3) != 0) {
    if (vgpu_table_insert(&table, own_key(worker->number, i), &allocation, &other) != VGPU_INSERTED) worker->wrong++;
    state[i] = allocation.bytes;
    worker->in += allocation.bytes;
  }
}

static void *work(void *argument) {
  struct worker *worker = argument;
  static uint64_t states[THREADS][OWN_KEYS];
  uint64_t random = 977 * (worker->number + 1);
  for (int i = 0; i < OPERATIONS; i++) {
    work_on_shared(worker, &random);
    work_on_own(worker, &random, states[worker->number]);
    if (random_next(&random, 3000) == 0) {
      struct vgpu_sweep sweep = {.context = 1 + random_next(&random, 3)};
      struct vgpu_swept swept[16];
      for (size_t count; (count = vgpu_table_sweep(&table, &sweep, swept, 16)) > 0;) {
        for (size_t j = 0; j < count; j++) {
          worker->out += swept[j].allocation.bytes;
          worker->wrong += swept[j].allocation.context != sweep.context;
        }
        worker->swept += count;
      }
    }
  }
  return NULL;
}

int main(void) {
  static struct worker workers[THREADS];
  for (uint64_t i = 0; i < THREADS; i++) {
    workers[i].number = i;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return perror("pthread_create"), 1;
  }
  uint64_t balance = 0, wrong = 0, swept = 0, left = 0;
  for (uint64_t i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    balance += workers[i].in - workers[i].out;
    wrong += workers[i].wrong;
    swept += workers[i].swept;
  }
  CHECK_NUMBER("each thread found what it should", wrong, 0);
  CHECK("sweeps found something", swept > 0, "nothing");
  struct vgpu_allocation allocation;
  for (uint64_t i = 0; i < SHARED_KEYS; i++) left += vgpu_table_remove(&table, shared_key(i), &allocation) ? allocation.bytes : 0;
  for (uint64_t t = 0; t < THREADS; t++) {
    for (uint64_t i = 0; i < OWN_KEYS; i++) left += vgpu_table_remove(&table, own_key(t, i), &allocation) ? allocation.bytes : 0;
  }
  CHECK_NUMBER("what went in came out or is left", left, balance);
  CHECK_NUMBER("nothing else is left", vgpu_table_count(&table), 0);
  return CHECKS_END();
}
