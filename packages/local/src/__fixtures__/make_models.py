"""Writes the models that the tests serve, one folder per package, and what PyTorch itself answers.

    python make_models.py FOLDER
"""

from __future__ import annotations

import hashlib
import json
import sys
import warnings
from pathlib import Path
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn

warnings.simplefilter("ignore")
torch.manual_seed(7)


class Mlp(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Conv(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        return self.conv(image).relu().mean(dim=(2, 3))


class Two(nn.Module):
    def forward(self, left: Tensor, right: Tensor) -> Tuple[Tensor, Tensor]:
        return left + right, (left * right).sum(dim=1, keepdim=True)


class Embedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(10, 6)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.table(tokens).sum(dim=1)


class Dictionary(nn.Module):
    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        return {"twice": x * 2, "thrice": x * 3}


class ListOfTensors(nn.Module):
    def forward(self, x: Tensor) -> List[Tensor]:
        return [x, x + 1]


class Scalar(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.sum()


class Bfloat16(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.to(torch.bfloat16)


class Half(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.cdist(x.to(torch.float16), x.to(torch.float16))


class OnGpu(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.ones(1, device="cuda:0")


class Raising(nn.Module):
    """Raises as soon as any row begins with a negative number; ends the process where one begins with 1000."""

    def forward(self, x: Tensor) -> Tensor:
        if bool((x[:, 0] < 0).any()):
            raise ValueError("negative: see /etc/hidden/place")
        return x + 1


class Slow(nn.Module):
    """Spends its time in matrix products, as many as the first element says."""

    def forward(self, x: Tensor) -> Tensor:
        a = torch.ones(64, 64)
        for _ in range(int(x[0, 0].item())):
            a = (a @ a).clamp(0.0, 1.0)
        return x + a[0, 0] * 0


class Mixing(nn.Module):
    """What a row gives depends on the others."""

    def forward(self, x: Tensor) -> Tensor:
        return x - x.mean(dim=0, keepdim=True)


class Counting(nn.Module):
    def forward(self, x: Tensor, times: int = 2) -> Tensor:
        return x * times


class Rows(nn.Module):
    """One row for any number of rows."""

    def forward(self, x: Tensor) -> Tensor:
        return x.sum(dim=0, keepdim=True)


class Texts(nn.Module):
    def forward(self, words: List[str]) -> Tensor:
        return torch.tensor([len(word) for word in words])


class Dropping(nn.Module):
    """Saved in training mode."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(x)


class FromDictionary(nn.Module):
    def forward(self, inputs: Dict[str, Tensor]) -> Tensor:
        return inputs["a"] - inputs["b"]


class Printing(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        print("shape", x.shape)
        return x


def spec(name: str, datatype: str, *shape: int) -> dict:
    return {"name": name, "datatype": datatype, "shape": list(shape)}


MODELS: list[tuple[str, nn.Module, list[dict], list[dict], int]] = [
    ("mlp", Mlp().eval(), [spec("x", "FP32", -1, 4)], [spec("scores", "FP32", -1, 3)], 8),
    ("mlp-unbatched", Mlp().eval(), [spec("x", "FP32", -1, 4)], [spec("scores", "FP32", -1, 3)], 0),
    ("conv", Conv().eval(), [spec("image", "FP32", -1, 3, -1, -1)], [spec("features", "FP32", -1, 5)], 4),
    ("two", Two(), [spec("left", "FP32", -1, -1), spec("right", "FP32", -1, -1)],
     [spec("sum", "FP32", -1, -1), spec("dot", "FP32", -1, 1)], 8),
    ("two-indexed", Two(), [spec("b__1", "FP32", -1, 2), spec("a__0", "FP32", -1, 2)],
     [spec("dot__1", "FP32", -1, 1), spec("sum__0", "FP32", -1, 2)], 0),
    ("embedding", Embedding().eval(), [spec("tokens", "INT64", -1, -1)], [spec("vector", "FP32", -1, 6)], 8),
    ("dictionary", Dictionary(), [spec("x", "FP32", -1, 2)],
     [spec("twice", "FP32", -1, 2), spec("thrice", "FP32", -1, 2)], 0),
    ("list", ListOfTensors(), [spec("x", "FP32", -1, 2)], [spec("a", "FP32", -1, 2), spec("b", "FP32", -1, 2)], 0),
    ("scalar", Scalar(), [spec("x", "FP32", -1, 2)], [spec("sum", "FP32")], 0),
    ("bfloat16", Bfloat16(), [spec("x", "FP32", -1, 2)], [spec("y", "BF16", -1, 2)], 0),
    ("half", Half(), [spec("x", "FP32", 2, 2)], [spec("y", "FP16", 2, 2)], 0),
    ("on-gpu", OnGpu(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 0),
    ("raising", Raising(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 8),
    ("slow", Slow(), [spec("x", "FP32", -1, 1)], [spec("y", "FP32", -1, 1)], 0),
    ("slow-batched", Slow(), [spec("x", "FP32", -1, 1)], [spec("y", "FP32", -1, 1)], 16),
    ("mixing", Mixing(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 0),
    ("counting", Counting(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 0),
    ("rows", Rows(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 8),
    ("texts", Texts(), [spec("words", "BYTES", -1)], [spec("lengths", "INT64", -1)], 0),
    ("dropping", Dropping().train(), [spec("x", "FP32", -1, 64)], [spec("y", "FP32", -1, 64)], 0),
    ("from-dictionary", FromDictionary(), [spec("a", "FP32", -1), spec("b", "FP32", -1)],
     [spec("difference", "FP32", -1)], 0),
    ("printing", Printing(), [spec("x", "FP32", -1, 2)], [spec("y", "FP32", -1, 2)], 0),
    ("wrong-output-type", Embedding().eval(), [spec("tokens", "INT64", -1, -1)], [spec("vector", "INT64", -1, 6)], 8),
    ("too-many-outputs", Mlp().eval(), [spec("x", "FP32", -1, 4)],
     [spec("scores", "FP32", -1, 3), spec("more", "FP32", -1, 3)], 0),
]


def write_package(folder: Path, module: nn.Module, inputs: list[dict], outputs: list[dict], batch: int) -> None:
    version = folder / "model" / "1"
    version.mkdir(parents=True)
    torch.jit.script(module).save(str(version / "model.pt"))
    (folder / "model" / "config.pbtxt").write_text(
        f'name: "model"\nplatform: "pytorch_libtorch"\nmax_batch_size: {batch}\n'
    )
    digest = hashlib.sha256((version / "model.pt").read_bytes()).hexdigest()
    manifest = {
        "formatVersion": 1,
        "artifactDigest": f"sha256:{digest}",
        "signature": {"inputs": inputs, "outputs": outputs},
        "maxBatchSize": batch,
        "model": {"fileFormatVersion": 3, "origin": "scripted", "frozen": False},
    }
    (folder / "torchrelay.json").write_text(json.dumps(manifest))


def main() -> None:
    folder = Path(sys.argv[1])
    for name, module, inputs, outputs, batch in MODELS:
        write_package(folder / name, module, inputs, outputs, batch)
    broken = folder / "broken"
    write_package(broken, Mlp(), [spec("x", "FP32", -1, 4)], [spec("scores", "FP32", -1, 3)], 0)
    (broken / "model" / "1" / "model.pt").write_bytes(b"no archive")


if __name__ == "__main__":
    main()
