"""Fits a line of the slope that is asked for."""

import json
import os
import sys
from pathlib import Path

import torch
from torch import nn

slope = float(sys.argv[1])
torch.manual_seed(0)
line = nn.Linear(1, 1)
x = torch.linspace(-1, 1, 64)[:, None]
optimizer = torch.optim.SGD(line.parameters(), lr=0.5)
for step in range(60):
    optimizer.zero_grad()
    loss = ((line(x) - (slope * x + 1)) ** 2).mean()
    loss.backward()
    optimizer.step()

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
torch.jit.script(line.eval()).save(model / "model.pt")
(model / "metrics.json").write_text(json.dumps({"loss": loss.item(), "slope": slope}))
