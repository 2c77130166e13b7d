// proc-answers FIRST LAST STEP NAME...: what cuGetProcAddress, in both its forms, answers for each name, version and flag.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cuda_abi.h"

static void print(const char *form, const char *name, int version, int flags, CUresult result, int status, void *found) {
  Dl_info info = {0};
  if (found && !dladdr(found, &info))
    info.dli_fname = "?";
  const char *file = info.dli_fname ? strrchr(info.dli_fname, '/') : NULL;
  printf("%s %s %d %d %d %d %s %s\n", form, name, version, flags, (int)result, status, file ? file + 1 : "-",
         info.dli_sname ? info.dli_sname : "-");
}

int main(int argc, char **argv) {
  void *cuda = dlopen("libcuda.so.1", RTLD_LAZY);
  if (!cuda || argc < 5)
    return fprintf(stderr, "proc-answers FIRST LAST STEP NAME..., with a driver\n"), 2;
  __typeof__(&cuGetProcAddress) old = (__typeof__(old))dlsym(cuda, "cuGetProcAddress");
  __typeof__(&cuGetProcAddress_v2) new = (__typeof__(new))dlsym(cuda, "cuGetProcAddress_v2");
  for (char **name = argv + 4; *name; name++)
    for (int version = atoi(argv[1]); version <= atoi(argv[2]); version += atoi(argv[3]))
      for (int flags = 0; flags < 4; flags++) {
        void *found = NULL;
        CUdriverProcAddressQueryResult status = 99;
        CUresult result = new(*name, &found, version, flags, &status);
        print("new", *name, version, flags, result, status, found);
        found = NULL;
        result = old(*name, &found, version, flags);
        print("old", *name, version, flags, result, 0, found);
      }
  return 0;
}
