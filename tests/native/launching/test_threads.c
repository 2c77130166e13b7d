// Threads that come, go, are cancelled or end the process while they launch; and forks.
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "held.h"

enum { PERCENT = 20, MOST_THREADS = 60 };

static CUcontext context;
static atomic_bool stop;

static void *few_launches(void *nothing) {
  MUST(cuCtxSetCurrent(context));
  CUstream stream = held_stream();
  for (int i = 0; i < 3; i++)
    MUST(held_launch("us20", stream));
  return nothing;
}

static void *many_launches(void *nothing) {
  MUST(cuCtxSetCurrent(context));
  CUstream stream = held_stream();
  while (!atomic_load(&stop))
    MUST(held_launch("us200", stream));
  return nothing;
}

static void threads_come_and_go(void) {
  struct held_stretch start = held_stretch();
  for (int i = 0; i < 100; i++) {
    pthread_t threads[4];
    for (int t = 0; t < 4; t++)
      pthread_create(&threads[t], NULL, few_launches, NULL);
    for (int t = 0; t < 4; t++)
      pthread_join(threads[t], NULL);
  }
  held_check("400 threads that launch thrice and end", start, PERCENT);
  uint64_t took = held_now_ns() - start.wall_ns, needed = held_device_ns() - start.device_ns;
  // What each took in advance and did not use came back: lost, it would be half a millisecond of each.
  CHECK("took no longer than the limit makes them", took < needed * 100 / PERCENT + 3000000000, "%.1f s for %.1f ms of work",
        (double)took / 1e9, (double)needed / 1e6);
}

static CUstream one_stream;

static void *one_launch(void *nothing) {
  MUST(cuCtxSetCurrent(context));
  MUST(held_launch("us20", one_stream));
  MUST(cuStreamSynchronize(one_stream));
  return nothing;
}

// The container's credit is kept as a point in time, which what is spent moves on. Credit is lost 250 ms after it.
static uint64_t credit_time_ns(void) {
  uint64_t time = __atomic_load_n(&held_region()->tail.devices[0].credit_time, __ATOMIC_SEQ_CST);
  uint64_t full = held_now_ns() - 250000000;
  return time > full ? time : full;
}

static int by_size(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void what_a_thread_took_comes_back(void) {
  int64_t spent_ns[MOST_THREADS];
  one_stream = held_stream();
  for (int t = 0; t < MOST_THREADS; t++) {
    pthread_t thread;
    uint64_t before = credit_time_ns();
    pthread_create(&thread, NULL, one_launch, NULL);
    pthread_join(thread, NULL);
    spent_ns[t] = (int64_t)(credit_time_ns() - before) * PERCENT / 100;
  }
  qsort(spent_ns, MOST_THREADS, sizeof(*spent_ns), by_size);
  // Taken in advance and lost it would be half a millisecond.
  int64_t usual = spent_ns[MOST_THREADS * 3 / 4];
  CHECK("a thread that launches 20 us and ends has spent about that", usual < 150000, "%.3f ms", (double)usual / 1e6);
}

static void cancelled(void) {
  struct held_stretch start = held_stretch();
  for (int i = 0; i < 30; i++) {
    pthread_t thread;
    void *how = NULL;
    pthread_create(&thread, NULL, many_launches, NULL);
    held_sleep_ms(20);
    pthread_cancel(thread);
    pthread_join(thread, &how);
    if (how != PTHREAD_CANCELED)
      CHECK("a thread in a launch can be cancelled", false, "it ended otherwise");
  }
  CUstream stream = held_stream();
  for (int i = 0; i < 20; i++)
    MUST(held_launch("us200", stream));
  held_check("30 threads cancelled in launches, and what followed", start, PERCENT);
}

static int status_of(pid_t child) {
  int status = -1;
  for (int i = 0; i < 3000 && waitpid(child, &status, WNOHANG) == 0; i++)
    held_sleep_ms(10);
  return status;
}

static bool has_open(const char *part) {
  DIR *folder = opendir("/proc/self/fd");
  bool found = false;
  for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
    char path[300], target[300] = "";
    snprintf(path, sizeof(path), "/proc/self/fd/%s", entry->d_name);
    found |= readlink(path, target, sizeof(target) - 1) > 0 && strstr(target, part) != NULL;
  }
  closedir(folder);
  return found;
}

static void a_child_keeps_nothing(void) {
  CHECK("a process that launches under a limit has the page of who is there open", has_open(".presence-0"), "it has not");
  CUfunction function = held_kernel("us20");
  pid_t child = fork();
  if (child == 0) {
    cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL);
    _exit(has_open(".presence-0") ? 5 : 0);
  }
  CHECK_NUMBER("its child, which has no device, has not", status_of(child), 0);
}

static void forks(void) {
  pthread_t thread;
  atomic_store(&stop, false);
  pthread_create(&thread, NULL, many_launches, NULL);
  held_sleep_ms(50);
  bool good = true;
  CUfunction function = held_kernel("us20");
  for (int i = 0; i < 20; i++) {
    pid_t child = fork();
    if (child == 0)
      // Nothing of the parent's device is of use to it; it learns so, and goes on.
      _exit(cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL) == CUDA_SUCCESS ? 3 : 0);
    good &= status_of(child) == 0;
  }
  CHECK("children of forks amid launches learn that they have no device", good, "one hung or launched");
  held_sleep_ms(50);
  atomic_store(&stop, true);
  pthread_join(thread, NULL);
}

static void launch_at_the_end(void) { held_launch("us20", NULL); }

static void ends(void) {
  bool good = true;
  for (int i = 0; i < 6; i++) {
    pid_t child = fork();
    if (child == 0) {
      char *self = "/proc/self/exe";
      execl(self, self, "ends", NULL);
      _exit(4);
    }
    good &= status_of(child) == 0;
  }
  CHECK("a process may end while its threads wait for the limit, and launch as it ends", good, "one hung or failed");
}

static int end_amid_launches(void) {
  context = held_open();
  atexit(launch_at_the_end);
  pthread_t threads[3];
  for (int t = 0; t < 3; t++)
    pthread_create(&threads[t], NULL, many_launches, NULL);
  held_sleep_ms(150);
  exit(0);
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1)
    return end_amid_launches();
  held_begin(PERCENT);
  context = held_open();
  what_a_thread_took_comes_back();
  threads_come_and_go();
  cancelled();
  a_child_keeps_nothing();
  forks();
  ends();
  held_end();
  return CHECKS_END();
}
