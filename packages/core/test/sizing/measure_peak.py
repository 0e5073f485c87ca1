"""
Measures what running models takes: python measure_peak.py FOLDER cpu|cuda BATCH,BATCH,... KIND...

Makes a model of each kind and writes it to FOLDER/KIND.pt as TorchScript. Then prints, for each batch, a line of JSON
with the largest number of bytes that PyTorch's allocator held at once: on a GPU as it reserved them, with the weights;
on a CPU as tensors asked for them, without. The first batch that does not fit ends the sweep, and its line says so.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from serving_models import Kind, kinds

warm_up_runs = 2


def make(kind: Kind, path: str) -> torch.jit.ScriptModule:
    torch.manual_seed(0)
    model = kind.build().eval()
    made = torch.jit.script(model) if kind.scripted else torch.jit.trace(model, kind.inputs(1), check_trace=False, strict=False)
    torch.jit.save(made, path)
    return torch.jit.load(path)


def peak_on_cpu(model: torch.jit.ScriptModule, inputs: tuple[Tensor, ...]) -> int:
    """From the allocations that the profiler saw, inputs added: they were there before."""
    from torch.profiler import ProfilerActivity, profile

    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        output = model(*inputs)
    del output
    held = largest = 0
    for event in profiler.profiler.kineto_results.events():
        if event.name() == "[memory]":
            held += event.nbytes()
            largest = max(largest, held)
    return largest + sum(value.nbytes for value in inputs)


def peak_on_gpu(model: torch.jit.ScriptModule, inputs: tuple[Tensor, ...]) -> int:
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    for _ in range(warm_up_runs):
        model(*inputs)
    torch.cuda.synchronize()
    return torch.cuda.max_memory_reserved()


def make_inputs(kind: Kind, batch: int, device: str) -> tuple[Tensor, ...]:
    """On the device itself: what fills a GPU need not fit in the machine's RAM."""
    with torch.device(device):
        return kind.inputs(batch)


def tell(**measured: Any) -> None:
    print(json.dumps(measured), flush=True)


def sweep(name: str, path: str, device: str, batches: list[int]) -> None:
    kind = kinds[name]
    model = make(kind, path).to(device)
    measure = peak_on_gpu if device == "cuda" else peak_on_cpu
    for _ in range(warm_up_runs):
        model(*make_inputs(kind, 1, device))
    for batch in batches:
        try:
            inputs = make_inputs(kind, batch, device)
            peak = measure(model, inputs)
        except torch.cuda.OutOfMemoryError:
            tell(kind=name, batch=batch, outOfMemory=True)
            return
        tell(kind=name, batch=batch, peakBytes=peak, inputs=[_described(value) for value in inputs])
        del inputs


def _described(value: Tensor) -> dict[str, Any]:
    return {"datatype": "FP32" if value.is_floating_point() else "INT64", "shape": list(value.shape)}


def main(folder: str, device: str, batches: str, *names: str) -> None:
    with torch.inference_mode():
        for name in names:
            sweep(name, str(Path(folder) / f"{name}.pt"), device, [int(batch) for batch in batches.split(",")])
            if device == "cuda":
                torch.cuda.empty_cache()


if __name__ == "__main__":
    main(*sys.argv[1:])
