"""Its second process ends as native code that fails does; the first would wait for it."""

import os
import time

if os.environ["RANK"] == "1":
    os.abort()
time.sleep(60)
