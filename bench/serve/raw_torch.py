"""PyTorch alone, without any server: a line `{"model", "batch", "threads", "seconds"}` in, `{"rowsPerSecond"}` out."""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter

import torch
from served_models import load_models

shapes = json.loads(os.environ["SHAPES"])
with torch.inference_mode():
    models = load_models()
    print("{}", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        torch.set_num_threads(order["threads"])
        model, values = models[order["model"]], torch.rand(order["batch"], *shapes[order["model"]])
        for _ in range(2):
            model(values)
        calls, start = 0, perf_counter()
        while perf_counter() - start < order["seconds"]:
            model(values)
            calls += 1
        rows_per_second = calls * order["batch"] / (perf_counter() - start)
        print(json.dumps({"rowsPerSecond": rows_per_second}), flush=True)
