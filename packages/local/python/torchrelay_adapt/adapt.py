"""Makes the wrapper, and shows that it answers as the model does."""

from __future__ import annotations

import importlib.util
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from binding import forward_arguments, takes_dictionary
from datatypes import datatype_of
from failure import from_torch
from model import read

from .errors import not_adaptable
from .inputs import Inputs, plan_inputs
from .outputs import Outputs, plan_outputs
from .source import wrapper_source


def adapt(model_path: str, out_path: str, examples: dict[str, Any], constants: dict[str, str]) -> dict[str, Any]:
    """The report. The wrapper is at `out_path` only where one is needed and answers the same.

    Outside inference mode, as the worker's frames are answered: a module that is saved must not hold
    tensors that were made inside it.
    """
    with torch.inference_mode(mode=False), torch.no_grad():
        model = _open(model_path)
        examples = {name: _own(value) for name, value in examples.items()}
        inputs = plan_inputs(forward_arguments(model), examples, constants)
        returned = _call(model, **inputs.original)
        outputs = plan_outputs(returned, model.forward.schema.returns[0].type)
        if _is_served(model, inputs, outputs):
            return _report(inputs, outputs, source=None, needed=False)
        source = wrapper_source(inputs, outputs)
        # Afresh: a model may have changed itself when it was called.
        _write(_open(model_path), source, out_path)
        _check(out_path, inputs, outputs)
        return _report(inputs, outputs, source=source, needed=True)


def _is_served(model: Any, inputs: Inputs, outputs: Outputs) -> bool:
    """Whether the model itself takes and gives what the wrapper would."""
    arguments = forward_arguments(model)
    takes = all(argument.type.annotation_str in ("Tensor", "List[str]") for argument in arguments)
    return (takes or takes_dictionary(arguments)) and not inputs.changes and not outputs.changes


def _write(model: Any, source: str, out_path: str) -> None:
    wrapper = _module(source).Adapted(model)
    # A module begins in training mode; the model stays in the mode in which it was saved.
    wrapper.training = bool(getattr(model, "training", False))
    try:
        torch.jit.script(wrapper).save(out_path)
    except Exception as error:
        raise from_torch(error, "not-adaptable") from error


def _module(source: str) -> Any:
    """TorchScript reads a class from its file, so there has to be one: in the process's own folder."""
    path = Path("adapted.py").resolve()
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("adapted", path)
    if spec is None or spec.loader is None:
        raise not_adaptable("the wrapper's source cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _check(out_path: str, inputs: Inputs, outputs: Outputs) -> None:
    """What was written answers what the model answers, bit for bit but for the casts that are told."""
    adapted = _open(out_path)
    answer = _call(adapted, *(taken.value for taken in inputs.taken))
    answers = list(answer) if isinstance(answer, tuple) else [answer]
    for output, value in zip(outputs.given, answers, strict=True):
        if not _same(output.value, value):
            raise not_adaptable(f'"{output.name}" of the adapted model is not what the model itself gives')


def _call(module: Any, *positional: Any, **named: Any) -> Any:
    # Both are to draw the same random numbers, where a model draws any.
    torch.manual_seed(0)
    copies = [_own(value) for value in positional]
    try:
        with _without_files():
            return module(*copies, **{name: _own(value) for name, value in named.items()})
    except Exception as error:  # A model may raise anything.
        raise from_torch(error, "model-raised") from error


def _open(path: str) -> Any:
    with _without_files():
        return read(path, torch.device("cpu"))


@contextmanager
def _without_files() -> Iterator[None]:
    """What the model runs may write no file; what we write of it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _own(value: Any) -> Any:
    """A model may write into what it is given."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_own(item) for item in value)
    return value


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, list) or isinstance(right, list):
        return left == right
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    return torch.equal(_bits(left), _bits(right))


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().contiguous().flatten().view(torch.uint8)


def _report(inputs: Inputs, outputs: Outputs, *, source: str | None, needed: bool) -> dict[str, Any]:
    return {
        "needed": needed,
        "inputs": [_spec(taken.name, taken.value) for taken in inputs.taken],
        "outputs": [_spec(output.name, output.value) for output in outputs.given],
        "changes": [*inputs.changes, *outputs.changes],
        "source": source,
    }


def _spec(name: str, value: Any) -> dict[str, Any]:
    shape = [len(value)] if isinstance(value, list) else list(value.shape)
    return {"name": name, "datatype": datatype_of(value), "shape": shape}
