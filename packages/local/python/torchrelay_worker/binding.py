"""Which tensor is which argument, and which result has which name: the serving engine's rules.

Source: Triton's PyTorch backend, `ModelInstanceState::GetNamingConvention` and `ValidateInputs` (2026-05).
"""

from __future__ import annotations

import re
from typing import Any

from failure import WorkerFailure

_INDEXED = re.compile(r"^.*?__(\d+)$")
_TEXTS = "List[str]"
_DICTIONARY = "Dict[str, Tensor]"


def forward_arguments(model: Any) -> list[Any]:
    """The arguments of `forward` after `self`, as torch's schema gives them."""
    return list(model.forward.schema.arguments)[1:]


def takes_dictionary(arguments: list[Any]) -> bool:
    return len(arguments) == 1 and _type_of(arguments[0]) == _DICTIONARY


def check_arguments(arguments: list[Any], *, strict: bool) -> list[Any]:
    """The arguments that tensors are bound to. Raises for what the engine does not take."""
    if takes_dictionary(arguments):
        return arguments
    bound = []
    for argument in arguments:
        if _type_of(argument) in ("Tensor", _TEXTS):
            bound.append(argument)
        elif strict or not argument.has_default_value():
            raise WorkerFailure(
                "unsupported-input",
                f'argument "{argument.name}" of forward is {_type_of(argument)}; the serving engine takes '
                "tensors, lists of strings, or one dictionary of tensors",
            )
    return bound


def check_result(model: Any) -> None:
    """Refuses by its declared type what the engine cannot return."""
    declared = model.forward.schema.returns[0].type
    kinds = list(declared.elements()) if declared.kind() == "TupleType" else [declared]
    for kind in kinds:
        text = kind.annotation_str
        if text not in ("Tensor", _TEXTS, "Any"):
            raise WorkerFailure(
                "unsupported-output",
                f"forward returns {text}; the serving engine returns tensors, lists of strings, or a tuple of these",
            )


def argument_order(names: list[str], arguments: list[Any]) -> list[str]:
    """The input names in the order of forward's arguments."""
    if len(names) != len(arguments):
        raise WorkerFailure(
            "unsupported-input",
            f"forward takes {len(arguments)} inputs and the signature declares {len(names)}",
        )
    expected = [argument.name for argument in arguments]
    if set(names) <= set(expected):
        return expected
    by_index = indices(names)
    if by_index is None:
        return names
    if sorted(by_index) != list(range(len(names))):
        raise WorkerFailure("unsupported-input", f"the indices in the input names {names} do not count from 0 up")
    return [name for _, name in sorted(zip(by_index, names, strict=True))]


def result_positions(names: list[str]) -> list[int]:
    """Which of the model's results each output name stands for."""
    return indices(names) or list(range(len(names)))


def indices(names: list[str]) -> list[int] | None:
    """The numbers after `__`, when every name has one."""
    matches = [_INDEXED.match(name) for name in names]
    return [int(match[1]) for match in matches if match] if all(matches) else None


def _type_of(argument: Any) -> str:
    return argument.type.annotation_str
