"""Proves that the serving environment works; what it prints is shown as advice."""

import numpy  # noqa: F401
import torch

torch.jit.script(torch.nn.Identity())

if torch.version.cuda and not torch.cuda.is_available():
    print(
        "note: pip chose PyTorch's CUDA build, gigabytes larger than this machine needs. For the CPU build set"
        " TORCHRELAY_TORCH_INDEX to the index that PyTorch's install page gives for CPU, delete .python/serving"
        " and run the same command again."
    )
