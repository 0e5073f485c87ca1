"""Ordinary models: scripted, traced, frozen, and mixtures of these."""

import torch
from torch import Tensor, nn

from registry import entry


class Mlp(nn.Module):
    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.hidden = nn.Linear(8, width)
        self.output = nn.Linear(width, 4, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(torch.relu(self.hidden(x)))


class Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + x)


class Cnn(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.layers = nn.Sequential(Block(8), nn.Sequential(Block(8), Block(8)))
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))

    def forward(self, image: Tensor) -> Tensor:
        return self.head(self.layers(self.stem(image)))


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, 12, padding_idx=0)
        self.lstm = nn.LSTM(12, 6, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        y, (h, _) = self.lstm(self.embedding(ids))
        return y, h


def double(x: Tensor, y: Tensor) -> Tensor:
    return x * 2 + y


def deep(levels: int) -> nn.Module:
    module: nn.Module = nn.Linear(2, 2)
    for _ in range(levels):
        module = nn.Sequential(module)
    return module


@entry("mlp-scripted")
def _():
    return torch.jit.script(Mlp().eval())


@entry("mlp-traced")
def _():
    return torch.jit.trace(Mlp().eval(), torch.randn(3, 8))


@entry("mlp-training")
def _():
    return torch.jit.script(Mlp().train())


@entry("mlp-frozen")
def _():
    return torch.jit.freeze(torch.jit.script(Mlp().eval()))


@entry("mlp-frozen-kept")
def _():
    return torch.jit.freeze(torch.jit.script(Mlp().eval()), preserved_attrs=["output"])


@entry("mlp-optimized")
def _():
    return torch.jit.optimize_for_inference(torch.jit.script(Mlp().eval()))


@entry("mlp-no-gradients")
def _():
    model = Mlp().eval()
    for parameter in model.hidden.parameters():
        parameter.requires_grad_(False)
    return torch.jit.script(model)


@entry("mlp-extra-files", extra_files={"labels.json": '["a", "b"]', "notes/read me.txt": "kept"})
def _():
    return torch.jit.script(Mlp().eval())


@entry("mlp-mobile", mobile=True)
def _():
    return torch.jit.script(Mlp().eval())


@entry("cnn-scripted")
def _():
    return torch.jit.script(Cnn().eval())


@entry("cnn-traced")
def _():
    return torch.jit.trace(Cnn().eval(), torch.randn(1, 3, 16, 16))


class CalledTwice(nn.Module):
    """Tracing gives the inner module a second method, `forward1`, for its second call."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(4, 4)

    def forward(self, x):
        return self.inner(torch.relu(self.inner(x)))


@entry("called-twice-traced")
def _():
    return torch.jit.trace(CalledTwice().eval(), torch.randn(2, 4))


@entry("cnn-frozen")
def _():
    return torch.jit.freeze(torch.jit.script(Cnn().eval()))


@entry("cnn-frozen-traced")
def _():
    return torch.jit.freeze(torch.jit.trace(Cnn().eval(), torch.randn(1, 3, 16, 16)))


@entry("recurrent-scripted")
def _():
    return torch.jit.script(Recurrent().eval())


@entry("recurrent-traced")
def _():
    return torch.jit.trace(Recurrent().eval(), torch.randint(0, 50, (2, 7)))


@entry("transformer-traced")
def _():
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()
    return torch.jit.trace(encoder, torch.randn(2, 5, 16), check_trace=False)


@entry("transformer-scripted")
def _():
    layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True)
    return torch.jit.script(nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval())


@entry("function-traced")
def _():
    return torch.jit.trace(double, (torch.randn(2), torch.randn(2)))


@entry("function-scripted")
def _():
    return torch.jit.script(double)


@entry("scripted-in-traced")
def _():
    model = Mlp().eval()
    model.hidden = torch.jit.script(model.hidden)
    return torch.jit.trace(model, torch.randn(1, 8))


@entry("traced-in-scripted")
def _():
    model = Cnn().eval()
    model.layers = torch.jit.trace(model.layers, torch.randn(1, 8, 14, 14))
    return torch.jit.script(model)


@entry("deeply-nested")
def _():
    return torch.jit.script(deep(40))
