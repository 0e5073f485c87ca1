"""Files by real PyTorch that are not TorchScript, or that PyTorch itself cannot load any more."""

import os
import tarfile
from typing import Any

import torch
from torch import nn

from plain import Cnn, Mlp


def save_foreign(folder: str) -> dict[str, str | None]:
    """Returns why PyTorch refuses each file as TorchScript."""
    model = Mlp().eval()
    write: dict[str, Any] = {
        "state-dict.pt": model.state_dict(),
        "checkpoint.pt": {"epoch": 3, "state_dict": model.state_dict(), "optimizer": {"lr": 0.1}},
        "pickled-module.pt": nn.Sequential(nn.Linear(2, 2)),
        "tensor.pt": torch.ones(3),
    }
    for name, value in write.items():
        torch.save(value, os.path.join(folder, name))
    torch.save(
        model.state_dict(),
        os.path.join(folder, "legacy-state-dict.pt"),
        _use_new_zipfile_serialization=False,
    )
    torch.save(model, os.path.join(folder, "legacy-module.pt"), _use_new_zipfile_serialization=False)
    save_package(os.path.join(folder, "package.pt"))
    save_tar(os.path.join(folder, "legacy.tar.pt"))
    cnn = torch.jit.optimize_for_inference(torch.jit.script(Cnn().eval()))
    torch.jit.save(cnn, os.path.join(folder, "optimized-cnn.pt"))
    return {name: refusal(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}


def save_package(path: str) -> None:
    with torch.package.PackageExporter(path) as exporter:
        exporter.save_text("notes", "readme.txt", "kept")
        exporter.save_pickle("model", "numbers.pkl", [1, 2, 3])


def save_tar(path: str) -> None:
    """The layout of PyTorch 0.1; nothing writes it any more."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name in ("sys_info", "pickle", "storages", "tensors"):
            archive.addfile(tarfile.TarInfo(name))


def refusal(path: str) -> str | None:
    try:
        torch.jit.load(path, map_location="cpu")
    except Exception as error:
        return str(error).splitlines()[0][:200]
    return None
