"""Leaves to Python's end what many scripts leave to it."""

import atexit
import os
import sys
import threading
import time
from pathlib import Path

model = Path(os.environ["TORCHRELAY_MODEL_DIR"])
(model / "model.pt").write_bytes(b"weights")


def later() -> None:
    time.sleep(0.3)
    (model / "by-a-thread.txt").write_text("written")


threading.Thread(target=later).start()
atexit.register(lambda: (model / "at-exit.txt").write_text("written"))
left_open = (model / "left-open.txt").open("w")
left_open.write("written")
print("the last line")
sys.exit()
