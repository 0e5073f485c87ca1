"""A job in small, without PyTorch: counts to `--steps`, and leaves the file that it is given as its model."""

import argparse
import json
import os
import shutil
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=4)
parser.add_argument("--seconds", type=float, default=0)
parser.add_argument("--model", default="")
parser.add_argument("--fail", default="")
options = parser.parse_args()

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "step.txt"
step = int(checkpoint.read_text()) if checkpoint.exists() else 0
print(f"begins at step {step}", flush=True)
if options.fail:
    raise ValueError(options.fail)
while step < options.steps:
    step += 1
    with (model / "metrics.jsonl").open("a") as file:
        file.write(json.dumps({"step": step, "loss": 2 / step, "accuracy": 1 - 1 / (step + 1)}) + "\n")
    checkpoint.with_suffix(".part").write_text(str(step))
    checkpoint.with_suffix(".part").replace(checkpoint)
    print(f"step {step}", flush=True)
    time.sleep(options.seconds)
(model / "metrics.json").write_text(json.dumps({"accuracy": 1 - 1 / (step + 1)}))
if options.model:
    shutil.copy(options.model, model / "model.pt")
