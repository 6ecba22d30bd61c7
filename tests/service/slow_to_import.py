"""Takes longer to import than any test lasts, where it is told to."""

import os
import time
from pathlib import Path

if os.environ.get("SLOW_TO_IMPORT"):
    Path(os.environ["SLOW_TO_IMPORT"]).write_text(str(os.getpid()))
    time.sleep(600)


def nothing():
    pass
