"""train.py SECONDS: trains a small network and prints batches per second and the peak MiB that PyTorch reserved."""
import sys
import time

import torch

seconds = float(sys.argv[1])
torch.manual_seed(1)
device = torch.device("cuda:0")
model = torch.nn.Sequential(torch.nn.Conv2d(3, 64, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(64, 128, 3, stride=2, padding=1),
                            torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(128 * 64, 1024),
                            torch.nn.ReLU(), torch.nn.Linear(1024, 10)).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
images = torch.randn(128, 3, 64, 64, device=device)
labels = torch.randint(10, (128,), device=device)


def batch():
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


first = batch()
for _ in range(10):
    batch()
batches, began = 0, time.monotonic()
while time.monotonic() - began < seconds:
    last = batch()
    batches += 1
assert last < first, f"it does not learn: {first} to {last}"
print(f"{batches / (time.monotonic() - began):.1f} {torch.cuda.max_memory_reserved() / 2**20:.0f}")
