"""The protocol's datatypes and the tensors they name."""

from __future__ import annotations

import torch

# What the serving engine in the cloud takes as well.
ENGINE_DATATYPES: dict[str, torch.dtype] = {
    "BOOL": torch.bool,
    "UINT8": torch.uint8,
    "INT8": torch.int8,
    "INT16": torch.int16,
    "INT32": torch.int32,
    "INT64": torch.int64,
    "FP16": torch.float16,
    "FP32": torch.float32,
    "FP64": torch.float64,
}

DATATYPES: dict[str, torch.dtype] = ENGINE_DATATYPES | {
    "BF16": torch.bfloat16,
    "UINT16": torch.uint16,
    "UINT32": torch.uint32,
    "UINT64": torch.uint64,
}

NAMES: dict[torch.dtype, str] = {dtype: name for name, dtype in DATATYPES.items()}


def datatype_of(value: torch.Tensor | list[str]) -> str:
    """The protocol's name for what a model returned; torch's own name where the protocol has none."""
    if isinstance(value, list):
        return "BYTES"
    return NAMES.get(value.dtype, str(value.dtype))
