"""Makes a small network with weights of chance, traced: its answers have no round numbers."""

import sys

import torch
from torch import nn

torch.manual_seed(7)
network = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(2),
    nn.Flatten(),
    nn.Linear(32, 10),
    nn.Softmax(1),
).eval()
torch.jit.trace(network, torch.rand(2, 3, 16, 16)).save(sys.argv[1])
