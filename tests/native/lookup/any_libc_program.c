// Needs nothing that not every libc has.
#include <unistd.h>

int main(void) { return write(1, "done\n", 5) != 5; }
