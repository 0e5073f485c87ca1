"""Makes a model that Triton does not serve, BF16 in and a dictionary out: make-odd-model.py FILE"""

import sys
from typing import Dict

import torch


class Odd(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        return {"sum": x.sum(), "double": x * 2}


torch.jit.script(Odd()).save(sys.argv[1])
