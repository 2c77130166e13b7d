// The processes of one container, which allocate until they are told something else. They are forked from a process that never
// called the driver.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mixed.h"

enum { CREW_MOST = 64 };

enum crew_order {
  CREW_RUN,     // allocate and free at random, as quick as can be
  CREW_REST,
  CREW_ASK,     // one plain allocation of `bytes`, which is kept; the driver's answer is handed on
  CREW_RETURN,  // gives those back
  CREW_TRIM,    // gives back what its pools and graphs keep without using it
  CREW_DROP,    // gives everything back
};

// Makes the region's folder and sets the environment of those that follow: memory limited to so many bytes.
void crew_begin(uint64_t limit);
// Kills who is left and removes the folder.
void crew_end(void);
const char *crew_region(void);

void crew_start(int member, unsigned seed, unsigned kinds, uint64_t largest);
int crew_pid(int member);
void crew_kill(int member);

// To all that live; returns when each has done it (CREW_RUN: has heard it). False: one has ended by itself, or hangs; it is said.
bool crew_tell(enum crew_order order, uint64_t bytes);
// To one; the driver's answer, -1 when it ended or hangs.
int crew_ask(int member, enum crew_order order, uint64_t bytes);

uint64_t crew_granted(void);
uint64_t crew_refused(void);
