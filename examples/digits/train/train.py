"""Trains a small convolutional network on 8x8 images of handwritten digits, and saves it as TorchScript.

Plain PyTorch, in one process or in many: nothing here knows what starts it, and what will serve the model.
"""

import argparse
import json
import os
from pathlib import Path
from statistics import mean

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

BATCH_SIZE = 32
LOG_EVERY = 11


class DigitClassifier(nn.Module):
    """From images of 0 to 16 per pixel, float32 [n, 1, 8, 8], to scores of the ten digits, float32 [n, 10]."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(0.3)
        self.hidden = nn.Linear(32 * 4 * 4, 64)
        self.scores = nn.Linear(64, 10)

    def forward(self, image: Tensor) -> Tensor:
        features = F.relu(self.conv1(image / 16))
        features = F.max_pool2d(F.relu(self.conv2(features)), 2)
        return self.scores(self.dropout(F.relu(self.hidden(features.flatten(1)))))


def load(path: Path) -> tuple[Tensor, Tensor]:
    """Images, float32 [n, 1, 8, 8], and labels, int64 [n]."""
    rows = torch.from_numpy(np.loadtxt(path, delimiter=",", dtype=np.float32))
    return rows[:, :64].reshape(-1, 1, 8, 8), rows[:, 64].long()


def held_out(count: int) -> Tensor:
    """Every fifth image, from the first on, is kept from training. The client sends the same ones."""
    return torch.arange(count) % 5 == 0


def train(images: Tensor, labels: Tensor, epochs: int, seed: int, log: Path) -> DigitClassifier:
    """Each process takes its share of every batch; their gradients are averaged."""
    rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
    model = DigitClassifier().train()
    ranked = DistributedDataParallel(model) if world > 1 else model
    batches = len(labels) // BATCH_SIZE
    optimizer = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, epochs=epochs, steps_per_epoch=batches)
    order = torch.Generator().manual_seed(seed)  # The same in every process; what dropout leaves out is not.
    torch.manual_seed(seed + rank)
    for epoch in range(1, epochs + 1):
        losses = []
        for batch in torch.randperm(len(labels), generator=order)[: batches * BATCH_SIZE].split(BATCH_SIZE):
            share = batch[rank::world]
            loss = F.cross_entropy(ranked(images[share]), labels[share])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if rank == 0 and len(losses) % LOG_EVERY == 0:
                step = (epoch - 1) * batches + len(losses)
                with log.open("a") as file:
                    file.write(json.dumps({"epoch": epoch, "step": step, "loss": mean(losses[-LOG_EVERY:])}) + "\n")
        if rank == 0:
            print(f"epoch {epoch:2} of {epochs}  loss {mean(losses):.3f}", flush=True)
    return model.eval()


@torch.inference_mode()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    return (model(images).argmax(dim=1) == labels).double().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("TORCHRELAY_DATA_DIGITS"), help="a folder")
    parser.add_argument("--out", type=Path, default=os.environ.get("TORCHRELAY_MODEL_DIR"), help="a folder")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    if "RANK" in os.environ:  # Started by torchrun, or as it would.
        dist.init_process_group("gloo")
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)  # The model is too small to gain from more, and one gives the same result anywhere.
    images, labels = load(arguments.data / "digits.csv.gz")
    held = held_out(len(labels))
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = train(images[~held], labels[~held], arguments.epochs, arguments.seed, arguments.out / "metrics.jsonl")

    if not dist.is_initialized() or dist.get_rank() == 0:
        torch.jit.trace(model, images[:1]).save(arguments.out / "model.pt")
        metrics = {
            "accuracy": accuracy(model, images[held], labels[held]),
            "trained": int((~held).sum()),
            "heldOut": int(held.sum()),
        }
        (arguments.out / "metrics.json").write_text(json.dumps(metrics))
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
