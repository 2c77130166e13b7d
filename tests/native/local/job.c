// local-job REPORT HOLD [daemon]
// A job of the suite: takes all memory that it is given of each device that it sees, writes what it got to REPORT, a line
// "pid uuid bytes" for each device and an empty one at the end, and holds it until the file HOLD is gone.
// daemon: leaves its parent, session and every descriptor first, and does all that half a second later.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *driver;

#define CALL(name, parameters, ...) ((int(*) parameters)dlsym(driver, #name))(__VA_ARGS__)

static void check(const char *what, int result) {
  if (result == 0)
    return;
  fprintf(stderr, "local-job: %s: error %d\n", what, result);
  exit(3);
}

static void leave_all(void) {
  if (fork() != 0)
    exit(0);
  setsid();
  if (fork() != 0)
    exit(0);
  for (int k = 0; k < 1024; k++)
    close(k);
  for (int k = 0; k < 3; k++)
    open("/dev/null", O_RDWR);
  usleep(500000);
}

static uint64_t take_all(int device) {
  void *context;
  check("cuCtxCreate_v2", CALL(cuCtxCreate_v2, (void **, unsigned, int), &context, 0, device));
  uint64_t taken = 0, address;
  for (size_t size = 256 << 20; size >= 2 << 20;) {
    if (CALL(cuMemAlloc_v2, (uint64_t *, size_t), &address, size) == 0)
      taken += size;
    else
      size /= 2;
  }
  return taken;
}

static void report(FILE *file, int device, uint64_t taken) {
  unsigned char uuid[16];
  check("cuDeviceGetUuid", CALL(cuDeviceGetUuid, (unsigned char *, int), uuid, device));
  fprintf(file, "%d GPU-", getpid());
  for (int i = 0; i < 16; i++)
    fprintf(file, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
  fprintf(file, " %llu\n", (unsigned long long)taken);
}

// By its end, not by asking again and again.
static void hold(const char *path) {
  int watch = inotify_init1(IN_CLOEXEC);
  inotify_add_watch(watch, path, IN_DELETE_SELF | IN_ATTRIB);
  char events[4096];
  while (access(path, F_OK) == 0 && read(watch, events, sizeof(events)) > 0)
    continue;
}

int main(int count, char **words) {
  if (count < 3)
    return 2;
  if (count > 3 && strcmp(words[3], "daemon") == 0)
    leave_all();
  driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (driver == NULL)
    check("libcuda.so.1", 1);
  check("cuInit", CALL(cuInit, (unsigned), 0));
  int devices;
  check("cuDeviceGetCount", CALL(cuDeviceGetCount, (int *), &devices));
  char made[4096];
  snprintf(made, sizeof(made), "%s.new", words[1]);
  FILE *file = fopen(made, "we");
  if (file == NULL)
    check(made, 1);
  for (int device = 0; device < devices; device++)
    report(file, device, take_all(device));
  fputc('\n', file);
  fclose(file);
  rename(made, words[1]);
  hold(words[2]);
  return 0;
}
