"""Makes the models that the tests of the command look at: models.py FOLDER"""

import sys
from pathlib import Path
from typing import Dict

import torch
from torch import nn

folder = Path(sys.argv[1])


class Block(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(size)
        self.linear = nn.Linear(size, size)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.linear(self.norm(x))


class Tower(nn.Module):
    """Repeated blocks, tied weights, a half-precision buffer, an argument with a default."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.blocks = nn.ModuleList([Block(16) for _ in range(6)])
        self.head = nn.Linear(16, 100, bias=False)
        self.head.weight = self.embed.weight
        self.register_buffer("scale", torch.ones(4, dtype=torch.float16))

    def forward(self, ids: torch.Tensor, temperature: float = 1.0) -> torch.Tensor:
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x)
        return self.head(x) / temperature


class Classifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.classifier = nn.Linear(8, 10)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.flatten(self.features(image), 1))


class Detector(nn.Module):
    """Returns and takes what the serving engine does not carry."""

    def forward(self, image: torch.Tensor, top: int) -> Dict[str, torch.Tensor]:
        scores = image.flatten(1).topk(top).values
        return {"scores": scores, "count": (scores > 0).sum()}


torch.manual_seed(0)
torch.jit.script(Tower().eval()).save(folder / "tower.pt")
classifier = Classifier().eval()
torch.jit.trace(classifier, torch.zeros(1, 3, 32, 32)).save(folder / "classifier.pt")
torch.jit.script(Detector()).save(folder / "detector.pt")
torch.save(classifier.state_dict(), folder / "weights.pt")
