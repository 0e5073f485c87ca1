"""The models that every Python process of the bench loads, from `FOLDER`; `SHAPES` says which, and of what shape."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch


def load_models() -> dict[str, Any]:
    """By name, warmed up. Call it inside inference mode."""
    models = {}
    for name, shape in json.loads(os.environ["SHAPES"]).items():
        model = torch.jit.load(str(Path(os.environ["FOLDER"]) / f"{name}.pt"))
        for _ in range(5):
            model(torch.zeros(1, *shape))
        models[name] = model
    return models
