// Multicast objects: memory of several devices behind one address. They take no device memory of their own.
#pragma once

#include "physical.h"

struct sg_multicast;

// Called when neither handles nor maps of it are left, with sg_physical_lock held.
void sg_multicast_end(struct sg_multicast *multicast);
