"""infer.py SECONDS: answers with a small transformer and prints answers per second and the peak MiB that PyTorch reserved."""
import sys
import time

import torch

seconds = float(sys.argv[1])
torch.manual_seed(1)
layer = torch.nn.TransformerEncoderLayer(512, 8, 2048, batch_first=True)
model = torch.nn.TransformerEncoder(layer, 6, enable_nested_tensor=False).cuda().half().eval()
question = torch.randn(16, 256, 512, device="cuda", dtype=torch.half)
with torch.inference_mode():
    for _ in range(10):
        model(question)
    torch.cuda.synchronize()
    answers, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        model(question)
        torch.cuda.synchronize()
        answers += len(question)
print(f"{answers / (time.monotonic() - began):.1f} {torch.cuda.max_memory_reserved() / 2**20:.0f}")
