"""How many threads a call gets: its worker's share of the cores, or more while its deployment has no other call."""

from __future__ import annotations

import time
from typing import Any

import torch

from bits import same_bits
from datatypes import DATATYPES
from failure import WorkerFailure
from frames import Value
from model import Model, zeros_of

# Below it, waking other threads takes about what they save.
_SHORTEST_CALL_SECONDS = 1e-3


class Threads:
    """Sets what torch uses; setting it again costs less than a microsecond."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._lone = share
        # Of other shapes nothing is known.
        self._tried_shapes: dict[str, Any] = {}

    def use(self, values: dict[str, Value], *, is_alone: bool) -> None:
        has_more = is_alone and self._lone != self._share and _shapes_of(values) == self._tried_shapes
        torch.set_num_threads(self._lone if has_more else self._share)

    def try_lone(self, model: Model, count: int) -> None:
        """Gives a call that is alone `count` threads, if one with made-up numbers gives the same bits with them.

        The model is called as often as four times. What it draws from torch's random numbers is put back; what it keeps
        in itself is as after any call.
        """
        self._lone = self._share
        if count <= self._share or model.device.type != "cpu":
            return
        state = torch.get_rng_state()
        try:
            if self._gains_nothing(model, count):
                return
            self._tried_shapes = _shapes_of(_made_up(model))
            self._lone = count
        except WorkerFailure:
            # Made-up numbers need not suit a model.
            return
        finally:
            torch.set_rng_state(state)
            torch.set_num_threads(self._share)

    def _gains_nothing(self, model: Model, count: int) -> bool:
        expected, seconds = _call(model)
        # The first may have been held up by whoever else starts just now.
        again, more_seconds = _call(model)
        if min(seconds, more_seconds) < _SHORTEST_CALL_SECONDS or not _are_same(expected, again):
            return True
        torch.set_num_threads(count)
        answer, _ = _call(model)
        return not _are_same(expected, answer)


def _call(model: Model) -> tuple[dict[str, Value], float]:
    values = _made_up(model)
    started = time.perf_counter()
    answer = model.run(values)
    seconds = time.perf_counter() - started
    # What comes back may be the model's own memory, which the next call writes to.
    return {name: value.clone() if isinstance(value, torch.Tensor) else value for name, value in answer.items()}, seconds


def _made_up(model: Model) -> dict[str, Value]:
    """Each time the same."""
    generator = torch.Generator().manual_seed(0)
    return {entry["name"]: _made_up_value(entry, generator) for entry in model.inputs}


def _made_up_value(entry: dict[str, Any], generator: torch.Generator) -> Value:
    """Fractions, so that rounding shows; whole numbers may be indices, and only zero is always one."""
    zeros = zeros_of(entry)
    if isinstance(zeros, list) or not DATATYPES[entry["datatype"]].is_floating_point:
        return zeros
    return torch.rand(zeros.shape, generator=generator).to(zeros.dtype)


def _shapes_of(values: dict[str, Value]) -> dict[str, Any]:
    return {name: len(value) if isinstance(value, list) else value.shape for name, value in values.items()}


def _are_same(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return one.keys() == other.keys() and all(same_bits(value, other[name]) for name, value in one.items())
