"""Adds the numbers in all files of its data: what a job does with data is its own affair."""

import json
import os
from pathlib import Path

data = Path(os.environ["TORCHRELAY_DATA_NUMBERS"])
files = sorted(path for path in data.rglob("*") if path.is_file())
total = sum(float(path.read_text()) for path in files)
print(f"{len(files)} files")
(Path(os.environ["TORCHRELAY_MODEL_DIR"]) / "metrics.json").write_text(json.dumps({"total": total}))
