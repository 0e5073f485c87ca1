"""Makes the models that packaging is tested with, by real PyTorch, in the folder given."""

import sys
import warnings
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

folder = Path(sys.argv[1])
warnings.filterwarnings("ignore")
torch.manual_seed(0)


class AddOffset(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("offset", torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.offset


class ByChance(nn.Module):
    """As a model that was saved in training mode, with dropout."""

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.rand_like(x)


class Encoder(nn.Module):
    """Like a text encoder: two integer inputs, an output per token and one per row."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(100, 8)

    def forward(self, ids: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
        tokens = self.words(ids) * mask.unsqueeze(-1)
        return tokens, tokens.sum(1)


class Fixed(nn.Module):
    """Takes four columns only, so that it does not run at twice the size."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class Mixing(nn.Module):
    """Rows of a batch influence each other."""

    def forward(self, x: Tensor) -> Tensor:
        return x - x.mean()


class Resampling(nn.Module):
    """The second output's size grows with the input's, the third's does not."""

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        return x, torch.cat([x, x], 1), x.sum(1, keepdim=True)


class Scores(NamedTuple):
    scores: Tensor
    labels: Tensor


class Named(nn.Module):
    def forward(self, x: Tensor) -> Scores:
        return Scores(x, x.argmax(-1))


class TakesDictionary(nn.Module):
    def forward(self, batch: Dict[str, Tensor]) -> Tensor:
        return batch["left"] + batch["right"]


class TakesStrings(nn.Module):
    def forward(self, texts: List[str]) -> List[str]:
        return [text.upper() for text in texts]


class TakesInteger(nn.Module):
    def forward(self, x: Tensor, repeats: int) -> Tensor:
        return x * repeats


class TakesDefault(nn.Module):
    def forward(self, x: Tensor, scale: float = 2.0) -> Tensor:
        return x * scale


class TakesOptional(nn.Module):
    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        return x if mask is None else x * mask


class TakesNothing(nn.Module):
    def forward(self) -> Tensor:
        return torch.ones(1)


class ReturnsDictionary(nn.Module):
    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        return {"y": x}


class ReturnsList(nn.Module):
    def forward(self, x: Tensor) -> List[Tensor]:
        return [x, x]


class ReturnsNested(nn.Module):
    def forward(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        return x, (x, x)


class ReturnsFloat(nn.Module):
    def forward(self, x: Tensor) -> float:
        return float(x.sum())


class ReturnsScalar(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.sum()


class ReturnsBfloat16(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.to(torch.bfloat16)


class WithoutForward(nn.Module):
    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return x


class Raises(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.zeros(3) + torch.zeros(4) + x


class WritesAtLoad(nn.Module):
    """Runs code of its own when it is loaded."""

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def __getstate__(self) -> Tuple[int, bool]:
        return 1, self.training

    @torch.jit.export
    def __setstate__(self, state: Tuple[int, bool]) -> None:
        self.training = state[1]
        torch.save(torch.ones(1), "/nowhere/written-at-load")


class ComplexIn(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.abs()


class OnDevice(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.ones(1, device=torch.device("cuda:1"))


scripted = {
    "add": AddOffset,
    "by-chance": ByChance,
    "encoder": Encoder,
    "fixed": Fixed,
    "mixing": Mixing,
    "resampling": Resampling,
    "named": Named,
    "takes-dictionary": TakesDictionary,
    "takes-strings": TakesStrings,
    "takes-integer": TakesInteger,
    "takes-default": TakesDefault,
    "takes-optional": TakesOptional,
    "takes-nothing": TakesNothing,
    "returns-dictionary": ReturnsDictionary,
    "returns-list": ReturnsList,
    "returns-nested": ReturnsNested,
    "returns-float": ReturnsFloat,
    "returns-scalar": ReturnsScalar,
    "returns-bfloat16": ReturnsBfloat16,
    "without-forward": WithoutForward,
    "raises": Raises,
    "writes-at-load": WritesAtLoad,
    "on-device": OnDevice,
}

traced = {
    "traced": (Fixed(), (torch.ones(1, 4),)),
    "traced-mixing": (Mixing(), (torch.ones(1, 4),)),
    "traced-bfloat16": (Mixing(), (torch.ones(1, 4, dtype=torch.bfloat16),)),
    "traced-complex": (ComplexIn(), (torch.ones(1, 4, dtype=torch.complex64),)),
    "traced-dictionary": (TakesDictionary(), ({"left": torch.ones(1, 2), "right": torch.ones(1, 2)},)),
    "traced-image": (nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ReLU()), (torch.ones(1, 3, 8, 8),)),
    "traced-scalar": (Mixing(), (torch.tensor(1.0),)),
}


def save(name: str, model: torch.jit.ScriptModule) -> None:
    torch.jit.save(model, folder / f"{name}.pt")


for name, module in scripted.items():
    save(name, torch.jit.script(module().eval()))
for name, (module, example) in traced.items():
    save(name, torch.jit.trace(module.eval(), example, strict=False))
save("frozen", torch.jit.freeze(torch.jit.script(Fixed().eval())))
optimizable = torch.jit.freeze(torch.jit.script(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()).eval()))
save("optimized", torch.jit.optimize_for_inference(optimizable))
torch.save(Fixed().state_dict(), folder / "state-dict.pt")
torch.export.save(torch.export.export(Fixed().eval(), (torch.ones(1, 4),)), folder / "exported.pt2")
