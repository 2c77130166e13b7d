// Effects wait for their item's end and are run, in the order of those ends, by whoever is about to be told of them.
#pragma once

#include "driver.h"

struct sg_pending;

// Registers the effect of the item that is about to get `number` in the stream's queue. False: no memory.
bool sg_effects_add(struct sg_stream *stream, uint64_t number, const struct sg_effect *effect);
// Runs what is due. Call after a look.
void sg_effects_run(void);
// Whether pushing item `number` would overwrite one whose effect has not run.
bool sg_effects_block(const struct sg_stream *stream, uint64_t number);
// The stream ends: what has not run never will.
void sg_effects_drop(struct sg_stream *stream);
void sg_effect_release(const struct sg_effect *effect);
