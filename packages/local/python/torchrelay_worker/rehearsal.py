"""One supervised run: what comes out, how long it takes, and whether rows of a batch stay apart."""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

import torch

from bits import same_bits
from failure import WorkerFailure
from frames import Value
from model import Model

_ROWS = 3
_NOT_COMPARABLE = {"batching": "not-tried", "batchingDetail": "the model answers the same input differently each time"}
# Larger differences than these are not the rounding of another kernel. (relative, absolute)
_TOLERANCE: dict[torch.dtype, tuple[float, float]] = {
    torch.float16: (1e-2, 1e-2),
    torch.bfloat16: (2e-2, 2e-2),
    torch.float32: (1e-4, 1e-5),
    torch.float64: (1e-8, 1e-10),
}


def rehearse(model: Model, examples: dict[str, Value]) -> tuple[dict[str, Any], dict[str, Value]]:
    """The report and the answers to the examples."""
    answers = model.run(examples)
    started = time.perf_counter()
    again = model.run(examples)
    duration = (time.perf_counter() - started) * 1000
    deterministic = _compare(answers, again)[0] == "equal"
    report = {
        "durationInMs": duration,
        "isDeterministic": deterministic,
        # Freezing drops the attribute, and fixes what it would decide.
        "isTrainingMode": bool(getattr(model.module, "training", False)),
        **(_rehearse_batch(model, examples) if deterministic else _NOT_COMPARABLE),
        "peakMemoryBytes": peak_memory(),
        **_peak_device_memory(model.device),
    }
    return report, answers


def _peak_device_memory(device: torch.device) -> dict[str, int]:
    """What the allocator reserved at most on the GPU so far, weights included."""
    return {"peakDeviceMemoryBytes": torch.cuda.max_memory_reserved(device)} if device.type == "cuda" else {}


def peak_memory() -> int:
    """Largest resident memory of this process so far, in bytes."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def _rehearse_batch(model: Model, examples: dict[str, Value]) -> dict[str, Any]:
    """Whether a batch of three answers what three single requests answer."""
    rows = _row_count(examples)
    if rows is None:
        return {"batching": "not-tried", "batchingDetail": "the inputs have no common leading dimension"}
    singles = [_row(examples, index, rows) for index in range(_ROWS)]
    if not any(_differ([single[name] for single in singles]) for name in examples):
        return {"batching": "not-tried", "batchingDetail": "the example's rows are all alike, which would hide that they mix"}
    try:
        answers = [model.run(single) for single in singles]
        together = model.run({name: torch.cat([s[name] for s in singles]) for name in examples})
    except WorkerFailure as failure:
        return {"batching": "differs", "batchingDetail": f"a batch of {_ROWS} fails: {failure}"}
    return _judge(answers, together)


def _row_count(examples: dict[str, Value]) -> int | None:
    """The leading dimension that all inputs share."""
    leading = {
        value.shape[0] if isinstance(value, torch.Tensor) and value.dim() > 0 else None
        for value in examples.values()
    }
    count = leading.pop() if len(leading) == 1 else None
    has_elements = all(isinstance(value, torch.Tensor) and value.numel() > 0 for value in examples.values())
    return count if has_elements else None


def _row(examples: dict[str, Any], index: int, rows: int) -> dict[str, Value]:
    """Row `index`, made different from the others: equal rows would hide that they mix."""
    return {
        name: _vary(value[index % rows : index % rows + 1], turn=index // rows, index=index)
        for name, value in examples.items()
    }


def _vary(row: torch.Tensor, *, turn: int, index: int) -> torch.Tensor:
    # Whole numbers may be indices: only values that the model was given, moved around.
    moved = row.flatten().roll(turn).reshape(row.shape)
    if not row.is_floating_point():
        return moved
    scaled = moved * (1 - index / 8)
    return scaled if bool(scaled.any()) else scaled + index / 8


def _differ(rows: list[torch.Tensor]) -> bool:
    return not any(torch.equal(rows[i], rows[j]) for i in range(len(rows)) for j in range(i))


def _judge(singles: list[dict[str, Value]], together: dict[str, Value]) -> dict[str, Any]:
    for name, value in together.items():
        if not isinstance(value, torch.Tensor) or any(len(single[name]) != 1 for single in singles):
            return {"batching": "differs", "batchingDetail": f'output "{name}" has no batch dimension'}
        if value.shape[0] != _ROWS:
            return {"batching": "differs", "batchingDetail": f'output "{name}" does not grow with the batch'}
    try:
        expected = {name: torch.cat([single[name] for single in singles]) for name in together}
    except RuntimeError:
        return {"batching": "differs", "batchingDetail": "the outputs' shapes depend on the values"}
    verdict, largest = _compare(expected, together)
    return {"batching": verdict, "largestDifference": largest}


def _compare(left: dict[str, Value], right: dict[str, Value]) -> tuple[str, float]:
    verdicts = [_compare_values(left[name], right[name]) for name in left]
    order = ("equal", "close", "differs")
    verdict = max((v for v, _ in verdicts), key=order.index, default="equal")
    return verdict, max((difference for _, difference in verdicts), default=0.0)


def _compare_values(left: Value, right: Value) -> tuple[str, float]:
    if isinstance(left, list) or isinstance(right, list):
        return ("equal" if left == right else "differs"), 0.0
    if left.shape != right.shape:
        return "differs", 0.0
    if same_bits(left, right):
        return "equal", 0.0
    relative, absolute = _TOLERANCE.get(left.dtype, (0.0, 0.0))
    a, b = left.double(), right.double()
    difference = (a - b).abs().nan_to_num(nan=0.0, posinf=0.0)
    close = torch.allclose(a, b, rtol=relative, atol=absolute, equal_nan=True)
    return ("close" if close else "differs"), float(difference.max())

