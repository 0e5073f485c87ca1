"""How many threads a call gets: its worker's share of the cores, or more while no other call runs."""

from __future__ import annotations

import time
from typing import Any

import torch

from datatypes import DATATYPES
from frames import Value
from model import Model, zeros_of

# Below it, waking other threads takes about what they save.
_SHORTEST_CALL_SECONDS = 1e-3


class Threads:
    """Sets what torch uses; setting it again costs less than a microsecond."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._lone = share

    def use(self, *, is_alone: bool) -> None:
        torch.set_num_threads(self._lone if is_alone else self._share)

    def try_lone(self, model: Model, count: int) -> None:
        """Gives a call that is alone `count` threads, if one with made-up numbers gives the same bits with them."""
        if count <= self._share or model.device.type != "cpu":
            return
        values = {entry["name"]: _made_up(entry) for entry in model.inputs}
        started = time.perf_counter()
        expected = model.run(values)
        if time.perf_counter() - started < _SHORTEST_CALL_SECONDS:
            return
        try:
            torch.set_num_threads(count)
            if _are_same(expected, model.run(values)):
                self._lone = count
        finally:
            torch.set_num_threads(self._share)


def _made_up(entry: dict[str, Any]) -> Value:
    """Fractions, so that rounding shows; whole numbers may be indices, and only zero is always one."""
    zeros = zeros_of(entry)
    if isinstance(zeros, list) or not DATATYPES[entry["datatype"]].is_floating_point:
        return zeros
    # Its own generator: the model's random numbers stay what they would have been.
    return torch.rand(zeros.shape, generator=torch.Generator().manual_seed(0)).to(zeros.dtype)


def _are_same(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return one.keys() == other.keys() and all(same_bits(value, other[name]) for name, value in one.items())


def same_bits(one: Value, other: Value) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return one == other
    if one.shape != other.shape:
        return False
    return torch.equal(one.flatten().view(torch.uint8), other.flatten().view(torch.uint8))
