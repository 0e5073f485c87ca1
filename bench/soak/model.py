"""Writes the model of the soak: `python model.py <file>`. Twice its input, and work enough to be killed in."""

from __future__ import annotations

import sys

import torch
from torch import Tensor, nn


class Doubling(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weight", torch.ones(96, 96))

    def forward(self, x: Tensor) -> Tensor:
        work = self.weight
        for _ in range(4):
            work = (work @ self.weight).clamp(0.0, 1.0)
        return x * 2 + (work[0, 0] - 1)


if __name__ == "__main__":
    torch.jit.script(Doubling()).save(sys.argv[1])
