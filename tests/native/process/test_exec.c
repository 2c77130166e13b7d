// T2: another program in the same process has nothing of what the one before it took, and that is free; a child that is about to
// run another program (vfork) disturbs nothing. T3: a program that closes all descriptors, and uses their numbers itself.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "../check.h"
#include "../taking/container.h"
#include "child.h"

static CUdeviceptr pointer;

static unsigned region_descriptors(void) {
  unsigned count = 0;
  for (int file = 0; file < 2000; file++) {
    char link[64], target[256];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, target, sizeof(target) - 1);
    target[length < 0 ? 0 : length] = '\0';
    count += strstr(target, "/taking-") != NULL;
  }
  return count;
}

// The region is the one that the first program made.
static char *region_path(void) { return getenv("CUDA_DEVICE_MEMORY_SHARED_CACHE"); }

static struct hami_region *region(void) {
  int file = open(region_path(), O_RDWR | O_CLOEXEC);
  struct hami_region *mapped = mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  return mapped;
}

static uint64_t charged(const struct hami_region *of, pid_t pid) {
  uint64_t sum = 0;
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    if (pid == 0 || of->v1.processes[slot].pid == pid)
      sum += of->v1.processes[slot].used[0].total;
  return sum;
}

static int again(void) {
  struct hami_region *of = region();
  int wrong = 0;
  wrong |= 1 * (region_descriptors() != 0);
  wrong |= 2 * (charged(of, getpid()) <= MIB(100));  // nobody knows yet
  node_context();
  wrong |= 4 * (charged(of, getpid()) != container_context());
  NEED(cuMemAlloc_v2(&pointer, MIB(100)));
  wrong |= 8 * (charged(of, getpid()) != container_context() + MIB(100));
  wrong |= 16 * (charged(of, 0) != node_used());
  return wrong;
}

static int before(void) {
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(100)));
  execl("/proc/self/exe", "part", "again", (char *)NULL);
  return 127;
}

static int other(void) {
  node_context();
  return charged(region(), getpid()) != container_context();
}

// An exec in a child of vfork, which has the parent's memory until then.
static void vforked(void) {
  uint64_t had = container_charged_here();
  pid_t pid = vfork();
  if (pid == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(127);
  }
  CHECK_NUMBER("vfork and exec", child_end(pid), 0);
  CHECK("the parent keeps what it has", container_charged_here() == had && container_exact(), "it doesn't");
  pid = vfork();
  if (pid == 0) {
    execl("/proc/self/exe", "part", "other", (char *)NULL);
    _exit(127);
  }
  CHECK_NUMBER("vfork and exec of a program that uses the device", child_end(pid), 0);
  CHECK("the parent keeps what it has", container_charged_here() == had && container_exact(), "it doesn't");
}

static void closed(void) {
  uint64_t had = container_charged_here();
  CHECK("descriptors stand high, out of the way", fcntl(48, F_GETFD) != -1, "48 is free");
  CHECK_NUMBER("all descriptors are closed", syscall(SYS_close_range, 3, ~0u, 0), 0);
  char path[64], bytes[8] = "";
  snprintf(path, sizeof(path), "/tmp/closed-%d", getpid());
  int files[600];
  for (int i = 0; i < 600; i++) {
    files[i] = open(path, O_RDWR | O_CREAT, 0600);
    if (i == 0 && write(files[i], "content", 7) != 7)
      exit(3);
  }
  CUdeviceptr more;
  CHECK_NUMBER("memory is still given", cuMemAlloc_v2(&more, MIB(2)), CUDA_SUCCESS);
  CHECK_NUMBER("and charged", container_charged_here(), had + MIB(2));
  CHECK_NUMBER("another program finds nothing to clear", child_run("other"), 0);
  CHECK_NUMBER("all is as it was", container_charged_here(), had + MIB(2));
  CHECK_NUMBER("memory is given back", cuMemFree_v2(more), CUDA_SUCCESS);
  CHECK_NUMBER("more than the limit is refused", cuMemAlloc_v2(&more, container_limit()), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("more than is left is refused", cuMemAlloc_v2(&more, container_limit() - had + 1), CUDA_ERROR_OUT_OF_MEMORY);
  bool open_still = true;
  for (int i = 0; i < 600; i++)
    open_still = open_still && (files[i] < 0 || fcntl(files[i], F_GETFD) != -1);
  CHECK("the program's own files stay open", open_still, "they don't");
  CHECK("and keep their content", pread(files[0], bytes, 7, 0) == 7 && strcmp(bytes, "content") == 0, "\"%s\"", bytes);
  for (int i = 0; i < 600; i++)
    close(files[i]);
  unlink(path);
}

int main(int argc, char **argv) {
  static const struct part parts[] = {{"before", before}, {"again", again}, {"other", other}};
  if (argc == 2)
    child_part(argc, argv, parts, 3);
  container_begin(2, MIB(200));
  CHECK_NUMBER("exec after use", child_run("before"), 0);
  CHECK_NUMBER("another program clears what it left", child_run("other"), 0);
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  CHECK("only this one is charged", container_charged() == container_charged_here(), "others are");
  vforked();
  closed();
  container_end();
  return CHECKS_END();
}
