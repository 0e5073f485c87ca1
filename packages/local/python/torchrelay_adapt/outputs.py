"""How what the model returns is made into tensors and lists of strings, in a fixed order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import torch

from .errors import not_adaptable

_CASTS = {
    torch.bfloat16: (torch.float32, "FP32 in place of BF16"),
    torch.uint16: (torch.int32, "INT32 in place of UINT16"),
    torch.uint32: (torch.int64, "INT64 in place of UINT32"),
}
_SERVED = {
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
    torch.float16, torch.float32, torch.float64,
}
_NUMBERS = {bool: torch.bool, int: torch.int64, float: torch.float64}


@dataclass
class Output:
    """One result of the wrapper: what it is called, and what it has to be."""

    name: str
    expression: str
    value: Any


@dataclass
class Outputs:
    given: list[Output] = field(default_factory=list)
    # Lines of the wrapper that stop where the model returns something else than in the example.
    guards: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def plan_outputs(returned: Any, kind: Any) -> Outputs:
    """`kind` is the type that forward declares, by which TorchScript can tell what may be missing."""
    outputs = Outputs()
    _plan(outputs, returned, kind, "result", [])
    if not outputs.given:
        raise not_adaptable("the model returned nothing")
    if not _is_flat(kind):
        outputs.changes.insert(0, f"{kind.annotation_str} is returned as {', '.join(o.name for o in outputs.given)}")
    return outputs


def _is_flat(kind: Any) -> bool:
    """Whether it is what the engine takes: a tensor, a list of strings, or a tuple of these."""
    elements = list(kind.elements()) if kind.kind() == "TupleType" else [kind]
    return all(element.annotation_str in ("Tensor", "List[str]", "Any") for element in elements)


def _plan(outputs: Outputs, value: Any, kind: Any, expression: str, path: list[str]) -> None:
    place = f'{".".join(path) or "the result"}'
    if kind.kind() == "OptionalType":
        if value is None:
            raise not_adaptable(f"{place} is None for this example: an output has to be there at each request")
        expression, kind = _present(outputs, expression), kind.getElementType()
    if isinstance(value, torch.Tensor):
        _add(outputs, value, expression, path)
    elif type(value) in _NUMBERS:
        dtype = _NUMBERS[type(value)]
        outputs.changes.append(f'"{_name(path, outputs)}" is a tensor of one element in place of {type(value).__name__}')
        _append(outputs, torch.tensor([value], dtype=dtype), f"torch.tensor([{expression}], dtype={dtype})", path)
    elif isinstance(value, str):
        outputs.changes.append(f'"{_name(path, outputs)}" is a list of one string in place of str')
        _append(outputs, [value], f"[{expression}]", path)
    elif isinstance(value, list) and kind.annotation_str == "List[str]":
        _append(outputs, value, expression, path)
    elif isinstance(value, dict) and kind.getKeyType().annotation_str == "str":
        _guard(outputs, expression, len(value))
        for key, item in value.items():
            _plan(outputs, item, kind.getValueType(), f"{expression}[{key!r}]", [*path, key])
    elif isinstance(value, list):
        _guard(outputs, expression, len(value))
        for index, item in enumerate(value):
            _plan(outputs, item, kind.getElementType(), f"{expression}[{index}]", [*path, str(index)])
    elif isinstance(value, tuple) and kind.kind() == "TupleType":
        fields = getattr(value, "_fields", [str(index) for index in range(len(value))])
        for index, (item, item_kind) in enumerate(zip(value, kind.elements(), strict=True)):
            _plan(outputs, item, item_kind, f"{expression}[{index}]", [*path, fields[index]])
    else:
        raise not_adaptable(f"{place} is {kind.annotation_str}, which no tensor can be made of")


def _present(outputs: Outputs, expression: str) -> str:
    """TorchScript knows that a value is there where a variable was looked at, and nowhere else."""
    name = f"value_{len(outputs.guards)}"
    outputs.guards += [f"{name} = {expression}", f"assert {name} is not None"]
    return name


def _guard(outputs: Outputs, expression: str, count: int) -> None:
    """Otherwise what the model returns beyond the example would be lost without a word."""
    outputs.guards.append(f"assert len({expression}) == {count}")


def _add(outputs: Outputs, value: torch.Tensor, expression: str, path: list[str]) -> None:
    name = _name(path, outputs)
    if value.dtype in _CASTS:
        dtype, change = _CASTS[value.dtype]
        value, expression = value.to(dtype), f"{expression}.to({dtype})"
        outputs.changes.append(f'"{name}" is {change}')
    if value.dtype not in _SERVED:
        raise not_adaptable(f'"{name}" is {value.dtype}, which the serving engine lacks and nothing served holds exactly')
    if value.dim() == 0:
        value, expression = value.reshape([1]), f"{expression}.reshape([1])"
        outputs.changes.append(f'"{name}" has one dimension of one element in place of none')
    _append(outputs, value, expression, path)


def _append(outputs: Outputs, value: Any, expression: str, path: list[str]) -> None:
    name = _name(path, outputs)
    if any(output.name == name for output in outputs.given):
        raise not_adaptable(f'two outputs would be called "{name}"')
    outputs.given.append(Output(name, expression, value))


def _name(path: list[str], outputs: Outputs) -> str:
    """After its keys; `OUTPUT__2` where the model gives it none."""
    if all(step.isdigit() for step in path):
        return f"OUTPUT__{len(outputs.given)}"
    return re.sub(r"[^\w-]", "_", "_".join(path))
