// What may lie where a region is looked for, and that each of it has its own answer and none ends the process.
#include <sys/mount.h>
#include <sys/resource.h>

#include "scene.h"

static enum vgpu_region_result opened(void) {
  struct vgpu_region *region;
  enum vgpu_region_result result = vgpu_region_open(scene_path, &region);
  if (result == VGPU_REGION_OK)
    vgpu_region_close(region);
  return result;
}

static void put(const void *bytes, size_t size, off_t at) {
  int file = open(scene_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (pwrite(file, bytes, size, at) != (ssize_t)size)
    exit(2);
  close(file);
}

static void number(uint32_t value, off_t at) { put(&value, sizeof(value), at); }

static void anew(void) {
  struct vgpu_region_plan plan = scene_plan(MIB);
  unlink(scene_path);
  vgpu_region_create(scene_path, &plan);
}

static void a_new_one(void) {
  struct vgpu_region_plan plan = scene_plan(100 * (uint64_t)MIB);
  plan.priority = 3;
  plan.device_count = 2;
  plan.devices[1].core_mode = HAMI_REGION_LIMITED;
  plan.devices[1].core_percent = 30;
  mode_t mask = umask(0077);
  errno = 4711;
  CHECK_NUMBER("a region is made", vgpu_region_create(scene_path, &plan), VGPU_REGION_OK);
  CHECK_NUMBER("errno is as before", errno, 4711);
  CHECK_NUMBER("so is the umask", umask(mask), 0077);
  struct stat status;
  stat(scene_path, &status);
  CHECK_NUMBER("everyone in the container may use it", status.st_mode & 07777, 0666);
  CHECK_NUMBER("its size", status.st_size, 3129344);
  CHECK("every page has its room", status.st_blocks * 512 >= status.st_size, "%lld bytes", (long long)status.st_blocks * 512);
  plan.devices[0].memory.bytes = 1;
  CHECK_NUMBER("a second one isn't", vgpu_region_create(scene_path, &plan), VGPU_REGION_EXISTS);

  struct vgpu_region *region = scene_open();
  const unsigned char *bytes = (const unsigned char *)vgpu_region_shared(region);
  // Where the original's monitor looks (node.md 4.3), by number.
  CHECK_NUMBER("magic", *(const int32_t *)bytes, 19920718);
  CHECK_NUMBER("major", *(const uint32_t *)(bytes + 4), 1);
  CHECK_NUMBER("minor", *(const uint32_t *)(bytes + 8), 2);
  CHECK_NUMBER("semaphore", *(const uint64_t *)(bytes + 24), 1);
  CHECK_NUMBER("devices", *(const uint64_t *)(bytes + 56), 2);
  CHECK_TEXT("UUID", (const char *)bytes + 64, "GPU-1");
  CHECK_NUMBER("limit", *(const uint64_t *)(bytes + 1600), 100 * MIB);
  CHECK_NUMBER("core limit", *(const uint64_t *)(bytes + 1728 + 8), 30);
  CHECK_NUMBER("no process yet", *(const int32_t *)(bytes + 2008896), 0);
  CHECK_NUMBER("utilization switch", *(const int32_t *)(bytes + 2008900), 1);
  CHECK_NUMBER("recent kernel", *(const int32_t *)(bytes + 2008904), 2);
  CHECK_NUMBER("priority", *(const int32_t *)(bytes + 2008908), 3);
  CHECK_NUMBER("no close-on-exec is forgotten", fcntl(48, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  CHECK_NUMBER("attached", vgpu_region_attach(region), VGPU_REGION_OK);
  vgpu_region_charge(region, 0, HAMI_REGION_CONTEXT, 5);
  vgpu_region_charge(region, 0, HAMI_REGION_ARRAY, 7);
  CHECK_NUMBER("a process", *(const int32_t *)(bytes + 2008896), 1);
  CHECK_NUMBER("its pid", *(const int32_t *)(bytes + 1856), getpid());
  CHECK_NUMBER("its status", *(const int32_t *)(bytes + 1856 + 1928), 1);
  CHECK_NUMBER("its context's bytes", *(const uint64_t *)(bytes + 1856 + 8), 5);
  CHECK_NUMBER("its data", *(const uint64_t *)(bytes + 1856 + 8 + 16), 7);
  CHECK_NUMBER("its total", *(const uint64_t *)(bytes + 1856 + 8 + 32), 12);
  vgpu_region_release(region);
  CHECK_NUMBER("gone", *(const int32_t *)(bytes + 1856 + 1928), 0);
  CHECK_NUMBER("the highest mark stays", *(const int32_t *)(bytes + 2008896), 1);
  vgpu_region_close(region);
}

static void what_is_no_region(void) {
  unlink(scene_path);
  CHECK_NUMBER("nothing", opened(), VGPU_REGION_MISSING);
  char target[128];
  snprintf(target, sizeof(target), "%s.target", scene_path);
  anew();
  rename(scene_path, target);
  CHECK("a link", symlink(target, scene_path) == 0 && opened() == VGPU_REGION_NOT_A_FILE, "%d", opened());
  struct vgpu_region_plan plan = scene_plan(1);
  CHECK_NUMBER("a link is not followed by who makes one", vgpu_region_create(scene_path, &plan), VGPU_REGION_EXISTS);
  unlink(scene_path);
  unlink(target);
  CHECK("a folder", mkdir(scene_path, 0700) == 0 && opened() == VGPU_REGION_NOT_A_FILE, "%d", opened());
  rmdir(scene_path);
  CHECK("a pipe", mkfifo(scene_path, 0600) == 0 && opened() == VGPU_REGION_NOT_A_FILE, "%d", opened());
  unlink(scene_path);
  put("", 0, 0);
  CHECK_NUMBER("an empty file", opened(), VGPU_REGION_CUT);

  unsigned seed = 1, wrong = 0;
  unsigned char *noise = malloc(HAMI_REGION_SIZE);
  for (unsigned i = 0; i < 20; i++) {
    for (size_t k = 0; k < HAMI_REGION_SIZE; k++)
      noise[k] = (unsigned char)rand_r(&seed);
    put(noise, HAMI_REGION_SIZE, 0);
    wrong += opened() != VGPU_REGION_FOREIGN;
  }
  CHECK_NUMBER("noise", wrong, 0);

  static const struct {
    off_t size;
    enum vgpu_region_result result;
  } cuts[] = {{11, VGPU_REGION_CUT}, {12, VGPU_REGION_CUT}, {2008952, VGPU_REGION_CUT}, {2008953, VGPU_REGION_CUT},
              {2011136 + 24, VGPU_REGION_CUT}, {3129343, VGPU_REGION_CUT}, {3129345, VGPU_REGION_CUT}};
  for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
    anew();
    wrong += truncate(scene_path, cuts[i].size) != 0 || opened() != cuts[i].result;
  }
  CHECK_NUMBER("cut and longer ones", wrong, 0);

  static const off_t versions[] = {4, 8, 2011136, 2011136 + 8};
  for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
    anew();
    number(9, versions[i]);
    wrong += opened() != VGPU_REGION_OTHER_VERSION;
  }
  CHECK_NUMBER("other versions", wrong, 0);
  anew();
  number(9, 2011136 + 16);
  CHECK_NUMBER("another size in it", opened(), VGPU_REGION_CUT);
  anew();
  number(17, 56);
  CHECK_NUMBER("more devices than there is room for", opened(), VGPU_REGION_FOREIGN);
  anew();
  number(3, 2011136 + 12);
  CHECK_NUMBER("made by nobody", opened(), VGPU_REGION_FOREIGN);
  unlink(scene_path);

  // Behind a right head everything may be wrong: who uses it may be refused, and nothing else.
  for (unsigned i = 0; i < 20; i++) {
    anew();
    for (size_t k = 0; k < HAMI_REGION_SIZE; k++)
      noise[k] = (unsigned char)rand_r(&seed);
    put(noise, 2011136 - 12, 12);
    put(noise, HAMI_REGION_SIZE - 2011136 - 24, 2011136 + 24);
    const uint64_t devices = i % 17;
    put(&devices, sizeof(devices), 56);
    struct vgpu_region *region = scene_open();
    vgpu_region_attach(region);
    vgpu_region_reap(region);
    wrong += vgpu_region_charge(region, 3, HAMI_REGION_PLAIN, 1) == VGPU_REGION_OK;
    vgpu_region_uncharge(region, 3, HAMI_REGION_PLAIN, 1);
    vgpu_region_release(region);
    vgpu_region_close(region);
  }
  CHECK_NUMBER("noise behind a right head grants nothing", wrong, 0);
  free(noise);

  anew();
  struct vgpu_region *region = scene_open();
  vgpu_region_attach(region);
  CHECK_NUMBER("a device that nothing was written of", vgpu_region_charge(region, 1, HAMI_REGION_PLAIN, 1),
      VGPU_REGION_NOT_GRANTED);
  CHECK_NUMBER("no such device", vgpu_region_charge(region, 16, HAMI_REGION_PLAIN, 1), VGPU_REGION_BAD_ARGUMENT);
  CHECK_NUMBER("no such kind", vgpu_region_charge(region, 0, HAMI_REGION_KINDS, 1), VGPU_REGION_BAD_ARGUMENT);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

static void no_room(void) {
  struct vgpu_region_plan plan = scene_plan(MIB);
  unlink(scene_path);
  struct rlimit before, small;
  getrlimit(RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = MIB;
  setrlimit(RLIMIT_FSIZE, &small);
  CHECK_NUMBER("files may not be that long", vgpu_region_create(scene_path, &plan), VGPU_REGION_FULL);
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK("nothing is there then", access(scene_path, F_OK) != 0, "a file");

  char folder[128], path[160];
  snprintf(folder, sizeof(folder), "%s/full", scene_folder);
  snprintf(path, sizeof(path), "%s/a.cache", folder);
  mkdir(folder, 0700);
  if (mount("none", folder, "tmpfs", 0, "size=1m") != 0) {
    printf("skip a full disk: may not mount one here\n");
  } else {
    CHECK_NUMBER("a full disk", vgpu_region_create(path, &plan), VGPU_REGION_FULL);
    CHECK("nothing is left on it", access(path, F_OK) != 0, "a file");
    umount(folder);
  }
  CHECK("and nothing beside it", rmdir(folder) == 0, "%d", errno);
  CHECK_NUMBER("no folder", vgpu_region_create("/tmp/no-such-folder/a.cache", &plan), VGPU_REGION_MISSING);
  plan.origin = 0;
  CHECK_NUMBER("no origin", vgpu_region_create(scene_path, &plan), VGPU_REGION_BAD_ARGUMENT);
}

static void many_makers(void) {
  int *made = scene_shared(4096);
  unlink(scene_path);
  pid_t pids[32];
  for (unsigned i = 0; i < 32; i++) {
    pids[i] = fork();
    if (pids[i] == 0) {
      struct vgpu_region_plan plan = scene_plan((i + 1) * (uint64_t)MIB);
      enum vgpu_region_result result = vgpu_region_create(scene_path, &plan);
      if (result == VGPU_REGION_OK)
        __atomic_fetch_add(made, 1, __ATOMIC_SEQ_CST);
      _exit((result != VGPU_REGION_OK && result != VGPU_REGION_EXISTS) || opened() != VGPU_REGION_OK);
    }
  }
  unsigned wrong = 0;
  for (unsigned i = 0; i < 32; i++)
    wrong += scene_exit_status(pids[i]) != 0;
  CHECK_NUMBER("of 32 at once each finds a whole one", wrong, 0);
  CHECK_NUMBER("and one made it", *made, 1);
}

static void smaller_limits(void) {
  const struct vgpu_limit refused = {HAMI_REGION_REFUSED, 0}, none = {HAMI_REGION_NONE, 0}, one = {HAMI_REGION_LIMITED, 1},
                          two = {HAMI_REGION_LIMITED, 2}, zero = {HAMI_REGION_LIMITED, 0}, hardware = {HAMI_REGION_HARDWARE, 0},
                          nonsense = {4, 9};
  const struct {
    struct vgpu_limit one, other;
    uint32_t mode;
    uint64_t bytes;
  } cases[] = {{refused, none, 0, 0}, {none, refused, 0, 0}, {none, none, 1, 0},    {one, two, 2, 1},      {two, one, 2, 1},
               {none, two, 2, 2},     {two, none, 2, 2},     {zero, none, 0, 0},    {none, zero, 0, 0},    {hardware, none, 3, 0},
               {none, hardware, 3, 0}, {hardware, one, 2, 1}, {nonsense, none, 0, 0}, {one, nonsense, 0, 0}, {hardware,
                   refused, 0, 0}};
  unsigned wrong = 0;
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct vgpu_limit limit = vgpu_smaller_limit(cases[i].one, cases[i].other);
    if (limit.mode != cases[i].mode || (limit.mode == HAMI_REGION_LIMITED && limit.bytes != cases[i].bytes)) {
      printf("# case %zu: mode %u, %llu bytes\n", i, limit.mode, (unsigned long long)limit.bytes);
      wrong++;
    }
  }
  CHECK_NUMBER("of two limits the smaller one counts, and what is no limit refuses", wrong, 0);
}

int main(void) {
  scene_begin();
  a_new_one();
  what_is_no_region();
  no_room();
  many_makers();
  smaller_limits();
  return scene_end();
}
