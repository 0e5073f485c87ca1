"""The kinds of model whose memory is measured: each with random weights, and inputs for a batch of any size."""

from __future__ import annotations

from typing import Callable, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Kind(NamedTuple):
    """`build` makes the model on its device; `inputs` makes what forward takes, for so many rows."""

    build: Callable[[], nn.Module]
    inputs: Callable[[int], tuple[Tensor, ...]]
    scripted: bool = True


class Bottleneck(nn.Module):
    """Of a ResNet: three convolutions beside a shortcut."""

    def __init__(self, channels: int, middle: int, stride: int) -> None:
        super().__init__()
        out = middle * 4
        self.reduce = nn.Sequential(nn.Conv2d(channels, middle, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU(inplace=True))
        self.middle = nn.Sequential(
            nn.Conv2d(middle, middle, 3, stride, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU(inplace=True)
        )
        self.expand = nn.Sequential(nn.Conv2d(middle, out, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.expand(self.middle(self.reduce(x))) + self.shortcut(x), inplace=True)


def residual_network() -> nn.Module:
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
    ]
    channels = 64
    for depth, middle in ((2, 64), (2, 128), (2, 256), (2, 512)):
        for index in range(depth):
            layers.append(Bottleneck(channels, middle, 2 if index == 0 and middle > 64 else 1))
            channels = middle * 4
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


def plain_network() -> nn.Module:
    """Like a VGG: the first convolutions keep the full resolution."""
    layers: list[nn.Module] = []
    channels = 3
    for depth, width in ((2, 64), (2, 128), (2, 256)):
        for _ in range(depth):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


class Segmenter(nn.Module):
    """Like a U-Net: what the way down leaves is kept for the way up."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.first = self._block(3, width)
        self.second = self._block(width, width * 2)
        self.third = self._block(width * 2, width * 4)
        self.up_second = nn.ConvTranspose2d(width * 4, width * 2, 2, 2)
        self.join_second = self._block(width * 4, width * 2)
        self.up_first = nn.ConvTranspose2d(width * 2, width, 2, 2)
        self.join_first = self._block(width * 2, width)
        self.head = nn.Conv2d(width, 8, 1)

    @staticmethod
    def _block(channels: int, width: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(width, width, 3, padding=1), nn.ReLU(inplace=True)
        )

    def forward(self, x: Tensor) -> Tensor:
        first = self.first(x)
        second = self.second(F.max_pool2d(first, 2))
        third = self.third(F.max_pool2d(second, 2))
        up = self.join_second(torch.cat([self.up_second(third), second], 1))
        return self.head(self.join_first(torch.cat([self.up_first(up), first], 1)))


class Encoder(nn.Module):
    """Like BERT-base, four layers of it."""

    def __init__(self, hidden: int = 768, layers: int = 4) -> None:
        super().__init__()
        self.words = nn.Embedding(30_000, hidden)
        layer = nn.TransformerEncoderLayer(hidden, hidden // 64, hidden * 4, dropout=0.0, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)

    def forward(self, ids: Tensor) -> Tensor:
        return self.encoder(self.words(ids))


class WrittenOutAttention(nn.Module):
    """Attention as older models write it: the scores are a tensor of their own."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.heads = hidden // 64
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)
        self.output = nn.Linear(hidden, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.up = nn.Linear(hidden, hidden * 4)
        self.down = nn.Linear(hidden * 4, hidden)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, 64).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        scores = self.split(self.query(x)) @ self.split(self.key(x)).transpose(-1, -2) / 8.0
        mixed = torch.softmax(scores, -1) @ self.split(self.value(x))
        x = self.norm(x + self.output(mixed.transpose(1, 2).reshape(x.size(0), x.size(1), -1)))
        return x + self.down(F.gelu(self.up(x)))


def older_encoder() -> nn.Module:
    return nn.Sequential(nn.Embedding(30_000, 512), *(WrittenOutAttention(512) for _ in range(3)))


class DecoderLayer(nn.Module):
    """Of a LLaMA: grouped keys and values, and a gated feed-forward part."""

    def __init__(self, hidden: int, heads: int, groups: int, feed_forward: int) -> None:
        super().__init__()
        self.heads, self.groups = heads, groups
        head = hidden // heads
        self.q_proj = nn.Linear(hidden, hidden, bias=False)
        self.k_proj = nn.Linear(hidden, groups * head, bias=False)
        self.v_proj = nn.Linear(hidden, groups * head, bias=False)
        self.o_proj = nn.Linear(hidden, hidden, bias=False)
        self.gate_proj = nn.Linear(hidden, feed_forward, bias=False)
        self.up_proj = nn.Linear(hidden, feed_forward, bias=False)
        self.down_proj = nn.Linear(feed_forward, hidden, bias=False)
        self.norm = nn.LayerNorm(hidden)

    def split(self, x: Tensor, heads: int) -> Tensor:
        return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2)

    def forward(self, x: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        y = self.norm(x)
        new = torch.stack([self.split(self.k_proj(y), self.groups), self.split(self.v_proj(y), self.groups)])
        cache = torch.cat([past, new], 3)
        mixed = F.scaled_dot_product_attention(self.split(self.q_proj(y), self.heads), cache[0], cache[1], enable_gqa=True)
        x = x + self.o_proj(mixed.transpose(1, 2).reshape(x.shape))
        y = self.norm(x)
        return x + self.down_proj(F.silu(self.gate_proj(y)) * self.up_proj(y)), cache


class Decoder(nn.Module):
    """Answers the next token, and gives its keys and values back for the token after that."""

    def __init__(self, hidden: int = 1024, layers: int = 8, groups: int = 4, vocabulary: int = 32_000) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, hidden)
        self.layers = nn.ModuleList(DecoderLayer(hidden, hidden // 64, groups, hidden * 3) for _ in range(layers))
        self.lm_head = nn.Linear(hidden, vocabulary, bias=False)

    def forward(self, input_ids: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        x = self.embed_tokens(input_ids)
        caches: list[Tensor] = []
        for index, layer in enumerate(self.layers):
            x, cache = layer(x, past[index])
            caches.append(cache)
        return self.lm_head(x), torch.stack(caches)


def perceptron() -> nn.Module:
    layers: list[nn.Module] = []
    for size_in, size_out in ((1024, 4096), (4096, 4096), (4096, 4096)):
        layers += [nn.Linear(size_in, size_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(4096, 1000))


class InvertedResidual(nn.Module):
    """Of a MobileNet: wide in the middle, narrow between."""

    def __init__(self, channels: int, out: int, stride: int) -> None:
        super().__init__()
        wide = channels * 6
        self.body = nn.Sequential(
            nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(),
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(),
            nn.Conv2d(wide, out, 1, bias=False), nn.BatchNorm2d(out),
        )
        self.adds = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        return x + y if self.adds else y


def mobile_network() -> nn.Module:
    layers: list[nn.Module] = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6()]
    channels = 32
    for out, depth, stride in ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)):
        for index in range(depth):
            layers.append(InvertedResidual(channels, out, stride if index == 0 else 1))
            channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


class VisionTransformer(nn.Module):
    def __init__(self, hidden: int = 384, layers: int = 6) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, hidden, 16, 16)
        layer = nn.TransformerEncoderLayer(hidden, hidden // 64, hidden * 4, dropout=0.0, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.head = nn.Linear(hidden, 1000)

    def forward(self, image: Tensor) -> Tensor:
        return self.head(self.encoder(self.patches(image).flatten(2).transpose(1, 2)).mean(1))


class LanguageModelLayer(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.ln_1 = nn.LayerNorm(hidden)
        self.c_attn = nn.Linear(hidden, 3 * hidden)
        self.c_proj = nn.Linear(hidden, hidden)
        self.ln_2 = nn.LayerNorm(hidden)
        self.c_fc = nn.Linear(hidden, 4 * hidden)
        self.c_out = nn.Linear(4 * hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = [part.view(x.size(0), x.size(1), -1, 64).transpose(1, 2) for part in self.c_attn(self.ln_1(x)).split(self.hidden, 2)]
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.c_proj(mixed.transpose(1, 2).reshape(x.shape))
        return x + self.c_out(F.gelu(self.c_fc(self.ln_2(x))))


class LanguageModel(nn.Module):
    """Like GPT-2, every position anew in each run: nothing is kept."""

    def __init__(self, hidden: int = 512, layers: int = 6) -> None:
        super().__init__()
        self.wte = nn.Embedding(30_000, hidden)
        self.h = nn.Sequential(*(LanguageModelLayer(hidden) for _ in range(layers)))
        self.score = nn.Linear(hidden, 2, bias=False)

    def forward(self, ids: Tensor) -> Tensor:
        return self.score(self.h(self.wte(ids)))


def audio_network() -> nn.Module:
    layers: list[nn.Module] = []
    channels = 1
    for width in (64, 128, 256, 512):
        layers += [nn.Conv1d(channels, width, 9, 4, 4), nn.BatchNorm1d(width), nn.ReLU()]
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(channels, 35))


class RecurrentNetwork(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(128, 512, num_layers=2, batch_first=True)
        self.head = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.lstm(x)[0][:, -1])


def words(rows: int, length: int) -> Tensor:
    return torch.randint(0, 30_000, (rows, length))


tokens_cached = 512

kinds: dict[str, Kind] = {
    "perceptron": Kind(perceptron, lambda rows: (torch.randn(rows, 1024),)),
    "residual-network": Kind(residual_network, lambda rows: (torch.randn(rows, 3, 224, 224),)),
    "plain-network": Kind(plain_network, lambda rows: (torch.randn(rows, 3, 128, 128),)),
    "segmenter": Kind(Segmenter, lambda rows: (torch.randn(rows, 3, 128, 128),)),
    "encoder": Kind(Encoder, lambda rows: (words(rows, 256),), scripted=False),
    "older-encoder": Kind(older_encoder, lambda rows: (words(rows, 256),)),
    "decoder": Kind(
        Decoder,
        lambda rows: (words(rows, 1), torch.randn(8, 2, rows, 4, tokens_cached, 64)),
        scripted=False,
    ),
    "mobile-network": Kind(mobile_network, lambda rows: (torch.randn(rows, 3, 224, 224),)),
    "vision-transformer": Kind(VisionTransformer, lambda rows: (torch.randn(rows, 3, 224, 224),), scripted=False),
    "language-model": Kind(LanguageModel, lambda rows: (words(rows, 512),), scripted=False),
    "audio-network": Kind(audio_network, lambda rows: (torch.randn(rows, 1, 16_000),)),
    "recurrent-network": Kind(RecurrentNetwork, lambda rows: (torch.randn(rows, 100, 128),)),
}
