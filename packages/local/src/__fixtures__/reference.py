"""What PyTorch answers without any server: reads requests from standard input, writes the answers.

Each request: {"modelPath", "threads", "inputs": [{"datatype", "shape", "base64"}]}
Each answer:  [{"shape", "base64"}]
"""

from __future__ import annotations

import base64
import ctypes
import json
import sys
import warnings

import torch

warnings.simplefilter("ignore")
DTYPES = {"FP32": torch.float32, "INT64": torch.int64}


def tensor(entry: dict) -> torch.Tensor:
    data = bytearray(base64.b64decode(entry["base64"]))
    return torch.frombuffer(data, dtype=DTYPES[entry["datatype"]]).reshape(entry["shape"]).clone()


def entry(value: torch.Tensor) -> dict:
    value = value.contiguous()
    data = ctypes.string_at(value.data_ptr(), value.numel() * value.element_size())
    return {"shape": list(value.shape), "base64": base64.b64encode(data).decode()}


def answer(request: dict) -> list[dict]:
    torch.set_num_threads(request["threads"])
    module = torch.jit.load(request["modelPath"], map_location="cpu")
    with torch.inference_mode():
        result = module(*[tensor(value) for value in request["inputs"]])
    return [entry(value) for value in (result if isinstance(result, tuple) else (result,))]


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))
