// Runs a test as its library is loaded, instead of the program that it is loaded into.
#include "as_it_loads.h"

#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void run(void) {
  int result = test_main();
  fflush(stdout);
  _exit(result);
}
