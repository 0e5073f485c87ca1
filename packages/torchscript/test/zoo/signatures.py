"""Everything a method's signature can say."""

from enum import Enum
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

from registry import entry


class Color(Enum):
    RED = 1
    BLUE = 2


class Mode(Enum):
    FAST = "fast"
    EXACT = "exact"


class Scores(NamedTuple):
    logits: Tensor
    count: int


class Point(NamedTuple):
    x: Tensor
    y: Tensor


class Defaults(nn.Module):
    def forward(
        self,
        x: Tensor,
        n: int = 3,
        negative: int = -7,
        big: int = 2**40,
        rate: float = 0.1,
        tiny: float = 1e-30,
        infinite: float = float("inf"),
        minus: float = float("-inf"),
        flag: bool = True,
        text: str = "a'b\"c\n\t\\ é",
        pair: Tuple[int, float] = (1, 2.5),
        single: Tuple[int] = (1,),
        nested: Tuple[Tuple[int, int], str] = ((1, 2), "(),"),
        device: torch.device = torch.device("cuda:0"),
        dtype: torch.dtype = torch.float16,
        mask: Optional[Tensor] = None,
        sizes: Optional[List[int]] = None,
        number: complex = 1 + 2j,
    ) -> Tensor:
        return x + n


class EnumDefaults(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.color = Color.RED
        self.mode = Mode.EXACT

    def forward(self, x: Tensor, color: Color = Color.BLUE, mode: Mode = Mode.FAST) -> Tensor:
        if color == self.color or mode == self.mode:
            return x
        return -x


class TensorDefault(nn.Module):
    def forward(self, x: Tensor, scale: Tensor = torch.tensor([1.0, 2.0])) -> Tensor:  # noqa: B008
        return x * scale


class NamedTuples(nn.Module):
    def forward(self, point: Point) -> Scores:
        return Scores(point.x + point.y, 1)


class Containers(nn.Module):
    def forward(
        self,
        batch: Dict[str, Tensor],
        xs: List[Tensor],
        pairs: List[Tuple[str, Optional[Tensor]]],
        table: Dict[int, List[float]],
    ) -> Tuple[Dict[str, Tensor], List[Tensor], Optional[Tensor]]:
        return batch, xs, pairs[0][1]


class KeywordOnly(nn.Module):
    def forward(self, x: Tensor, *, scale: float) -> Tensor:
        return x * scale


@torch.jit.interface
class Scorer(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class Halver(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(0.5))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


class UsesInterface(nn.Module):
    scorer: Scorer

    def __init__(self) -> None:
        super().__init__()
        self.scorer = Halver()

    def forward(self, x: Tensor) -> Tensor:
        return self.scorer.forward(x)


class Forked(nn.Module):
    def forward(self, x: Tensor) -> torch.jit.Future[Tensor]:
        return torch.jit.fork(torch.neg, x)


class Structured(nn.Module):
    def forward(self, batch: Dict[str, Tensor], pair: Tuple[Tensor, Tensor], rest: List[Tensor]):
        return {"sum": batch["ids"] + pair[0], "rest": rest[0] + pair[1]}


@entry("defaults")
def _():
    return torch.jit.script(Defaults())


@entry("enums")
def _():
    return torch.jit.script(EnumDefaults())


@entry("tensor-default")
def _():
    return torch.jit.script(TensorDefault())


@entry("named-tuples")
def _():
    return torch.jit.script(NamedTuples())


@entry("container-arguments")
def _():
    return torch.jit.script(Containers())


@entry("keyword-only")
def _():
    return torch.jit.script(KeywordOnly())


@entry("interface")
def _():
    return torch.jit.script(UsesInterface())


@entry("future")
def _():
    return torch.jit.script(Forked())


@entry("structured-traced")
def _():
    ids, pair = torch.ones(2, 3, dtype=torch.int64), (torch.zeros(2, 3), torch.ones(4))
    example = ({"ids": ids, "mask": ids}, pair, [torch.ones(4), torch.ones(5, dtype=torch.float16)])
    return torch.jit.trace(Structured(), example, strict=False)


class Several(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(x)

    @torch.jit.export
    def encode(self, x: Tensor, scale: float = 1.0) -> Tensor:
        return self.fc(x) * scale

    @torch.jit.export
    def names(self, table: Dict[str, int]) -> List[str]:
        return [name for name in table.keys()]

    @torch.jit.export
    def nothing(self) -> None:
        return None


class Untyped(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)

    def encode(self, x):
        return self.fc(x) * 2


@entry("several-methods")
def _():
    return torch.jit.script(Several())


@entry("traced-module-methods")
def _():
    model = Untyped()
    x = torch.randn(1, 2)
    return torch.jit.trace_module(model, {"forward": x, "encode": x})
