// The credit of device time that all processes of a container share on one device. It is kept as a point in time, T: the credit
// at `now` is rate * (now - T), so refilling is implicit, every change is one compare-and-swap of 8 bytes, and a process killed
// at any instruction leaves nothing to repair.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// Credit stops to grow after so long without use: the largest balance is what the rate grants in this time.
#define VGPU_BALANCE_SPAN_NS UINT64_C(250000000)

// The second line of struct hami_region_device, which the container's processes share; all zero: not limited.
struct vgpu_balance {
  _Atomic uint64_t credit_time_ns;     // 0: it never began
  _Atomic uint32_t gate_open;
  _Atomic uint32_t percent;            // of one device; 1..99 is a limit
  _Atomic uint64_t alone_ns, shared_ns;  // sums of what was charged before the trim, by whether others used the device
  _Atomic uint64_t trim_millionths;    // what shared work is charged times a million
  _Atomic uint64_t trimmed_ns;         // when that was last computed; old: not applied
};

// Kept by whoever reads NVML for a container.
struct vgpu_trim { double attributed, charged; uint64_t alone_ns, shared_ns, read_ns; };

// NVML attributed so much device time to all processes of the container since the last call, a sampling period or a few ago. The
// first call, and one after seconds, only begins.
void vgpu_trim(struct vgpu_trim *trim, struct vgpu_balance *balance, int64_t attributed_ns, uint64_t now_ns);
// 1 if nothing is known.
double vgpu_trim_now(const struct vgpu_balance *balance, uint64_t now_ns);

// Begins without credit; a balance that began stays as it is, at its new rate.
void vgpu_balance_start(struct vgpu_balance *balance, uint32_t percent, uint64_t now_ns);
// Keeps the credit as it is, in the new rate.
void vgpu_balance_set_percent(struct vgpu_balance *balance, uint32_t percent, uint64_t now_ns);

// Device time, ns; below 0: debt.
int64_t vgpu_balance_read(struct vgpu_balance *balance, uint64_t now_ns);
// A negative amount is a refund.
void vgpu_balance_spend(struct vgpu_balance *balance, int64_t amount_ns, uint64_t now_ns);
// Takes at most `most_ns` and never into debt; returns what it took.
int64_t vgpu_balance_take(struct vgpu_balance *balance, int64_t most_ns, uint64_t now_ns);

// The gate closes when there is no credit left and opens when there is `quantum_ns` of it. Closed: `wait_ns` says until when.
bool vgpu_gate(struct vgpu_balance *balance, int64_t quantum_ns, uint64_t now_ns, uint64_t *wait_ns);
