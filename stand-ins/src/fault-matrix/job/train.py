"""Learns a model that somebody else has made: without PyTorch, in no time. With `wait` it goes on until it is ended, twice."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

checkpoints = Path(os.environ["TORCHRELAY_CHECKPOINT_DIR"])
begun = len(list(checkpoints.iterdir()))
(checkpoints / str(begun)).write_text("begun")
if sys.argv[1] == "wait" and begun < 2:
    time.sleep(300)
model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
shutil.copy(Path(os.environ["TORCHRELAY_DATA_MODELS"]) / "model.pt", model / "model.pt")
(model / "metrics.json").write_text(json.dumps({"accuracy": 0.9}))
print("learned")
