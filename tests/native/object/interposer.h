#pragma once

// How often it was called; weak: whether it is there at all.
__attribute__((weak, visibility("default"))) int interposer_calls(void);
