// A child of a process whose threads were in the middle of changes: its table is empty and works; the parent's is as it was.
#include "check.h"
#include "random.h"
#include "table/table.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 200, THREADS = 3, KEYS = 4000, CHILD_KEYS = 1500 };

static struct vgpu_table table;
static int stop;

static void *churn(void *argument) {
  uint64_t random = 31 + (uintptr_t)argument;
  struct vgpu_allocation allocation = {.bytes = 1};
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    struct vgpu_key key = {.handle = random_next(&random, KEYS), .space = 1};
    if (random_next(&random, 2) == 0) {
      vgpu_table_insert(&table, key, &allocation, &allocation);
    } else {
      vgpu_table_remove(&table, key, &allocation);
    }
  }
  return NULL;
}

static bool works_when_empty(void) {
  struct vgpu_allocation allocation = {.bytes = 5};
  if (vgpu_table_count(&table) != 0) return false;
  for (uint64_t i = 0; i < CHILD_KEYS; i++) {
    struct vgpu_key key = {.handle = i, .space = 1};
    if (vgpu_table_insert(&table, key, &allocation, &allocation) != VGPU_INSERTED) return false;
  }
  for (uint64_t i = 0; i < CHILD_KEYS; i++) {
    struct vgpu_key key = {.handle = i, .space = 1};
    if (!vgpu_table_remove(&table, key, &allocation) || allocation.bytes != 5) return false;
  }
  return vgpu_table_count(&table) == 0;
}

static void check_children(void) {
  struct vgpu_key kept = {.handle = 4096, .space = 2};
  struct vgpu_allocation allocation = {.bytes = 77};
  vgpu_table_insert(&table, kept, &allocation, &allocation);
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, churn, (void *)i);
  int good = 0;
  for (int i = 0; i < CHILDREN; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);  // a lock that stays held would be waited for without end
      vgpu_table_forget(&table);
      _exit(works_when_empty() ? 0 : 1);
    }
    int status;
    good += child > 0 && waitpid(child, &status, 0) == child && status == 0;
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  CHECK_NUMBER("children", good, CHILDREN);
  CHECK("the parent's entry", vgpu_table_find(&table, kept, &allocation) && allocation.bytes == 77, "it is gone");
}

// The moment that a fork seldom meets: every lock held.
static void check_held(void) {
  for (size_t i = 0; i < VGPU_TABLE_SHARDS; i++) table.shards[i].lock = 1;
  alarm(60);
  vgpu_table_forget(&table);
  CHECK("after every lock was held", works_when_empty(), "it is not empty or does not work");
}

int main(void) {
  check_children();
  check_held();
  return CHECKS_END();
}
