"""The largest resident memory of a process that loads a model and runs it: python measure_resident.py MODEL-FILE SIZE..."""

import resource
import sys

import torch

_, path, *sizes = sys.argv
model = torch.jit.load(path)
with torch.inference_mode():
    for _ in range(2):
        model(torch.zeros([int(size) for size in sizes]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
