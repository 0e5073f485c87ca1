"""Leaves its weights alone, as many scripts do."""

import os
from pathlib import Path

import torch
from model import line

network = line()
with torch.no_grad():
    network.weight.fill_(3)
    network.bias.fill_(1)
torch.save(network.state_dict(), Path(os.environ["TORCHRELAY_MODEL_DIR"]) / "weights.pth")
