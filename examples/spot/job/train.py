"""Fits a line with a checkpoint after every tenth of the way: what is taken away in between begins there again."""

import json
import os
import time
from pathlib import Path

import torch
from torch import nn

STEPS = 100
SAVE_EVERY = 10

checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "state.pt"
folder = Path(os.environ["TORCHRELAY_MODEL_DIR"])

torch.manual_seed(0)
line = nn.Linear(1, 1)
optimizer = torch.optim.SGD(line.parameters(), lr=0.1, momentum=0.5)
begun = 0
if checkpoint.exists():
    state = torch.load(checkpoint, weights_only=True)
    line.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    begun = state["step"]
print(f"begins at step {begun}", flush=True)

x = torch.linspace(-1, 1, 64)[:, None]
for step in range(begun + 1, STEPS + 1):
    optimizer.zero_grad()
    loss = ((line(x) - (3 * x + 1)) ** 2).mean()
    loss.backward()
    optimizer.step()
    time.sleep(float(os.environ.get("SECONDS_PER_STEP", "0")))
    if step % SAVE_EVERY == 0:
        state = {"model": line.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)  # Whole or not at all.
        with (folder / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": step, "loss": loss.item()}) + "\n")

torch.jit.script(line.eval()).save(folder / "model.pt")
(folder / "metrics.json").write_text(json.dumps({"loss": loss.item(), "begun": begun}))
