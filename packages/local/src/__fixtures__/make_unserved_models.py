"""Writes models that the serving engine refuses, and some beside them: make_unserved_models.py FOLDER"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

warnings.simplefilter("ignore")
torch.manual_seed(7)
folder = Path(sys.argv[1])


class Dictionary(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        scores = self.linear(x)
        return {"scores": scores, "best class": scores.argmax(dim=1)}


class Nested(nn.Module):
    def forward(self, x: Tensor) -> Dict[str, Dict[str, Tensor]]:
        return {"low": {"min": x.amin(1), "sum": x.sum()}, "high": {"max": x.amax(1)}}


class Listed(nn.Module):
    """As many tensors as the input has rows."""

    def forward(self, x: Tensor) -> List[Tensor]:
        return [row * 2 for row in x]


class Bfloat16(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 3, dtype=torch.bfloat16)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class Numbers(nn.Module):
    def forward(self, x: Tensor, steps: int, scale: float = 2.0, shift: Optional[Tensor] = None) -> Tensor:
        for _ in range(steps):
            x = x * scale
        return x if shift is None else x + shift


class Scalar(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.sum()


class Answers(nn.Module):
    """What is no tensor at all."""

    def forward(self, x: Tensor) -> Tuple[int, float, bool, str, Optional[Tensor]]:
        return int(x.size(0)), float(x.sum().item()), bool(x.any().item()), "done", x


class Pair(NamedTuple):
    left: Tensor
    right: Tensor


class Named(nn.Module):
    def forward(self, x: Tensor) -> Pair:
        return Pair(x, x + 1)


class Many(nn.Module):
    def forward(self, images: List[Tensor], sizes: Dict[str, Tensor]) -> Tensor:
        return images[0] + images[1] * sizes["class"]


class Text(nn.Module):
    def forward(self, x: Tensor, mode: str) -> Tensor:
        return x * 2 if mode == "double" else x


class Anything(nn.Module):
    def forward(self, x: Tensor) -> List[List[complex]]:
        return [[complex(1.0, 2.0)]]


class Training(nn.Module):
    """Saved in training mode, in which it draws random numbers and writes into what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        x.add_(1)
        return {"y": self.dropout(x)}


class Counting(nn.Module):
    """Counts its calls, from where it was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        self.calls += 1
        return {"y": x + torch.rand(1), "calls": self.calls.clone()}


class Clock(nn.Module):
    """Answers differently each time."""

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        return {"now": x.to(torch.float64) + torch.ops.prim.TimePoint()}


class Keyed(nn.Module):
    """Keys that are no names in Python, and one output that may be missing."""

    def forward(self, batch: Dict[str, Tensor]) -> Dict[str, Optional[Tensor]]:
        return {"y": batch["0"] + batch["class"]}


class Mixed(nn.Module):
    def forward(
        self, x: Tensor, on: bool, top: float, more: Optional[List[Tensor]] = None
    ) -> Tuple[List[Tensor], Tuple[Tensor, Dict[str, List[Tensor]]]]:
        return [x.clamp(max=top) if on else x], (x, {"a": [x.sum()]})


MODELS: Dict[str, nn.Module] = {
    "dictionary": Dictionary().eval(),
    "nested": Nested(),
    "listed": Listed(),
    "bfloat16": Bfloat16().eval(),
    "numbers": Numbers(),
    "scalar": Scalar(),
    "answers": Answers(),
    "named": Named(),
    "many": Many(),
    "text": Text(),
    "anything": Anything(),
    "training": Training().train(),
    "counting": Counting(),
    "clock": Clock(),
    "keyed": Keyed(),
    "mixed": Mixed(),
}
for name, module in MODELS.items():
    torch.jit.script(module).save(str(folder / f"{name}.pt"))
