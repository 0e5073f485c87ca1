"""The source of the wrapper, as a user could have written it."""

from __future__ import annotations

from .inputs import Inputs
from .outputs import Outputs

_INDENT = " " * 8


def wrapper_source(inputs: Inputs, outputs: Outputs) -> str:
    taken = "".join(f", {each.name}: {each.kind}" for each in inputs.taken)
    passed = ", ".join(f"{name}={expression}" for name, expression in inputs.passed)
    kinds = ["List[str]" if isinstance(output.value, list) else "Tensor" for output in outputs.given]
    returns = kinds[0] if len(kinds) == 1 else f"Tuple[{', '.join(kinds)}]"
    body = [f"result = self.model({passed})", *outputs.guards, *_return(outputs)]
    typing = [name for name in ("List", "Tuple") if f"{name}[" in taken + returns]
    return "\n".join(
        [
            *([f"from typing import {', '.join(typing)}", ""] if typing else []),
            "import torch",
            "from torch import Tensor, nn",
            "",
            "",
            "class Adapted(nn.Module):",
            "    def __init__(self, model: nn.Module) -> None:",
            "        super().__init__()",
            "        self.model = model",
            "",
            f"    def forward(self{taken}) -> {returns}:",
            *(_INDENT + line for line in body),
            "",
        ]
    )


def _return(outputs: Outputs) -> list[str]:
    expressions = [output.expression for output in outputs.given]
    if len(expressions) == 1:
        return [f"return {expressions[0]}"]
    lines = [f"    {output.expression},  # {output.name}" for output in outputs.given]
    return ["return (", *lines, ")"]
