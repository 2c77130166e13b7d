// Runs a program and lets the n-th system call that libvgpu.so makes fail, counting them.
#pragma once

#include <stdint.h>

struct trace {
  uint64_t failing;  // which one; 0: none
  _Bool lasting;     // and all after it
  uint64_t counted;
  char name[64];     // of the one that failed
  char crash[256];   // where it crashed
  int status;        // as waitpid gives it; -1: it was still running after so many seconds and was killed
  unsigned seconds;
};

// False: processes can't be traced here.
_Bool trace_run(char *const *arguments, struct trace *trace);

// In a child that is about to run the victim: sets what the loader is to take, $HARM_PRELOAD and the folder $HARM_DRIVER.
void harm_enter(void);
