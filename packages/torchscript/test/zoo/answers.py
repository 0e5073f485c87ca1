"""What PyTorch itself says about a file, as JSON."""

import json
from enum import Enum
from typing import Any

import torch
from torch import Tensor


def tensor_answer(name: str, tensor: Tensor) -> dict[str, Any]:
    strided = tensor.layout == torch.strided
    return {
        "name": name,
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "strides": list(tensor.stride()) if strided else [],
        "storageOffset": tensor.storage_offset() if strided else 0,
        "requiresGrad": tensor.requires_grad,
        "layout": str(tensor.layout).removeprefix("torch."),
    }


def text_of(value: Any, type_name: str) -> str:
    """A default as a Python literal, in the spelling that our reader uses."""
    if isinstance(value, torch.device):
        return f'torch.device("{value}")'
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, complex):
        return f"{value.real!r}+{value.imag!r}j"
    if isinstance(value, Enum):
        return f"{type_name}.{value.name}"
    if isinstance(value, tuple):
        items = ", ".join(text_of(item, "") for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, Tensor):
        return "CONSTANTS.c0"
    return repr(value)


def method_answer(method: Any) -> dict[str, Any]:
    schema = method.schema
    return {
        "name": method.name,
        "arguments": [
            {
                "name": argument.name,
                "type": argument.type.annotation_str,
                "hasDefault": argument.has_default_value(),
                "default": default_of(argument),
            }
            for argument in schema.arguments[1:]
        ],
        "returns": schema.returns[0].type.annotation_str,
    }


def methods_of(model: Any) -> list[Any]:
    return [model._c._get_method(name) for name in model._c._method_names()]


def default_of(argument: Any) -> str | None:
    if not argument.has_default_value():
        return None
    return text_of(argument.default_value, argument.type.annotation_str)


def model_answer(saved: Any, path: str, extra_names: list[str]) -> dict[str, Any]:
    extra = {name: "" for name in extra_names}
    model = torch.jit.load(path, map_location="cpu", _extra_files=extra)
    parameters = list(model.named_parameters(remove_duplicate=False))
    return {
        "parameters": [tensor_answer(name, tensor) for name, tensor in parameters],
        "distinctParameters": [name for name, _ in model.named_parameters()],
        "parameterElements": sum(tensor.numel() for tensor in model.parameters()),
        "buffers": [
            tensor_answer(name, tensor) for name, tensor in model.named_buffers(remove_duplicate=False)
        ],
        "modules": [
            [name, module.original_name] for name, module in model.named_modules(remove_duplicate=False)
        ],
        "methods": [method_answer(method) for method in methods_of(model)],
        "training": model.training if hasattr(model, "training") else None,
        "extraFiles": sorted(name for name, content in extra.items() if content != ""),
        "tracedInputs": traced_answer(saved, model),
    }


def traced_answer(saved: Any, loaded: Any) -> list[dict[str, Any]]:
    """Loading forgets the example inputs, so the model that was saved is asked; names are the file's."""
    found: list[dict[str, Any]] = []
    if isinstance(saved, torch.jit.ScriptFunction):
        return found
    for method, values in saved._c._retrieve_traced_inputs().items():
        arguments = loaded._c._get_method(method).schema.arguments[1:]
        for argument, value in zip(arguments, values, strict=True):
            found += [{"method": method, **leaf} for leaf in leaves(argument.name, value)]
    return found


def leaves(name: str, value: Any) -> list[dict[str, Any]]:
    if isinstance(value, Tensor):
        dtype = str(value.dtype).removeprefix("torch.")
        return [{"name": name, "dtype": dtype, "shape": list(value.shape)}]
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(f'{name}["{key}"]', item)]
    if isinstance(value, (list, tuple)):
        return [leaf for i, item in enumerate(value) for leaf in leaves(f"{name}[{i}]", item)]
    return []
