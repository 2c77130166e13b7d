// Whether this machine could do what a cell asks of it: how late a thread wakes that sleeps a millisecond at a time.
#pragma once

struct machine_lateness { double median_us, p95_us; };

void machine_watch(void);
struct machine_lateness machine_watched(void);
