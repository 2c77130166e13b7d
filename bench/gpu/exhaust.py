"""exhaust.py MIB: takes memory until PyTorch says that there is no more, or until it has that much."""
import sys

import torch

pieces = []
try:
    while len(pieces) * 64 < int(sys.argv[1]):
        pieces.append(torch.empty(64 << 20, dtype=torch.uint8, device="cuda"))
except torch.cuda.OutOfMemoryError as error:
    print(f"{len(pieces) * 64} MiB, then: {str(error).splitlines()[0][:120]}")
else:
    print(f"{len(pieces) * 64} MiB without an error")
free, total = torch.cuda.mem_get_info()
print(f"mem_get_info: {free >> 20} of {total >> 20} MiB free")
