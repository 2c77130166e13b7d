// What fails, and what of it was counted, is in a file that the test and the processes it starts share: $HARM_FILE.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum harm { HARM_CUDA, HARM_NVML, HARM_MEMORY, HARM_SYSTEM, HARM_KINDS };

struct harm_file {
  uint64_t counted[HARM_KINDS];
  uint64_t failing[HARM_KINDS];  // which one; 0: none
  uint64_t lasting;              // and all after it
  char name[64];                 // of what failed
};

struct harm_file *harm_file(void);
// Counts one; true: it fails.
bool harm_strikes(enum harm kind, const char *name);

// Of the driver's library that is built with FAILING_KIND; the real one is named by $HARM_CUDA or $HARM_NVML.
void *failing_find(const char *symbol);
bool failing_now(const char *symbol);
