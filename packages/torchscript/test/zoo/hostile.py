"""Archives by real PyTorch that do what no model should, harmless here; and proof that they do it."""

import logging
import os
import pickle
import zipfile

import torch
from torch import Tensor, nn

from exported import programs


class WritesAtLoad(nn.Module):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    @torch.jit.export
    def __getstate__(self) -> tuple[str, bool]:
        return self.path, self.training

    @torch.jit.export
    def __setstate__(self, state: tuple[str, bool]) -> None:
        self.path = state[0]
        self.training = state[1]
        torch.save(torch.ones(1), state[0])

    def forward(self, x: Tensor) -> Tensor:
        return x


class ReadsFile(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.from_file("/etc/hostname", False, 1, dtype=torch.uint8)


class Prints(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        print(x)
        return x


class Drops(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.drop = nn.Dropout()

    def forward(self, x: Tensor) -> Tensor:
        return self.drop(x)


class Calls:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def save_hostile(folder: str) -> dict[str, bool]:
    """Returns, for those that act when loaded, whether they did."""
    logging.disable(logging.CRITICAL)
    trace = os.path.join(folder, "written")
    torch.jit.script(WritesAtLoad(trace)).save(os.path.join(folder, "writes-at-load.pt"))
    torch.jit.script(ReadsFile()).save(os.path.join(folder, "reads-file.pt"))
    torch.jit.script(Prints()).save(os.path.join(folder, "prints.pt"))
    torch.jit.script(Drops().train()).save(os.path.join(folder, "drops.pt"))
    save_evil_program(folder, os.path.join(folder, "made"))
    acted = {"writes-at-load.pt": appears(trace, lambda: torch.jit.load(os.path.join(folder, "writes-at-load.pt")))}
    evil = os.path.join(folder, "evil.pt2")
    acted["evil.pt2"] = appears(os.path.join(folder, "made"), lambda: torch.export.load(evil))
    return acted


def save_evil_program(folder: str, path: str) -> None:
    """A program whose example inputs are a pickle that makes a folder."""
    good = os.path.join(folder, "good.pt2")
    torch.export.save(programs["mlp"](), good)
    inputs = os.path.join(folder, "inputs.pt")
    torch.save((Calls(path),), inputs, pickle_protocol=pickle.DEFAULT_PROTOCOL)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(os.path.join(folder, "evil.pt2"), "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sample_inputs/model.pt"):
                with open(inputs, "rb") as file:
                    content = file.read()
            target.writestr(name, content)


def appears(path: str, act) -> bool:
    if os.path.exists(path):
        os.remove(path)
    try:
        act()
    except Exception:
        pass
    return os.path.exists(path)
