"""How the arguments of the model are made of what the wrapper takes: tensors and lists of strings."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from typing import Any

import torch

from binding import takes_dictionary

from .errors import not_adaptable, value_needed

_NUMBERS = {"int": torch.int64, "float": torch.float64, "bool": torch.bool}
_CONSTANTS = {"int": int, "float": float, "bool": bool, "str": str}
_OPTIONAL = re.compile(r"^Optional\[(.*)\]$", re.DOTALL)
_TAKEN = {"self", "result"}


@dataclass
class Input:
    """One argument of the wrapper's forward, and a value to try it with."""

    name: str
    # `Tensor` or `List[str]`.
    kind: str
    value: Any


@dataclass
class Inputs:
    """What the wrapper takes, and how the model is called with it."""

    taken: list[Input] = field(default_factory=list)
    # The expressions that the model is called with, by argument.
    passed: list[tuple[str, str]] = field(default_factory=list)
    # The values that the model itself is called with, to compare.
    original: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    def take(self, name: str, kind: str, value: Any) -> str:
        identifier = _identifier(name)
        if identifier in _TAKEN or any(each.name == identifier for each in self.taken):
            raise not_adaptable(f'two inputs would be called "{identifier}"')
        self.taken.append(Input(identifier, kind, value))
        return identifier


def plan_inputs(arguments: list[Any], examples: dict[str, Any], constants: dict[str, Any]) -> Inputs:
    """Examples of a list or dictionary are called `argument.0` or `argument.key`."""
    names = [argument.name for argument in arguments]
    for name in constants:
        if name not in names:
            raise value_needed(f'forward takes no "{name}", which is to be set; it takes {", ".join(names)}')
    inputs = Inputs()
    if takes_dictionary(arguments):
        # The engine knows its inputs by the dictionary's keys, and so do the examples.
        _take_dictionary(inputs, names[0], examples)
        return inputs
    for argument in arguments:
        _plan(inputs, argument, examples, constants)
    if not inputs.taken:
        raise not_adaptable("nothing would be left to ask it with: every argument is set")
    return inputs


def _plan(inputs: Inputs, argument: Any, examples: dict[str, Any], constants: dict[str, Any]) -> None:
    name, kind = argument.name, argument.type.annotation_str
    inner = _OPTIONAL.match(kind)
    is_given = name in examples or any(key.startswith(f"{name}.") for key in examples)
    if name in constants:
        _set(inputs, name, inner[1] if inner else kind, constants[name])
    elif not is_given and argument.has_default_value():
        inputs.changes.append(f'"{name}" keeps its default, {argument.default_value!r}')
    elif not is_given and inner:
        inputs.changes.append(f'"{name}" is None')
        _pass(inputs, name, "None", None)
    else:
        _take(inputs, name, inner[1] if inner else kind, examples)


def _set(inputs: Inputs, name: str, kind: str, text: str) -> None:
    if kind not in _CONSTANTS:
        raise not_adaptable(f'argument "{name}" is {kind}, and only int, float, bool and str can be set')
    value = _parse(name, kind, text)
    inputs.changes.append(f'"{name}" is {value!r}')
    # What has no literal in TorchScript is written as what gives it.
    is_literal = kind != "float" or value - value == 0
    _pass(inputs, name, repr(value) if is_literal else f'float("{value!r}")', value)


def _parse(name: str, kind: str, text: str) -> Any:
    if kind == "bool":
        if text.lower() not in ("true", "false"):
            raise value_needed(f'"{name}" is bool, and "{text}" is neither true nor false')
        return text.lower() == "true"
    try:
        return _CONSTANTS[kind](text)
    except ValueError:
        raise value_needed(f'"{name}" is {kind}, which "{text}" is not') from None


def _take(inputs: Inputs, name: str, kind: str, examples: dict[str, Any]) -> None:
    if kind in _NUMBERS:
        _take_number(inputs, name, kind, examples)
    elif kind == "Dict[str, Tensor]":
        _take_many(inputs, name, examples, lambda parts: "{" + ", ".join(f"{k!r}: {v}" for k, v in parts) + "}", dict)
    elif kind == "List[Tensor]":
        _take_many(inputs, name, examples, lambda parts: "[" + ", ".join(v for _, v in parts) + "]", _values)
    elif re.fullmatch(r"Tuple\[Tensor(, Tensor)*\]", kind):
        _take_many(inputs, name, examples, lambda parts: "(" + "".join(f"{v}, " for _, v in parts) + ")", _tuple)
    elif kind in ("Tensor", "List[str]"):
        example = _example(name, kind, examples)
        expression, value = _take_tensor(inputs, name, example)
        _pass(inputs, name, expression, value)
    else:
        can_be_set = ": give it a value that stays, with set" if kind in _CONSTANTS else ""
        raise not_adaptable(f'argument "{name}" of forward is {kind}, which no tensor can be made into{can_be_set}')


def _take_dictionary(inputs: Inputs, name: str, examples: dict[str, Any]) -> None:
    if not examples:
        raise value_needed(f'argument "{name}" of forward is a dictionary of tensors: give an example for each key')
    taken = {key: _take_tensor(inputs, key, value) for key, value in examples.items()}
    parts = ", ".join(f"{key!r}: {expression}" for key, (expression, _) in taken.items())
    _pass(inputs, name, "{" + parts + "}", {key: value for key, (_, value) in taken.items()})


def _example(name: str, kind: str, examples: dict[str, Any]) -> Any:
    if name not in examples:
        raise value_needed(f'argument "{name}" of forward is {kind}, and no example is given for it')
    value = examples[name]
    if isinstance(value, list) != (kind == "List[str]"):
        raise value_needed(f'argument "{name}" of forward is {kind}, which its example is not')
    return value


def _take_number(inputs: Inputs, name: str, kind: str, examples: dict[str, Any]) -> None:
    if name not in examples:
        raise value_needed(f'argument "{name}" of forward is {kind}: give it a value that stays, or an example to take it as a tensor')
    value = examples[name]
    if isinstance(value, list) or value.numel() != 1:
        raise value_needed(f'argument "{name}" of forward is {kind}, so its example has to be one number')
    tensor = value.reshape([1]).to(_NUMBERS[kind])
    identifier = inputs.take(name, "Tensor", tensor)
    inputs.changes.append(f'"{name}" is a tensor of one element in place of {kind}')
    _pass(inputs, name, f"{kind}({identifier}.item())", _CONSTANTS[kind](tensor.item()))


def _take_many(inputs: Inputs, name: str, examples: dict[str, Any], write: Any, collect: Any) -> None:
    """A list, tuple or dictionary of tensors: one input for each that the examples have."""
    prefix = f"{name}."
    keys = [key.removeprefix(prefix) for key in examples if key.startswith(prefix)]
    if not keys:
        raise value_needed(f'argument "{name}" of forward holds several tensors: give an example for each, as "{name}.0" or "{name}.key"')
    taken = {key: _take_tensor(inputs, f"{name}_{key}", examples[prefix + key]) for key in keys}
    inputs.changes.append(f'"{name}" is made of {", ".join(_identifier(f"{name}_{key}") for key in keys)}')
    expression = write([(key, expression) for key, (expression, _) in taken.items()])
    _pass(inputs, name, expression, collect((key, value) for key, (_, value) in taken.items()))


def _values(pairs: Any) -> list[Any]:
    return [value for _, value in pairs]


def _tuple(pairs: Any) -> tuple[Any, ...]:
    return tuple(_values(pairs))


def _take_tensor(inputs: Inputs, name: str, value: Any) -> tuple[str, Any]:
    """The expression for the model's own argument, and its value."""
    if isinstance(value, list):
        return inputs.take(name, "List[str]", value), value
    if value.dtype == torch.bfloat16:
        identifier = inputs.take(name, "Tensor", value.to(torch.float32))
        inputs.changes.append(f'"{identifier}" is FP32 in place of BF16')
        return f"{identifier}.to(torch.bfloat16)", value
    if value.dim() == 0:
        identifier = inputs.take(name, "Tensor", value.reshape([1]))
        inputs.changes.append(f'"{identifier}" has one dimension of one element in place of none')
        return f"{identifier}.reshape([])", value
    return inputs.take(name, "Tensor", value), value


def _pass(inputs: Inputs, name: str, expression: str, value: Any) -> None:
    inputs.passed.append((name, expression))
    inputs.original[name] = value


def _identifier(name: str) -> str:
    identifier = re.sub(r"\W", "_", name, flags=re.ASCII)
    if not identifier.isidentifier():
        identifier = f"_{identifier}"
    return f"{identifier}_" if keyword.iskeyword(identifier) else identifier
