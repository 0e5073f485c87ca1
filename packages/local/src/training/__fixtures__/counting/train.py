"""Counts to `--steps`, one number at a time, with a checkpoint after each: a job in small."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--seconds", type=float, default=0)
options, others = parser.parse_known_args()

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
checkpoint = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"]) / "step.txt"
rank = int(os.environ["RANK"])


step = int(checkpoint.read_text()) if checkpoint.exists() else 0
print(f"begins at {step}", flush=True)
while step < options.steps:
    time.sleep(options.seconds)
    step += 1
    if rank == 0:
        written = checkpoint.with_suffix(".part")
        written.write_text(str(step))
        written.replace(checkpoint)
        with (model / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": step, "loss": 1 / step, "note": "counting"}) + "\n")

if rank == 0:
    places = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "TORCHELASTIC_RUN_ID")
    seen = {
        "secret": os.environ.get("SECRET"),
        "foreign": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "place": {name: os.environ.get(name) for name in places},
        "hasPort": int(os.environ["MASTER_PORT"]) > 0,
        "hasTorch": "torch" in sys.modules,
    }
    (model / "seen.json").write_text(json.dumps(seen))
    (model / "metrics.json").write_text(json.dumps({"loss": 1 / step, "note": "counted"}))
