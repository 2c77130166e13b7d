// Figures as `nvidia-smi mig -lgip` and `-lgipp` print them on these cards (R550 and later drivers).
#include "mig_profiles.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MIB(n) ((uint64_t)(n) << 20)
#define STARTS(...) \
  .placement_count = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), .placement_starts = {__VA_ARGS__}
#define ENGINES(copy, decode, jpeg, ofa) .copy_engines = copy, .decoders = decode, .jpegs = jpeg, .ofas = ofa

// NVML's numbers of the profiles; _REV1 has the media engines, _REV2 twice the memory.
enum {
  ONE_SLICE = 0,
  TWO_SLICES = 1,
  THREE_SLICES = 2,
  FOUR_SLICES = 3,
  SEVEN_SLICES = 4,
  ONE_SLICE_REV1 = 7,
  TWO_SLICES_REV1 = 8,
  ONE_SLICE_REV2 = 9,
};

#define PROFILE(label, profile, ident, slice_count, sm_count, mib, most, size) \
  .name = label, .profile_id = profile, .id = ident, .slices = slice_count, .sms = sm_count, .memory_bytes = MIB(mib), \
  .instances = most, .placement_size = size

static const struct sg_mig_profile a30[] = {
  {PROFILE("1g.6gb", ONE_SLICE, 14, 1, 14, 5952, 4, 1), STARTS(0, 1, 2, 3), ENGINES(1, 1, 0, 0)},
  {PROFILE("1g.6gb+me", ONE_SLICE_REV1, 21, 1, 14, 5952, 1, 1), STARTS(0, 1, 2, 3), ENGINES(1, 1, 1, 1)},
  {PROFILE("2g.12gb", TWO_SLICES, 5, 2, 28, 11968, 2, 2), STARTS(0, 2), ENGINES(2, 2, 0, 0)},
  {PROFILE("2g.12gb+me", TWO_SLICES_REV1, 6, 2, 28, 11968, 1, 2), STARTS(0, 2), ENGINES(2, 2, 1, 1)},
  {PROFILE("4g.24gb", FOUR_SLICES, 0, 4, 56, 24000, 1, 4), STARTS(0), ENGINES(4, 4, 1, 1)},
};

// The cards of seven compute slices differ in memory, multiprocessors and engines alone.
#define ALL STARTS(0, 1, 2, 3, 4, 5, 6)
#define EVEN STARTS(0, 2, 4)
#define EVEN_AND_LAST STARTS(0, 2, 4, 6)
#define HALVES STARTS(0, 4)

static const struct sg_mig_profile a100_40[] = {
  {PROFILE("1g.5gb", ONE_SLICE, 19, 1, 14, 4864, 7, 1), ALL, ENGINES(1, 0, 0, 0)},
  {PROFILE("1g.5gb+me", ONE_SLICE_REV1, 20, 1, 14, 4864, 1, 1), ALL, ENGINES(1, 1, 1, 1)},
  {PROFILE("1g.10gb", ONE_SLICE_REV2, 15, 1, 14, 9856, 4, 2), EVEN_AND_LAST, ENGINES(1, 1, 0, 0)},
  {PROFILE("2g.10gb", TWO_SLICES, 14, 2, 28, 9856, 3, 2), EVEN, ENGINES(2, 1, 0, 0)},
  {PROFILE("3g.20gb", THREE_SLICES, 9, 3, 42, 19968, 2, 4), HALVES, ENGINES(3, 2, 0, 0)},
  {PROFILE("4g.20gb", FOUR_SLICES, 5, 4, 56, 19968, 1, 4), STARTS(0), ENGINES(4, 2, 0, 0)},
  {PROFILE("7g.40gb", SEVEN_SLICES, 0, 7, 98, 40192, 1, 8), STARTS(0), ENGINES(7, 5, 1, 1)},
};

static const struct sg_mig_profile a100_80[] = {
  {PROFILE("1g.10gb", ONE_SLICE, 19, 1, 14, 9728, 7, 1), ALL, ENGINES(1, 0, 0, 0)},
  {PROFILE("1g.10gb+me", ONE_SLICE_REV1, 20, 1, 14, 9728, 1, 1), ALL, ENGINES(1, 1, 1, 1)},
  {PROFILE("1g.20gb", ONE_SLICE_REV2, 15, 1, 14, 19968, 4, 2), EVEN_AND_LAST, ENGINES(1, 1, 0, 0)},
  {PROFILE("2g.20gb", TWO_SLICES, 14, 2, 28, 19968, 3, 2), EVEN, ENGINES(2, 1, 0, 0)},
  {PROFILE("3g.40gb", THREE_SLICES, 9, 3, 42, 40192, 2, 4), HALVES, ENGINES(3, 2, 0, 0)},
  {PROFILE("4g.40gb", FOUR_SLICES, 5, 4, 56, 40192, 1, 4), STARTS(0), ENGINES(4, 2, 0, 0)},
  {PROFILE("7g.80gb", SEVEN_SLICES, 0, 7, 98, 80896, 1, 8), STARTS(0), ENGINES(7, 5, 1, 1)},
};

static const struct sg_mig_profile h100[] = {
  {PROFILE("1g.10gb", ONE_SLICE, 19, 1, 16, 9984, 7, 1), ALL, ENGINES(1, 1, 1, 0)},
  {PROFILE("1g.10gb+me", ONE_SLICE_REV1, 20, 1, 16, 9984, 1, 1), ALL, ENGINES(1, 1, 1, 1)},
  {PROFILE("1g.20gb", ONE_SLICE_REV2, 15, 1, 26, 20096, 4, 2), EVEN_AND_LAST, ENGINES(1, 1, 1, 0)},
  {PROFILE("2g.20gb", TWO_SLICES, 14, 2, 32, 20096, 3, 2), EVEN, ENGINES(2, 2, 2, 0)},
  {PROFILE("3g.40gb", THREE_SLICES, 9, 3, 60, 40448, 2, 4), HALVES, ENGINES(3, 3, 3, 0)},
  {PROFILE("4g.40gb", FOUR_SLICES, 5, 4, 64, 40448, 1, 4), STARTS(0), ENGINES(4, 4, 4, 0)},
  {PROFILE("7g.80gb", SEVEN_SLICES, 0, 7, 132, 81152, 1, 8), STARTS(0), ENGINES(8, 7, 7, 1)},
};

static const struct sg_mig_profile h100_pcie[] = {
  {PROFILE("1g.10gb", ONE_SLICE, 19, 1, 14, 9984, 7, 1), ALL, ENGINES(1, 1, 1, 0)},
  {PROFILE("1g.10gb+me", ONE_SLICE_REV1, 20, 1, 14, 9984, 1, 1), ALL, ENGINES(1, 1, 1, 1)},
  {PROFILE("1g.20gb", ONE_SLICE_REV2, 15, 1, 14, 20096, 4, 2), EVEN_AND_LAST, ENGINES(1, 1, 1, 0)},
  {PROFILE("2g.20gb", TWO_SLICES, 14, 2, 30, 20096, 3, 2), EVEN, ENGINES(2, 2, 2, 0)},
  {PROFILE("3g.40gb", THREE_SLICES, 9, 3, 46, 40448, 2, 4), HALVES, ENGINES(3, 3, 3, 0)},
  {PROFILE("4g.40gb", FOUR_SLICES, 5, 4, 62, 40448, 1, 4), STARTS(0), ENGINES(4, 4, 4, 0)},
  {PROFILE("7g.80gb", SEVEN_SLICES, 0, 7, 114, 81152, 1, 8), STARTS(0), ENGINES(8, 7, 7, 1)},
};

static const struct sg_mig_profile h200[] = {
  {PROFILE("1g.18gb", ONE_SLICE, 19, 1, 16, 16384, 7, 1), ALL, ENGINES(1, 1, 1, 0)},
  {PROFILE("1g.18gb+me", ONE_SLICE_REV1, 20, 1, 16, 16384, 1, 1), ALL, ENGINES(1, 1, 1, 1)},
  {PROFILE("1g.35gb", ONE_SLICE_REV2, 15, 1, 26, 33280, 4, 2), EVEN_AND_LAST, ENGINES(1, 1, 1, 0)},
  {PROFILE("2g.35gb", TWO_SLICES, 14, 2, 32, 33280, 3, 2), EVEN, ENGINES(2, 2, 2, 0)},
  {PROFILE("3g.71gb", THREE_SLICES, 9, 3, 60, 71168, 2, 4), HALVES, ENGINES(3, 3, 3, 0)},
  {PROFILE("4g.71gb", FOUR_SLICES, 5, 4, 64, 71168, 1, 4), STARTS(0), ENGINES(4, 4, 4, 0)},
  {PROFILE("7g.141gb", SEVEN_SLICES, 0, 7, 132, 143360, 1, 8), STARTS(0), ENGINES(8, 7, 7, 1)},
};

const struct sg_mig_layout sg_mig_a30 = {4, COUNT(a30), a30};
const struct sg_mig_layout sg_mig_a100_40 = {8, COUNT(a100_40), a100_40};
const struct sg_mig_layout sg_mig_a100_80 = {8, COUNT(a100_80), a100_80};
const struct sg_mig_layout sg_mig_h100 = {8, COUNT(h100), h100};
const struct sg_mig_layout sg_mig_h100_pcie = {8, COUNT(h100_pcie), h100_pcie};
const struct sg_mig_layout sg_mig_h200 = {8, COUNT(h200), h200};
