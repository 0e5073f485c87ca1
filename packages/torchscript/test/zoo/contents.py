"""Everything a module can hold."""

from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor, nn

from registry import entry


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Linear(4, 4)
        self.decoder = nn.Linear(4, 4)
        self.decoder.weight = self.encoder.weight
        self.again = self.encoder
        self.window = nn.Parameter(self.encoder.weight.data[1:3].t())

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x)) + self.again(x) + self.window.sum()


class Views(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        base = torch.arange(24.0).reshape(4, 6)
        self.register_buffer("whole", base)
        self.register_buffer("row", base[2])
        self.register_buffer("column", base[:, 1])
        self.register_buffer("transposed", base.t())
        self.register_buffer("expanded", torch.ones(1, 3).expand(5, 3))
        self.register_buffer("channels_last", torch.ones(2, 3, 4, 5).to(memory_format=torch.channels_last))
        self.register_buffer("ones", torch.ones(3, 1, 2))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.whole.sum()


class Dtypes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        for name in (
            "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128 complex32"
        ).split():
            self.register_buffer(name + "_", torch.ones(2, 3).to(getattr(torch, name)))

    def forward(self, x: Tensor) -> Tensor:
        return x


class NewDtypes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        for name in "float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz uint16 uint32 uint64".split():
            self.register_buffer(name + "_", torch.ones(2, 3).to(getattr(torch, name)))

    def forward(self, x: Tensor) -> Tensor:
        return x


class Shapes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scalar = nn.Parameter(torch.tensor(1.0))
        self.register_buffer("empty", torch.empty(0, 4))
        self.register_buffer("lost", torch.ones(3), persistent=False)
        self.register_buffer("none", None)
        self.register_parameter("absent", None)
        self.plain = torch.ones(2)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scalar + self.plain.sum()


class Containers(nn.Module):
    tensors: List[Tensor]
    table: Dict[str, Tensor]
    maybe: Optional[Tensor]

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2))])
        self.named = nn.ModuleDict({"a b": nn.Linear(2, 2), "q": nn.Linear(2, 1)})
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(2))])
        self.weight_table = nn.ParameterDict({"w": nn.Parameter(torch.ones(3))})
        self.tensors = [torch.ones(2), torch.ones(3)]
        self.table = {"x": torch.ones(4), "y": torch.zeros(5)}
        self.pair = (torch.ones(1), {"deep": [torch.ones(6)]})
        self.maybe = torch.ones(7)
        self.numbers = [1.5, 2.5]
        self.flags = [True, False]
        self.integers = [2**40, -1]

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        for weight in self.weights:
            x = x + weight.sum()
        x = x + self.weight_table["w"].sum() + self.tensors[0].sum() + self.table["x"].sum()
        x = x + self.pair[1]["deep"][0].sum() + self.numbers[0] + self.integers[1]
        maybe = self.maybe
        if maybe is not None and self.flags[0]:
            x = x + maybe.sum()
        return x


@torch.jit.script
class Stateful:
    def __init__(self, size: int):
        self.total = torch.zeros(size)
        self.names = {"a": torch.ones(2)}

    def add(self, x: Tensor) -> None:
        self.total += x


class HoldsScriptClass(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.state = Stateful(3)

    def forward(self, x: Tensor) -> Tensor:
        self.state.add(x)
        return self.state.total


class Vocabulary(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Dict[str, int] = {f"token-{i}-ü": i for i in range(5000)}
        self.merges: List[Tuple[str, str]] = [(f"a{i}", f"b{i}") for i in range(5000)]

    def forward(self, text: str) -> Tensor:
        return torch.tensor(self.ids[text])


class GetState(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.ones(3, 4)

    @torch.jit.export
    def __getstate__(self) -> Tuple[Tensor, bool]:
        return self.weight.half(), self.training

    @torch.jit.export
    def __setstate__(self, state: Tuple[Tensor, bool]) -> None:
        self.weight = state[0].float()
        self.training = state[1]

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight


class Sparse(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("coo", torch.eye(4).to_sparse())
        self.register_buffer("csr", torch.eye(3).to_sparse_csr())

    def forward(self, x: Tensor) -> Tensor:
        return x


class Constants(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.tensor([1.0, 2.0, 3.0]) * torch.arange(3)


class DeviceConstant(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.zeros(3, device="cpu")


class Odd(nn.Module):
    """Names that are no identifiers."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("größe", torch.ones(1))
        self.register_buffer("a-b", torch.ones(2))
        self.add_module("0", nn.Linear(1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x


def quantized_static() -> nn.Module:
    from torch.ao import quantization

    model = nn.Sequential(
        quantization.QuantStub(),
        nn.Conv2d(3, 4, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(4 * 36, 5),
        quantization.DeQuantStub(),
    ).eval()
    model.qconfig = quantization.get_default_qconfig("x86")
    prepared = quantization.prepare(model)
    prepared(torch.randn(2, 3, 8, 8))
    return quantization.convert(prepared)


class QuantizedBuffers(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        x = torch.randn(4, 6)
        self.register_buffer("tensorwise", torch.quantize_per_tensor(x, 0.1, 3, torch.quint8))
        scales, zeros = torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.int64)
        self.register_buffer("channelwise", torch.quantize_per_channel(x, scales, zeros, 0, torch.qint8))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.tensorwise.dequantize().sum()


@entry("tied")
def _():
    return torch.jit.script(Tied())


@entry("views")
def _():
    return torch.jit.script(Views())


@entry("dtypes")
def _():
    return torch.jit.script(Dtypes())


@entry("dtypes-new")
def _():
    return torch.jit.script(NewDtypes())


@entry("half")
def _():
    return torch.jit.script(nn.Linear(3, 4).half().eval())


@entry("bfloat16")
def _():
    return torch.jit.script(nn.Linear(3, 4).bfloat16().eval())


@entry("complex")
def _():
    return torch.jit.script(nn.Linear(3, 4, dtype=torch.complex64).eval())


@entry("shapes")
def _():
    return torch.jit.script(Shapes())


@entry("containers")
def _():
    return torch.jit.script(Containers())


@entry("script-class")
def _():
    return torch.jit.script(HoldsScriptClass())


@entry("vocabulary")
def _():
    return torch.jit.script(Vocabulary())


@entry("getstate")
def _():
    return torch.jit.script(GetState())


@entry("sparse")
def _():
    return torch.jit.script(Sparse())


@entry("constants")
def _():
    return torch.jit.script(Constants())


@entry("device-constant")
def _():
    return torch.jit.trace(DeviceConstant(), torch.ones(3))


@entry("odd-names")
def _():
    return torch.jit.trace(Odd(), torch.ones(1))


@entry("quantized-dynamic")
def _():
    model = nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2)).eval()
    return torch.jit.script(torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, torch.qint8))


@entry("quantized-dynamic-lstm")
def _():
    class Holder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = nn.LSTM(4, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.lstm(x)[0]

    model = torch.ao.quantization.quantize_dynamic(Holder().eval(), {nn.LSTM}, torch.qint8)
    return torch.jit.trace(model, torch.randn(2, 1, 4))


@entry("quantized-static")
def _():
    return torch.jit.script(quantized_static())


@entry("quantized-buffers")
def _():
    return torch.jit.script(QuantizedBuffers())
