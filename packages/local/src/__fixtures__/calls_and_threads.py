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
from threads import Threads  # noqa: E402

counter = itertools.count()
Answer = Callable[[torch.Tensor], torch.Tensor]


def threads_of_calls(answer: Answer, *, seconds: float = 0.002, lone: int = 3) -> list[int]:
    def run(values: dict[str, torch.Tensor]) -> dict[str, Any]:
        time.sleep(seconds)
        return {"y": answer(values["x"])}

    model = SimpleNamespace(
        device=torch.device("cpu"), run=run, inputs=[{"name": "x", "datatype": "FP32", "shape": [-1, 4]}]
    )
    threads = Threads(1)
    threads.use(is_alone=True)
    threads.try_lone(model, lone)
    counts = []
    for is_alone in (True, False, True):
        threads.use(is_alone=is_alone)
        counts.append(torch.get_num_threads())
    return counts


def same(x: torch.Tensor) -> torch.Tensor:
    # Numbers whose rounding shows, not zeros.
    assert bool(x.any()) and not bool((x == x[0, 0]).all())
    return x * 0.1


print(
    json.dumps(
        {
            "always the same": threads_of_calls(same),
            "other bits with more threads": threads_of_calls(lambda x: x + 1e-3 * torch.get_num_threads()),
            "never the same twice": threads_of_calls(lambda x: x + next(counter)),
            "another shape with more threads": threads_of_calls(lambda x: x.repeat(torch.get_num_threads(), 1)),
            "short": threads_of_calls(same, seconds=0),
            "no more than the share": threads_of_calls(same, lone=1),
        }
    )
)
