"""A TorchScript model bound to its declared inputs and outputs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import torch

from binding import (
    argument_order,
    check_arguments,
    check_result,
    forward_arguments,
    result_positions,
    takes_dictionary,
)
from datatypes import DATATYPES, ENGINE_DATATYPES, NAMES, datatype_of
from failure import WorkerFailure, from_torch
from frames import Value

# Warm-up stands in for what varies with the smallest there is.
_VARYING = 1
_WARM_UP_RUNS = 2


@dataclass
class Model:
    """`inputs` and `outputs` are the signature's entries; without `outputs` they are taken as they come."""

    module: Any
    device: torch.device
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]] | None
    strict: bool
    # Forward's argument and the input bound to it; None where forward takes one dictionary.
    bindings: list[tuple[str, str]] | None
    output_names: list[str] = field(default_factory=list)
    # Name and datatype of the output where there is one: most models, which need not pay for lists.
    only: tuple[str, str] | None = None
    # What is called: `forward` itself costs less than the module around it, which calls the module's hooks.
    call: Any = None

    def __post_init__(self) -> None:
        has_hooks = bool(self.module._forward_hooks or self.module._forward_pre_hooks)
        self.call = self.module if has_hooks else self.module.forward
        if self.outputs is not None and len(self.outputs) == 1:
            (entry,) = self.outputs
            if result_positions([entry["name"]]) == [0]:
                self.only = (entry["name"], entry["datatype"])

    def run(self, values: dict[str, Value]) -> dict[str, Value]:
        """One call of `forward`. What comes back is contiguous and on the CPU."""
        # What arrives is on the CPU.
        moved = values if self.device.type == "cpu" else {name: self._to_device(v) for name, v in values.items()}
        try:
            returned = self._forward(moved)
        except Exception as error:  # A model may raise anything.
            raise from_torch(error, "model-raised") from error
        return self._results(returned)

    def warm_up(self) -> None:
        """Runs on zeros, inside inference mode as later: the first calls profile and compile the graph."""
        values = {entry["name"]: zeros_of(entry) for entry in self.inputs}
        for _ in range(_WARM_UP_RUNS):
            self.run(values)

    def _to_device(self, value: Value) -> Value:
        return value.to(self.device) if isinstance(value, torch.Tensor) else value

    def _forward(self, values: dict[str, Value]) -> Any:
        if self.bindings is None:
            return self.call(values)
        return self.call(**{argument: values[name] for argument, name in self.bindings})

    def _results(self, returned: Any) -> dict[str, Value]:
        if self.only is not None and isinstance(returned, torch.Tensor):
            name, datatype = self.only
            return {name: self._checked(name, returned, datatype)}
        results, names = _flatten(returned, strict=self.strict)
        if self.outputs is None:
            names = _names(names, self.output_names, len(results))
            return {name: self._checked(name, value) for name, value in zip(names, results, strict=True)}
        declared = [entry["name"] for entry in self.outputs]
        positions = [names.index(name) for name in declared] if names else result_positions(declared)
        return {
            entry["name"]: self._checked(entry["name"], _pick(results, position, entry["name"]), entry["datatype"])
            for entry, position in zip(self.outputs, positions, strict=True)
        }

    def _checked(self, name: str, value: Value, expected: str | None = None) -> Value:
        actual = datatype_of(value)
        if expected is not None and actual != expected:
            raise WorkerFailure(
                "output-mismatch", f'output "{name}" is declared as {expected}, the model gives {actual}'
            )
        if isinstance(value, list):
            return value
        if value.dtype not in NAMES or (self.strict and actual not in ENGINE_DATATYPES):
            raise WorkerFailure("unsupported-output", f'output "{name}" is {actual}, which the serving engine lacks')
        if self.strict and value.dim() == 0:
            raise WorkerFailure(
                "unsupported-output", f'output "{name}" is a scalar (0 dimensions), which the serving engine refuses'
            )
        return value.detach().contiguous().cpu()


def load(
    path: str,
    *,
    device: str,
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]] | None,
    strict: bool,
    output_names: list[str] | None = None,
) -> Model:
    """Reads the archive, which may execute code of its own. Checks what can be known before the first call.

    `eval()` is deliberately not called: the serving engine does not, so a module saved in training mode
    drops out here as it will there.
    """
    target = torch.device(device)
    module = read(path, target)
    arguments = check_arguments(forward_arguments(module), strict=strict)
    if strict:
        check_result(module)
        for entry in inputs:
            _check_input(entry)
    bindings = None if takes_dictionary(arguments) else _bind(arguments, inputs)
    return Model(module, target, inputs, outputs, strict, bindings, output_names or [])


def _bind(arguments: list[Any], inputs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    order = argument_order([entry["name"] for entry in inputs], arguments)
    return [(argument.name, name) for argument, name in zip(arguments, order, strict=True)]


def read(path: str, device: torch.device) -> Any:
    """The archive as a module, with the operators that it needs where this Python has them."""
    with warnings.catch_warnings():
        # torch announces the end of TorchScript at every load.
        warnings.simplefilter("ignore")
        try:
            return torch.jit.load(path, map_location=device)
        except Exception as error:
            failure = from_torch(error, "model-unreadable")
            if failure.code != "operator-missing" or not _import_torchvision(str(error)):
                raise failure from error
        try:
            return torch.jit.load(path, map_location=device)
        except Exception as error:
            raise from_torch(error, "model-unreadable") from error


def _import_torchvision(message: str) -> bool:
    """Detection models need torchvision's operators; the engine's image has them, so we may use them too."""
    if "torchvision::" not in message:
        return False
    try:
        import torchvision  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def _check_input(entry: dict[str, Any]) -> None:
    name, datatype = entry["name"], entry["datatype"]
    if datatype not in ENGINE_DATATYPES and datatype != "BYTES":
        raise WorkerFailure("unsupported-input", f'input "{name}" is {datatype}, which the serving engine lacks')


def _flatten(returned: Any, *, strict: bool) -> tuple[list[Value], list[str]]:
    """The results in order, with names only where the model itself gives them."""
    if _is_value(returned):
        return [returned], []
    if isinstance(returned, tuple):
        for position, value in enumerate(returned):
            if not _is_value(value):
                raise _unsupported(f"result {position}", value)
        return list(returned), []
    if not strict and isinstance(returned, dict) and all(_is_value(value) for value in returned.values()):
        return list(returned.values()), [str(name) for name in returned]
    if not strict and isinstance(returned, list) and all(_is_value(value) for value in returned):
        return list(returned), []
    raise _unsupported("the result", returned)


def _is_value(value: Any) -> bool:
    return isinstance(value, torch.Tensor) or (isinstance(value, list) and all(isinstance(e, str) for e in value))


def _unsupported(what: str, value: Any) -> WorkerFailure:
    kind = type(value).__name__
    return WorkerFailure(
        "unsupported-output",
        f"{what} of the model is a {kind}; the serving engine returns tensors, lists of strings, or a tuple of these",
    )


def _pick(results: list[Value], position: int, name: str) -> Value:
    if position >= len(results):
        raise WorkerFailure(
            "output-mismatch", f'output "{name}" is declared as result {position}; the model gives {len(results)}'
        )
    return results[position]


def _names(given: list[str], wanted: list[str], count: int) -> list[str]:
    return given or [wanted[i] if i < len(wanted) else f"OUTPUT__{i}" for i in range(count)]


def zeros_of(entry: dict[str, Any]) -> Value:
    """The smallest value that the entry of a signature admits."""
    shape = [_VARYING if size < 0 else size for size in entry["shape"]]
    if entry["datatype"] == "BYTES":
        return [""] * (shape[0] if shape else 1)
    return torch.zeros(shape, dtype=DATATYPES[entry["datatype"]])
