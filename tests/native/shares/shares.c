// shares LIBRARY LOAD [--window MS] [--settle MS] [TEXT]: each cell whose name holds the text, as a line of the table.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cells.h"

static void sleep_ms(uint32_t ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

int main(int argc, char **argv) {
  const char *text = argc > 5 ? argv[5] : "";
  uint32_t settle_ms = (uint32_t)atoi(argv[3]), window_ms = (uint32_t)atoi(argv[4]);
  for (uint32_t i = 0; i < cell_count; i++) {
    const struct cell *cell = &cells[i];
    if (strstr(cell->name, text) == NULL)
      continue;
    struct stage stage;
    struct stage_figures before[STAGE_CONTAINERS], after[STAGE_CONTAINERS];
    stage_begin(&stage, argv[1], argv[2], cell->slice_us, cell->containers, cell->count);
    sleep_ms(settle_ms);
    stage_read(&stage, before);
    sleep_ms(window_ms);
    stage_read(&stage, after);
    uint32_t sms = stage_multiprocessors(&stage);
    printf("| %s |", cell->name);
    for (uint32_t c = 0; c < cell->count; c++) {
      double window = (double)(after[c].at_ns - before[c].at_ns);
      printf(" %.2f / %.2f |", (double)(after[c].device_ns - before[c].device_ns) * 100 / window,
             (double)(after[c].work_sm_ns - before[c].work_sm_ns) * 100 / window / sms);
    }
    printf("%s\n", stage_end(&stage) ? "" : " A PROGRAM ENDED");
    fflush(stdout);
  }
  return 0;
}
