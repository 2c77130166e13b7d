#include "failing.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct harm_file *harm_file(void) {
  static struct harm_file *file;
  const char *path = getenv("HARM_FILE");
  int descriptor = file == NULL && path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (descriptor < 0)
    return file;
  void *mapped = mmap(NULL, sizeof(*file), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  file = mapped == MAP_FAILED ? NULL : mapped;
  return file;
}

bool harm_strikes(enum harm kind, const char *name) {
  struct harm_file *file = harm_file();
  if (file == NULL)
    return false;
  uint64_t number = __atomic_add_fetch(&file->counted[kind], 1, __ATOMIC_SEQ_CST), failing = file->failing[kind];
  if (number == failing)
    snprintf(file->name, sizeof(file->name), "%s", name);
  return number == failing || (file->lasting != 0 && failing != 0 && number > failing);
}

#ifdef FAILING_KIND
void *failing_find(const char *symbol) {
  static void *driver;
  if (driver == NULL)
    driver = dlopen(getenv(FAILING_KIND == HARM_CUDA ? "HARM_CUDA" : "HARM_NVML"), RTLD_NOW | RTLD_LOCAL);
  void *found = driver != NULL ? dlsym(driver, symbol) : NULL;
  if (found == NULL) {
    fprintf(stderr, "the driver behind the failing one: %s\n", dlerror());
    _exit(70);
  }
  return found;
}

bool failing_now(const char *symbol) { return harm_strikes(FAILING_KIND, symbol); }
#endif
