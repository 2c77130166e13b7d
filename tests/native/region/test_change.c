// What happens to a region while it is used: its limits are changed, by the monitor or by somebody else, or its file is cut.
#include <setjmp.h>
#include <sys/syscall.h>

#include "scene.h"

static uint64_t limit_of(struct vgpu_region *region) {
  struct vgpu_limit limit = vgpu_region_limit(region, 0);
  return limit.mode == HAMI_REGION_LIMITED ? limit.bytes : UINT64_MAX;
}

static void limits(void) {
  struct vgpu_region *region = scene_region(10 * MIB);
  struct hami_region_tail *tail = &vgpu_region_shared(region)->tail;
  CHECK("nobody touched it", !vgpu_region_was_tampered_with(region), "somebody did");
  tail->devices[0].memory_limit = 100 * MIB;
  CHECK_NUMBER("raised by anybody: the smaller counts", limit_of(region), 10 * MIB);
  CHECK("and it is told", vgpu_region_was_tampered_with(region), "it isn't");
  tail->devices[0].memory_mode = HAMI_REGION_NONE;
  CHECK_NUMBER("lifted by anybody", limit_of(region), 10 * MIB);
  tail->devices[0].memory_mode = HAMI_REGION_LIMITED;
  tail->devices[0].memory_limit = 5 * MIB;
  CHECK_NUMBER("lowered by anybody", limit_of(region), 5 * MIB);
  tail->devices[0].memory_mode = HAMI_REGION_REFUSED;
  CHECK_NUMBER("refused by anybody", vgpu_region_limit(region, 0).mode, HAMI_REGION_REFUSED);
  vgpu_region_close(region);

  region = scene_region(10 * MIB);
  tail = &vgpu_region_shared(region)->tail;
  tail->generation++;
  tail->devices[0].memory_limit = 100 * MIB;
  CHECK_NUMBER("while the monitor changes it, the smaller counts", limit_of(region), 10 * MIB);
  tail->generation++;
  CHECK_NUMBER("raised by the monitor", limit_of(region), 100 * MIB);
  CHECK_NUMBER("and stays so", limit_of(region), 100 * MIB);
  tail->generation += 2;
  CHECK_NUMBER("another device's limit may have changed", limit_of(region), 100 * MIB);
  CHECK("which is nothing to tell of", !vgpu_region_was_tampered_with(region), "it was told of");
  tail->devices[0].memory_limit = 1000 * (uint64_t)MIB;
  CHECK_NUMBER("after it nobody else may", limit_of(region), 100 * MIB);
  vgpu_region_close(region);
}

// Between two looks at the file's size some ms may pass.
static void cut(off_t size) {
  struct vgpu_region *region = scene_region(10 * MIB);
  vgpu_region_attach(region);
  CHECK_NUMBER("a charge", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_OK);
  CHECK_NUMBER("the file is cut", truncate(scene_path, size), 0);
  usleep(20 * 1000);
  CHECK_NUMBER("then nothing is granted", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_CUT);
  vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MIB);
  CHECK_NUMBER("nor looked at", vgpu_region_used(region, 0), 0);
  CHECK_NUMBER("and no limit is there", vgpu_region_limit(region, 0).mode, HAMI_REGION_REFUSED);
  truncate(scene_path, HAMI_REGION_SIZE);
  usleep(20 * 1000);
  CHECK_NUMBER("made longer again it is the same", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_CUT);
  vgpu_region_reap(region);
  vgpu_region_release(region);
  vgpu_region_close(region);
  CHECK_NUMBER("who opens it finds no region", vgpu_region_open(scene_path, &region), size == 0 ? VGPU_REGION_FOREIGN
                                                                                             : VGPU_REGION_OTHER_VERSION);
}

// A program that closed all descriptors is told as well.
static void cut_without_descriptor(void) {
  struct vgpu_region *region = scene_region(10 * MIB);
  vgpu_region_attach(region);
  syscall(SYS_close_range, 3, ~0u, 0);
  truncate(scene_path, 4096);
  usleep(20 * 1000);
  CHECK_NUMBER("cut, with no descriptor of it left", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_CUT);
  vgpu_region_close(region);
}

static unsigned count_left_over(void) {
  char command[160];
  snprintf(command, sizeof(command), "ls %s | grep -c '\\.new$'", scene_folder);
  FILE *answer = popen(command, "r");
  unsigned count = 99;
  if (answer == NULL || fscanf(answer, "%u", &count) != 1)
    count = 98;
  pclose(answer);
  return count;
}

static void put_left_over(uint64_t pid_namespace, pid_t pid) {
  char path[160];
  snprintf(path, sizeof(path), "%s.%llx-%x-5.new", scene_path, (unsigned long long)pid_namespace, pid);
  close(open(path, O_WRONLY | O_CREAT, 0600));
}

static void killed_makers(void) {
  struct stat here;
  stat("/proc/self/ns/pid", &here);
  pid_t gone = fork();
  if (gone == 0)
    _exit(0);
  waitpid(gone, NULL, 0);
  struct vgpu_region_plan plan = scene_plan(MIB);
  unlink(scene_path);
  put_left_over(here.st_ino, gone);
  put_left_over(here.st_ino, getpid());
  put_left_over(here.st_ino + 1, gone);
  vgpu_region_create(scene_path, &plan);
  CHECK_NUMBER("what a killed maker left goes, a living one's and a stranger's stay", count_left_over(), 2);
  char command[160];
  snprintf(command, sizeof(command), "touch -d '1 hour ago' %s/*.new", scene_folder);
  CHECK_NUMBER("an hour later", system(command), 0);
  vgpu_region_create(scene_path, &plan);
  CHECK_NUMBER("the stranger's goes too", count_left_over(), 1);
  snprintf(command, sizeof(command), "rm %s/*.new", scene_folder);
  CHECK_NUMBER("swept", system(command), 0);
}

static sigjmp_buf away;
static unsigned jumps;

static void jump(int signal) {
  (void)signal;
  jumps++;
  siglongjmp(away, 1);
}

// Handlers that jump out of whatever was interrupted find no lock held: the next call goes on.
static void jumps_away(void) {
  struct vgpu_region *region = scene_region(10 * MIB);
  vgpu_region_attach(region);
  struct sigaction action = {.sa_handler = jump}, before;
  sigaction(SIGALRM, &action, &before);
  alarm(0);
  for (unsigned i = 0; i < 300; i++) {
    if (sigsetjmp(away, 1) == 0) {
      ualarm(100 + i, 0);
      for (;;)
        vgpu_region_reap(region);
    }
  }
  sigaction(SIGALRM, &before, NULL);
  CHECK_NUMBER("300 jumps out of it", jumps, 300);
  CHECK_NUMBER("and it is as before", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_OK);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

int main(void) {
  scene_begin();
  limits();
  cut(0);
  cut(4096);
  cut_without_descriptor();
  killed_makers();
  jumps_away();
  return scene_end();
}
