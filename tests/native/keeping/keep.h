// What a program keeps of device 0 beyond its context, said by the device's shared state and by the container's region.
#pragma once

#include "../taking/container.h"

// Bytes of the device: everybody's but for `contexts` contexts; of this process, shared objects that count as its own included.
uint64_t kept_by_all(int contexts);
uint64_t kept_here(void);
// What the region is charged with, the contexts aside.
uint64_t charged_by_all(int contexts);

// The device and the region agree and say so many bytes; what the driver gives back by itself may take a second to show.
bool keeps(uint64_t bytes);
bool keeps_within_a_second(uint64_t bytes);
// From here on beyond what is kept now, once both agree.
void keep_counts_from_here(void);

// A second process of the container, or one of another container, that does `work` and answers with its exit status.
int in_child(int (*work)(int channel), int *channel);
int end_of_child(int pid);
void send_descriptor(int channel, int descriptor);
int receive_descriptor(int channel);
void say(int channel, char word);
// Ends the program when the other side is gone or says something else.
void hear(int channel, char word);

// Watches from a process of its own whether the device ever gave more than the limit.
struct watch {
  int pid, channel;
};
struct watch watch_begin(void);
uint64_t watch_end(struct watch *watch);  // the most that it saw
