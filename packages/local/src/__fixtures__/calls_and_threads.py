"""Prints how many threads calls have for models that answer in one way or another: calls_and_threads.py WORKER"""

from __future__ import annotations

import itertools
import json
import sys
import time
from types import SimpleNamespace
from typing import Any, Callable

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402
from failure import WorkerFailure  # noqa: E402
from threads import Threads  # noqa: E402

counter = itertools.count()
kept = torch.empty(1, 4)
Answer = Callable[[torch.Tensor], torch.Tensor]


def threads_of_calls(answer: Answer, *, seconds: float = 0.002, lone: int = 3, shape: tuple[int, ...] = (1, 4)) -> list[int]:
    def run(values: dict[str, torch.Tensor]) -> dict[str, Any]:
        time.sleep(seconds)
        return {"y": answer(values["x"])}

    model = SimpleNamespace(
        device=torch.device("cpu"), run=run, inputs=[{"name": "x", "datatype": "FP32", "shape": [-1, 4]}]
    )
    threads = Threads(1)
    threads.try_lone(model, lone)
    counts = [torch.get_num_threads()]
    for is_alone in (True, False, True):
        threads.use({"x": torch.zeros(shape)}, is_alone=is_alone)
        counts.append(torch.get_num_threads())
    return counts


def same(x: torch.Tensor) -> torch.Tensor:
    # Numbers whose rounding shows, not zeros.
    assert bool(x.any()) and not bool((x == x[0, 0]).all())
    return x * 0.1


def refuse(x: torch.Tensor) -> torch.Tensor:
    raise WorkerFailure("unsupported-output", "not this")


def draws_before_and_after() -> bool:
    """Whether the model's own random numbers are what they would have been."""
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    threads_of_calls(lambda x: x + torch.rand(1))
    return torch.equal(torch.rand(3), expected)


print(
    json.dumps(
        {
            "always the same": threads_of_calls(same),
            "always the same, of a shape that was not tried": threads_of_calls(same, shape=(2, 4)),
            "other bits with more threads": threads_of_calls(lambda x: x + 1e-3 * torch.get_num_threads()),
            "such bits in its own memory": threads_of_calls(lambda x: kept.copy_(x + 1e-3 * torch.get_num_threads())),
            "such bits in its input": threads_of_calls(lambda x: x.add_(1e-3 * torch.get_num_threads())),
            "the same in its input": threads_of_calls(lambda x: x.add_(1)),
            "never the same twice": threads_of_calls(lambda x: x + next(counter)),
            "another shape with more threads": threads_of_calls(lambda x: x.repeat(torch.get_num_threads(), 1)),
            "refuses made-up numbers": threads_of_calls(refuse),
            "short": threads_of_calls(same, seconds=0),
            "no more than the share": threads_of_calls(same, lone=1),
            "draws as before": draws_before_and_after(),
        }
    )
)
