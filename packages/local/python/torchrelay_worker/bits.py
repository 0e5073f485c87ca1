"""Whether two answers are the same to the last bit: NaN equals itself, and 0 is not -0."""

from __future__ import annotations

import torch

from frames import Value


def same_bits(one: Value, other: Value) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return one == other
    if one.shape != other.shape:
        return False
    return torch.equal(one.flatten().view(torch.uint8), other.flatten().view(torch.uint8))
