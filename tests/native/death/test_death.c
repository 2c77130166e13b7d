// test_death LIBCUDA LEDGER SIMGPU [ROUNDS]: processes that allocate at random are killed at random; what the device has given
// out must return to exactly what the living hold, within 100 ms, as the ledger (a program of its own) tells.
#include <dlfcn.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILDREN = 64, MOST_ALLOCATIONS = 64 };

static const uint64_t GRANULE = 2 << 20, SMALL = 1 << 20;

// What a child says of itself; it is right whenever the child has acknowledged a pause.
struct child {
  _Atomic int pid;
  _Atomic uint64_t acknowledged;
  _Atomic uint64_t data_bytes;     // granules included
};

struct shared { _Atomic uint64_t pause; struct child children[CHILDREN]; };
static struct shared *shared;

static int (*cuInit)(unsigned), (*cuCtxCreate)(void **, unsigned, int), (*cuMemAlloc)(uint64_t *, size_t), (*cuMemFree)(uint64_t);

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void load(const char *library) {
  void *cuda = dlopen(library, RTLD_NOW);
  if (cuda == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    _exit(90);
  }
  *(void **)&cuInit = dlsym(cuda, "cuInit");
  *(void **)&cuCtxCreate = dlsym(cuda, "cuCtxCreate_v2");
  *(void **)&cuMemAlloc = dlsym(cuda, "cuMemAlloc_v2");
  *(void **)&cuMemFree = dlsym(cuda, "cuMemFree_v2");
}

static void live(struct child *self, const char *library, unsigned seed) {
  load(library);
  void *context;
  int result = cuInit(0);
  if (result != 0 || (result = cuCtxCreate(&context, 0, 0)) != 0) {
    fprintf(stderr, "child: no context: error %d\n", result);
    _exit(91);
  }
  uint64_t addresses[MOST_ALLOCATIONS], sizes[MOST_ALLOCATIONS], large = 0, small = 0;
  int count = 0;
  for (;;) {
    uint64_t pause = atomic_load(&shared->pause);
    if (pause != 0) {
      atomic_store(&self->data_bytes, large + (small + GRANULE - 1) / GRANULE * GRANULE);
      atomic_store(&self->acknowledged, pause);
      nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
      continue;
    }
    if (count < MOST_ALLOCATIONS && (count == 0 || rand_r(&seed) % 2 == 0)) {
      uint64_t size = rand_r(&seed) % 3 == 0 ? 1 + (uint64_t)rand_r(&seed) % (SMALL - 1) : SMALL + (uint64_t)rand_r(&seed) % (16 << 20);
      result = cuMemAlloc(&addresses[count], size);
      if (result != 0) {
        fprintf(stderr, "child: allocation of %" PRIu64 " bytes: error %d\n", size, result);
        _exit(92);
      }
      sizes[count] = size;
      if (size < SMALL)
        small += (size + 511) / 512 * 512;
      else
        large += (size + GRANULE - 1) / GRANULE * GRANULE;
      count++;
    } else {
      int which = rand_r(&seed) % count;
      if (cuMemFree(addresses[which]) != 0)
        _exit(93);
      if (sizes[which] < SMALL)
        small -= (sizes[which] + 511) / 512 * 512;
      else
        large -= (sizes[which] + GRANULE - 1) / GRANULE * GRANULE;
      count--;
      addresses[which] = addresses[count];
      sizes[which] = sizes[count];
    }
  }
}

static void spawn(int place, const char *library, unsigned seed) {
  atomic_store(&shared->children[place].acknowledged, 0);
  int pid = fork();
  if (pid == 0)
    live(&shared->children[place], library, seed);
  atomic_store(&shared->children[place].pid, pid);
}

static uint64_t number_after(const char *text, const char *key) {
  const char *found = strstr(text, key);
  return found != NULL ? strtoull(found + strlen(key), NULL, 10) : 0;
}

// The ledger's processes: how many, and their bytes beyond the contexts' own. `when_ns`: the moment for which it says so.
static bool read_ledger(const char *ledger, uint64_t *data_bytes, int *processes, uint64_t *when_ns) {
  FILE *pipe = popen(ledger, "r");
  static char text[1 << 20];
  size_t length = pipe != NULL ? fread(text, 1, sizeof(text) - 1, pipe) : 0;
  text[length] = '\0';
  if (pipe == NULL || pclose(pipe) != 0)
    return false;
  char *at = strstr(text, "\"processes\":["), *end = strstr(text, "],\"containers\"");
  if (at == NULL || end == NULL)
    return false;
  *end = '\0';
  *data_bytes = 0;
  *processes = 0;
  *when_ns = number_after(text, "\"now_ns\":");
  while ((at = strstr(at, "{\"device\"")) != NULL) {
    *data_bytes += number_after(at, "\"used_bytes\":") - number_after(at, "\"context_bytes\":");
    (*processes)++;
    at++;
  }
  return true;
}

static bool all_paused(uint64_t pause) {
  for (int i = 0; i < CHILDREN; i++) {
    if (atomic_load(&shared->children[i].pid) != 0 && atomic_load(&shared->children[i].acknowledged) != pause)
      return false;
  }
  return true;
}

struct figures { uint64_t longest_ns, right_at_once; };

static int round_of_death(uint64_t round, const char *library, const char *ledger, unsigned *seed, struct figures *figures) {
  int victims = 1 + rand_r(seed) % 16, living = CHILDREN;
  nanosleep(&(struct timespec){.tv_nsec = rand_r(seed) % 3000000}, NULL);
  for (int v = 0; v < victims; v++) {
    int place = rand_r(seed) % CHILDREN, pid = atomic_load(&shared->children[place].pid);
    if (pid == 0)
      continue;
    kill(pid, SIGKILL);
    int status;
    waitpid(pid, &status, 0);
    if (!WIFSIGNALED(status)) {
      printf("FAIL round %" PRIu64 ": a child ended by itself, status %d\n", round, WEXITSTATUS(status));
      return 1;
    }
    atomic_store(&shared->children[place].pid, 0);
    living--;
  }
  atomic_store(&shared->pause, round);
  while (!all_paused(round)) {
    int status, pid = waitpid(-1, &status, WNOHANG);
    if (pid > 0) {
      printf("FAIL round %" PRIu64 ": child %d ended by itself, status %d\n", round, pid, WEXITSTATUS(status));
      return 1;
    }
    nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
  }
  uint64_t truth = 0, told = 0, when_ns = 0, paused = now_ns();
  for (int i = 0; i < CHILDREN; i++)
    truth += atomic_load(&shared->children[i].pid) != 0 ? atomic_load(&shared->children[i].data_bytes) : 0;
  int processes = 0, failed = 0;
  for (int reading = 1;; reading++) {
    if (!read_ledger(ledger, &told, &processes, &when_ns)) {
      printf("FAIL round %" PRIu64 ": the ledger gave no answer\n", round);
      return 1;
    }
    if (told == truth && processes == living) {
      figures->right_at_once += reading == 1;
      break;
    }
    // The living need a moment to stop on a busy machine; the dead have 100 ms from when the last of those did.
    if (when_ns - paused > 100000000) {
      printf("FAIL round %" PRIu64 ": %d living hold %" PRIu64 " bytes, the ledger says %d and %" PRIu64 "\n", round, living, truth,
             processes, told);
      failed = 1;
      break;
    }
  }
  uint64_t took = when_ns - paused;
  if (took > figures->longest_ns)
    figures->longest_ns = took;
  for (int i = 0; i < CHILDREN; i++) {
    if (atomic_load(&shared->children[i].pid) == 0)
      spawn(i, library, (unsigned)rand_r(seed));
  }
  atomic_store(&shared->pause, 0);
  return failed;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "test_death LIBCUDA LEDGER SIMGPU [ROUNDS]\n");
    return 2;
  }
  uint64_t rounds = argc > 4 ? strtoull(argv[4], NULL, 10) : 1000;
  struct figures figures = {0};
  char path[64], command[512], ledger[512];
  snprintf(path, sizeof(path), "/dev/shm/simgpu-death-%d", getpid());
  snprintf(command, sizeof(command), "%s create --state %s --models H200 > /dev/null", argv[3], path);
  if (system(command) != 0) {
    printf("FAIL cannot create a state\n0 passed, 1 failed\n");
    return 1;
  }
  setenv("SIMGPU_STATE", path, 1);
  snprintf(ledger, sizeof(ledger), "%s --json", argv[2]);
  shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  unsigned seed = 1;
  for (int i = 0; i < CHILDREN; i++)
    spawn(i, argv[1], (unsigned)rand_r(&seed));
  uint64_t passed = 0, failed = 0;
  for (uint64_t round = 1; round <= rounds && failed < 5; round++) {
    if (round_of_death(round, argv[1], ledger, &seed, &figures) == 0)
      passed++;
    else
      failed++;
  }
  for (int i = 0; i < CHILDREN; i++) {
    int pid = atomic_load(&shared->children[i].pid);
    if (pid != 0)
      kill(pid, SIGKILL);
  }
  while (wait(NULL) > 0) {
  }
  snprintf(command, sizeof(command), "rm -rf %s %s.d", path, path);
  if (system(command) != 0)
    failed++;
  printf("%" PRIu64 " rounds of %d processes; the ledger was right at its first reading in %" PRIu64 " of them, and at most "
         "%.1f ms after the living had stopped\n", passed, CHILDREN, figures.right_at_once, (double)figures.longest_ns / 1e6);
  printf("%" PRIu64 " passed, %" PRIu64 " failed\n", passed, failed);
  return failed > 0 || passed == 0;
}
