"""Makes two small models with PyTorch: one that looks at pictures, one that reads texts."""

import sys
from pathlib import Path

import torch
from torch import Tensor, nn

folder = Path(sys.argv[1])


class Colours(nn.Module):
    """Says how red, green and blue a picture is: no network, but the same input as one."""

    def forward(self, image: Tensor) -> Tensor:
        return image.mean((2, 3)).softmax(1)


class Moods(nn.Module):
    """Says how glad a sentence is: the sum of its words' weights, padding left out."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weights", torch.tensor([0.0, 0.0, 2.0, 1.0, -1.0, -2.0, 0.0]))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        return (self.weights[input_ids] * attention_mask).sum(1, keepdim=True).sigmoid()


torch.jit.script(Colours()).save(str(folder / "colours.pt"))
torch.jit.script(Moods()).save(str(folder / "moods.pt"))
