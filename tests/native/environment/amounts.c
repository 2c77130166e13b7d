// Which texts are amounts of bytes, and of how many. The original reads with strtoul, base 0, ignores what follows and takes 0
// for unlimited; where it differs, the comment says what it made of the text.
#include "check.h"
#include "environment/amount.h"

#include <stdint.h>

#define KI UINT64_C(1024)
#define MI (KI * KI)
#define GI (KI * MI)

struct good {
  const char *text;
  uint64_t bytes;
};

static const struct good good[] = {
  // What the plugin writes.
  {"3000m", 3000 * MI}, {"40960m", 40960 * MI}, {"0m", 0}, {"1m", MI},
  {"0", 0}, {"1", 1}, {"1073741824", GI}, {"18446744073709551615", UINT64_MAX},
  {"1k", KI}, {"1K", KI}, {"1M", MI}, {"1g", GI}, {"1G", GI},
  {"1ki", KI}, {"1Ki", KI}, {"1mI", MI}, {"1GI", GI},
  {"1KB", KI}, {"1mb", MI},
  {"1gb", GI},                // 1 byte
  {"2GiB", 2 * GI},           // 2 bytes
  {"1.5g", GI + GI / 2},      // 1 GiB
  {"1.5GiB", GI + GI / 2},
  {"0.5k", 512}, {"1.0k", KI}, {"1.000000000000000000000000000000k", KI},
  // Exact, rounded down to a byte: 107374182.4 and 1023.9990234375.
  {"0.1g", 107374182}, {"0.9999990463256836k", 1023}, {"0.333k", 340},
  {"0.99999999999999999999999999999999999999999999g", GI - 1}, {"0.0009765625k", 1}, {"0.0009765624k", 0},
  {"1.00000000093132257461547851562500g", GI + 1}, {"1.00000000093132257461547851562499g", GI},
  {"17179869183g", 17179869183 * GI}, {"17179869183.999999999999g", UINT64_MAX},
  {"18014398509481983k", 18014398509481983 * KI},
};

static const char *const bad[] = {
  "",
  "abc", "g", "m", "-", "+", ".", ".g", "nan", "inf", "unlimited",  // 0, unlimited
  "-1",                                                             // 2^64 - 1
  "-1g", "+1g", " 1g", "1g ", "1 g", "\t1g", "1g\n", "1,5g", "1_000m",
  "0x10", "0X10m", "0x",                                            // hexadecimal
  "010", "010m", "00", "01.5g",                                     // octal
  "1.5", "1.0", "1.", "1.g", ".5g", "1.5.5g", "1..5g", "1.-5g",     // 1, 1, ...
  "1b", "1B", "1i", "1ib", "1t", "1Ti", "1p", "1gg", "1gbb", "1gbi", "1gib1", "1g5", "1mk", "1%", "1e9", "1gibi",
  "18446744073709551616", "99999999999999999999999999", "17179869184g", "18014398509481984k", "17592186044416m",  // 0, unlimited
  "18446744073709551616k", "99999999999999999999.5g",
  "\xef\xbc\x91g", "1\xc2\xa0g", "1\xffg",
};

static void check_whole(void) {
  static const struct good numbers[] = {{"0", 0}, {"30", 30}, {"100", 100}, {"18446744073709551615", UINT64_MAX}};
  static const char *const others[] = {"", "030", "0x1e", "1k", "30%", "30.5", "30.0", "-1", "+1", " 1", "1 ",
                                       "18446744073709551616", "x"};
  uint64_t number;
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    bool read = vgpu_amount_whole(numbers[i].text, &number);
    CHECK(numbers[i].text, read && number == numbers[i].bytes, "%d, %llu", read, (unsigned long long)number);
  }
  for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
    CHECK(others[i], !vgpu_amount_whole(others[i], &number), "\"%s\" is no whole number", others[i]);
  }
}

int main(void) {
  uint64_t bytes;
  for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
    bool read = vgpu_amount_bytes(good[i].text, &bytes);
    CHECK(good[i].text, read && bytes == good[i].bytes, "read: %d; %llu, not %llu", read, (unsigned long long)bytes,
          (unsigned long long)good[i].bytes);
  }
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    CHECK(bad[i], !vgpu_amount_bytes(bad[i], &bytes), "\"%s\" was read as %llu", bad[i], (unsigned long long)bytes);
  }
  check_whole();
  return CHECKS_END();
}
