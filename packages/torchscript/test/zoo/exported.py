"""Programs of torch.export, saved as .pt2, with what PyTorch says about them after loading."""

import os
from typing import Any, Callable, NamedTuple

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram, export

from plain import Cnn, Mlp


class Structured(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 3)
        self.second = nn.Linear(4, 3)
        self.second.weight = self.first.weight
        self.register_buffer("mean", torch.zeros(4))
        self.register_buffer("lost", torch.ones(4), persistent=False)
        self.scale = torch.ones(4)

    def forward(self, batch: dict[str, Tensor], y: Tensor, n: int = 2, *, flag: bool = True):
        x = batch["ids"] - self.mean - self.lost
        return {"scores": self.first(x) * n + self.scale.sum() + self.second(y), "x": [x, y + 1]}


class Halves(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 4).to(torch.bfloat16)
        self.register_buffer("window", torch.arange(12).reshape(3, 4)[1:].t())

    def forward(self, pair: tuple[Tensor, Tensor], rest: list[Tensor]) -> tuple[Tensor, Tensor]:
        return self.fc(pair[0] + pair[1]), torch.cat(rest)


class Counting(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        self.calls.add_(1)
        return x[::2]


class Twice(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, x, x[:1]])


def structured() -> ExportedProgram:
    rows = Dim("rows", min=2, max=64)
    shapes = {"batch": {"ids": {0: rows}}, "y": {0: rows}, "flag": None}
    inputs = ({"ids": torch.randn(5, 4)}, torch.randn(5, 4))
    return export(Structured().eval(), inputs, {"flag": True}, dynamic_shapes=shapes)


def halves() -> ExportedProgram:
    x = torch.randn(2, 4, dtype=torch.bfloat16)
    return export(Halves().eval(), ((x, x), [torch.ones(2), torch.ones(3)]))


programs: dict[str, Callable[[], ExportedProgram]] = {
    "mlp": lambda: export(Mlp().eval(), (torch.randn(3, 8),)),
    "cnn": lambda: export(Cnn().eval(), (torch.randn(1, 3, 16, 16),)),
    "structured": structured,
    "halves": halves,
    "counting": lambda: export(
        Counting(), (torch.randn(8),), dynamic_shapes={"x": {0: Dim("n", min=4)}}
    ),
    "twice": lambda: export(Twice(), (torch.randn(8),), dynamic_shapes={"x": {0: Dim.AUTO}}),
}


def save_exported(folder: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name, make in programs.items():
        path = os.path.join(folder, f"{name}.pt2")
        torch.export.save(make(), path, extra_files={"note.txt": name})
        answers[name] = answer(torch.export.load(path))
    return answers


def answer(program: ExportedProgram) -> dict[str, Any]:
    signature = program.graph_signature
    return {
        "torch": torch.__version__,
        "parameters": [of(name, tensor) for name, tensor in program.named_parameters()],
        "buffers": [of(name, tensor) for name, tensor in program.named_buffers()],
        "constants": sorted(signature.lifted_tensor_constants),
        "userInputs": len(signature.user_inputs),
        "userOutputs": len(signature.user_outputs),
        "inputShapes": shapes(program, signature.user_inputs),
        "outputShapes": shapes(program, signature.user_outputs),
        "ranges": {
            str(symbol): [int(bounds.lower), None if bounds.upper > 2**40 else int(bounds.upper)]
            for symbol, bounds in program.range_constraints.items()
        },
    }


def of(name: str, tensor: Tensor) -> dict[str, Any]:
    return {
        "name": name,
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "strides": list(tensor.stride()),
        "requiresGrad": tensor.requires_grad,
    }


def shapes(program: ExportedProgram, names: tuple[Any, ...]) -> list[Any]:
    values = {node.name: node.meta.get("val") for node in program.graph.nodes}
    return [shape_of(values.get(name)) for name in names]


def shape_of(value: Any) -> Any:
    if not isinstance(value, Tensor):
        return None
    dtype = str(value.dtype).removeprefix("torch.")
    return {"dtype": dtype, "shape": [s if isinstance(s, int) else str(s) for s in value.shape]}
