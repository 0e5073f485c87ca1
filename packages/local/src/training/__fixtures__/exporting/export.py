"""Makes a model of the weights."""

from pathlib import Path


def export(model_dir: str) -> None:
    weights = Path(model_dir) / "weights.pth"
    if not weights.exists():
        raise FileNotFoundError("there are no weights to export")
    import torch
    from model import line

    network = line()
    network.load_state_dict(torch.load(weights, weights_only=True))
    torch.jit.script(network.eval()).save(Path(model_dir) / "model.pt")
