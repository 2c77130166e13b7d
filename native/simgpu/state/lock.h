// Mutexes in shared memory that outlive their holders.
#pragma once

#include <pthread.h>
#include <stdbool.h>

void sg_lock_init(pthread_mutex_t *mutex);

enum sg_lock_result { SG_LOCK_TAKEN, SG_LOCK_TAKEN_FROM_DEAD, SG_LOCK_BUSY };

// Never blocks in the kernel with the lock announced: the kernel, cleaning up after a killed thread, compares thread ids
// within a pid namespace only, and could take another namespace's holder for the dead.
enum sg_lock_result sg_lock_take(pthread_mutex_t *mutex);
enum sg_lock_result sg_lock_try(pthread_mutex_t *mutex);
void sg_lock_repair(pthread_mutex_t *mutex);
