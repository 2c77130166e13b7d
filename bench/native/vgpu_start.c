// What starting costs a limited process: vgpu_start ROW-NAME PROCESSES..., run as its programs are to be run. So many processes
// are loaded, released at once, and each begins to use CUDA: initialises, makes a context, allocates, launches.
// "inside": the time from first to last call less what the thread spent waiting for a processor, so computing and waiting for
// others' locks, plus what threads begun meanwhile computed.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "cuda_abi.h"
#include "timing.h"

enum { MOST_PROCESSES = 2000, ROUNDS_OF_ONE = 100 };

struct shared {
  _Atomic uint32_t ready;
  _Atomic uint32_t failed;
  struct { uint64_t wall_ns, inside_ns; } processes[MOST_PROCESSES];
};

static uint64_t cpu_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Of this thread: the second field of its schedstat.
static uint64_t waited_for_processor_ns(void) {
  char text[128] = "";
  int file = open("/proc/thread-self/schedstat", O_RDONLY);
  ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
  close(file);
  char *second = length > 0 ? strchr(text, ' ') : NULL;
  if (!second) {
    fprintf(stderr, "vgpu_start: this kernel keeps no schedstat\n");
    exit(2);
  }
  return strtoull(second, NULL, 10);
}

static CUresult begin(void) {
  CUcontext context;
  CUdeviceptr pointer;
  CUresult result = cuInit(0);
  if (result == CUDA_SUCCESS) result = cuDevicePrimaryCtxRetain(&context, 0);
  if (result == CUDA_SUCCESS) result = cuCtxSetCurrent(context);
  if (result == CUDA_SUCCESS) result = cuMemAlloc_v2(&pointer, 1 << 20);
  return result;
}

static int child(struct shared *shared, uint32_t index) {
  char byte;
  __atomic_fetch_add(&shared->ready, 1, __ATOMIC_SEQ_CST);
  while (read(0, &byte, 1) > 0) {
  }
  uint64_t waited = waited_for_processor_ns(), own = cpu_ns(CLOCK_THREAD_CPUTIME_ID), all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
  uint64_t from = timing_now_ns();
  CUresult result = begin();
  uint64_t wall = timing_now_ns() - from;
  own = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - own;
  all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all;
  waited = waited_for_processor_ns() - waited;
  shared->processes[index].wall_ns = wall;
  shared->processes[index].inside_ns = (wall > waited ? wall - waited : 0) + (all > own ? all - own : 0);
  if (result != CUDA_SUCCESS) {
    fprintf(stderr, "vgpu_start: error %d\n", (int)result);
    __atomic_fetch_add(&shared->failed, 1, __ATOMIC_SEQ_CST);
  }
  return 0;
}

static int release(char **argv, const char *fd, struct shared *shared, uint32_t first, uint32_t count) {
  int gate[2];
  if (pipe(gate)) return 1;
  shared->ready = 0;
  fcntl(gate[1], F_SETFD, FD_CLOEXEC);
  for (uint32_t i = 0; i < count; i++) {
    char index[16];
    snprintf(index, sizeof index, "%u", first + i);
    pid_t pid = fork();
    if (pid == 0) {
      dup2(gate[0], 0);
      execl("/proc/self/exe", argv[0], "--child", fd, index, NULL);
      _exit(127);
    }
    if (pid < 0) return 1;
  }
  close(gate[0]);
  while (__atomic_load_n(&shared->ready, __ATOMIC_SEQ_CST) < count) usleep(1000);
  usleep(20000);
  close(gate[1]);
  int failed = 0, status;
  while (wait(&status) > 0) failed |= status;
  return failed || shared->failed;
}

static int compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

int main(int argc, char **argv) {
  int file = argc == 4 && strcmp(argv[1], "--child") == 0 ? atoi(argv[2]) : memfd_create("starts", 0);
  if (file < 0 || ftruncate(file, sizeof(struct shared))) return perror("vgpu_start"), 2;
  struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared == MAP_FAILED) return perror("vgpu_start"), 2;
  if (argc == 4 && strcmp(argv[1], "--child") == 0) return child(shared, (uint32_t)atoi(argv[3]));
  if (argc < 3) return fprintf(stderr, "vgpu_start ROW-NAME PROCESSES...\n"), 2;
  char fd[16];
  snprintf(fd, sizeof fd, "%d", file);
  for (int i = 2; i < argc; i++) {
    uint32_t at_once = (uint32_t)atoi(argv[i]), rounds = at_once == 1 ? ROUNDS_OF_ONE : 1, count = at_once * rounds;
    for (uint32_t round = 0; round < rounds; round++)
      if (release(argv, fd, shared, round * at_once, at_once)) return fprintf(stderr, "vgpu_start: a process failed\n"), 1;
    static uint64_t wall[MOST_PROCESSES], inside[MOST_PROCESSES];
    for (uint32_t p = 0; p < count; p++) wall[p] = shared->processes[p].wall_ns, inside[p] = shared->processes[p].inside_ns;
    qsort(wall, count, sizeof *wall, compare);
    qsort(inside, count, sizeof *inside, compare);
    printf("| %s | %u | %.2f | %.2f | %.2f | %.2f |\n", argv[1], at_once, (double)inside[count / 2] / 1e6,
           (double)inside[(count - 1) * 99 / 100] / 1e6, (double)wall[count / 2] / 1e6,
           (double)wall[(count - 1) * 99 / 100] / 1e6);
    fflush(stdout);
  }
  return 0;
}
