"""Writes models that are hard to serve, one folder per package: make_hard_models.py FOLDER

What they have in common is what goes wrong around them: odd datatypes, texts, values that JSON cannot say, memory
that is not there, a GPU that is lost.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parent))
from make_models import spec, write_package  # noqa: E402

warnings.simplefilter("ignore")


class EngineDatatypes(nn.Module):
    """One of each that the serving engine takes, every element changed in a way that its datatype allows."""

    def forward(
        self, b: Tensor, u8: Tensor, i8: Tensor, i16: Tensor, i32: Tensor, i64: Tensor, f16: Tensor, f32: Tensor,
        f64: Tensor,
    ) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        return ~b, 255 - u8, -1 - i8, -1 - i16, -1 - i32, -1 - i64, -f16, -f32, -f64


class OtherDatatypes(nn.Module):
    """Those that only PyTorch has; it computes with BF16 alone."""

    def forward(self, bf16: Tensor, u16: Tensor, u32: Tensor, u64: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        return -bf16, u16.clone(), u32.clone(), u64.clone()


class Texts(nn.Module):
    def forward(self, words: List[str]) -> Tuple[List[str], Tensor]:
        return [word.upper() for word in words], torch.tensor([len(word) for word in words])


class Doubling(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2


class Allocating(nn.Module):
    """Fills as many MiB as the first element says."""

    def forward(self, x: Tensor) -> Tensor:
        filled = torch.ones(int(x[0, 0].item()) * 1024 * 1024, dtype=torch.uint8)
        return x + filled[:1]


class Failing(nn.Module):
    """In another way for each first element."""

    def forward(self, x: Tensor) -> Tensor:
        kind = int(x[0, 0].item())
        if kind == 1:
            raise RuntimeError("CUDA error: device-side assert triggered")
        if kind == 2:
            raise ValueError("Traceback (most recent call last):\n  File \"/home/me/secret.py\", line 1, in forward")
        if kind == 3:
            return x @ x
        return x


class Point(NamedTuple):
    left: Tensor
    right: Tensor


class NamedOutputs(nn.Module):
    def forward(self, x: Tensor) -> Point:
        return Point(x + 1, x + 2)


class OptionalArgument(nn.Module):
    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        return x if mask is None else x * mask


class Flag(nn.Module):
    def forward(self, x: Tensor, twice: bool = True) -> Tensor:
        return x * 2 if twice else x


class Scale(nn.Module):
    def forward(self, x: Tensor, scale: float = 0.5) -> Tensor:
        return x * scale


class OptionalResult(nn.Module):
    def forward(self, x: Tensor) -> Optional[Tensor]:
        return x


class NestedTuple(nn.Module):
    def forward(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        return x, (x, x)


class Number(nn.Module):
    def forward(self, x: Tensor) -> int:
        return x.numel()


class Numbers(nn.Module):
    def forward(self, x: Tensor) -> List[int]:
        return x.shape


class Identity(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x


ENGINE = ["BOOL", "UINT8", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64"]
OTHER = ["BF16", "UINT16", "UINT32", "UINT64"]
x = [spec("x", "FP32", -1, 2)]
y = [spec("y", "FP32", -1, 2)]


def each(prefix: str, datatypes: list[str]) -> list[dict]:
    return [spec(f"{prefix}__{index}", datatype, -1) for index, datatype in enumerate(datatypes)]


MODELS: list[tuple[str, nn.Module, list[dict], list[dict], int]] = [
    ("engine-datatypes", EngineDatatypes(), each("in", ENGINE), each("out", ENGINE), 0),
    ("other-datatypes", OtherDatatypes(), each("in", OTHER), each("out", OTHER), 0),
    ("texts", Texts(), [spec("words", "BYTES", -1)], [spec("loud", "BYTES", -1), spec("lengths", "INT64", -1)], 0),
    ("doubling", Doubling(), [spec("x", "FP32", -1, -1, -1)], [spec("y", "FP32", -1, -1, -1)], 0),
    ("doubling-batched", Doubling(), [spec("x", "FP32", -1, -1)], [spec("y", "FP32", -1, -1)], 8),
    ("allocating", Allocating(), [spec("x", "FP32", -1, 1)], [spec("y", "FP32", -1, 1)], 0),
    ("failing", Failing(), x, y, 8),
    ("named-outputs", NamedOutputs(), x, [spec("left", "FP32", -1, 2), spec("right", "FP32", -1, 2)], 0),
    ("optional-argument", OptionalArgument(), x, y, 0),
    ("flag", Flag(), x, y, 0),
    ("scale", Scale(), x, y, 0),
    ("optional-result", OptionalResult(), x, y, 0),
    ("nested-tuple", NestedTuple(), x, y, 0),
    ("number", Number(), x, [spec("y", "INT64", 1)], 0),
    ("numbers", Numbers(), x, [spec("y", "INT64", -1)], 0),
    *((f"identity-{datatype.lower()}", Identity(), [spec("x", datatype, -1)], [spec("y", datatype, -1)], 0)
      for datatype in OTHER),
]


def main() -> None:
    for name, module, inputs, outputs, batch in MODELS:
        write_package(Path(sys.argv[1]) / name, module, inputs, outputs, batch)


if __name__ == "__main__":
    main()
