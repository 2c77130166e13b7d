// Amounts as the device plugin's variables write them. Strict: what is not wholly understood is not an amount.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// "3000m", "1.5GiB", "1073741824": bytes, with k, m or g (1024 and its powers), then i, b or ib if wanted, in either case. A
// fraction is computed exactly and rounded down to a whole byte. False for anything else, and for what 64 bits do not hold.
bool vgpu_amount_bytes(const char *text, uint64_t *bytes);

// "30": digits only, no leading zero (which the original reads as octal). False for anything else, or beyond 64 bits.
bool vgpu_amount_whole(const char *text, uint64_t *number);
