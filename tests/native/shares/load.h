// What a program of the table does on the device, until it is killed.
#pragma once

#include <stdint.h>

enum load_form { LOAD_PLAIN, LOAD_PER_THREAD, LOAD_EXTENDED, LOAD_COOPERATIVE, LOAD_LEGACY_STREAM };

struct load {
  uint32_t streams;            // a thread launches into each
  uint32_t kernel_us;
  uint32_t spread;             // durations differ by so many percent either way
  uint32_t part;               // of the card that a kernel needs: 1/part
  uint32_t graph;              // kernels that one launch brings; 0: it is none
  uint32_t sync;               // waits after each so many launches; 0: only when the queue is full
  uint32_t burst_ms, pause_ms; // device time launched at a stretch, then so long nothing
  uint32_t kinds;              // different shapes, in turn; 0: one
  enum load_form form;
};
