"""The web server as a process of its own, which can be killed: analyses are admitted and nobody does them."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

_SERVE = """
import json, sys
import uvicorn
from service.app import create_app
from service.settings import Settings
settings = Settings(**json.loads(sys.argv[1]))
uvicorn.run(create_app(settings), port=settings.port, log_level="critical", access_log=False)
"""
_START_S = 120.0


class ServerProcess:
    """A server on 127.0.0.1 that comes up again with what it had."""

    def __init__(self, data: Path, port: int, settings: Mapping[str, object] | None = None) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._settings = json.dumps({"data": str(data), "port": port, **(settings or {})})
        self.process = self._start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-c", _SERVE, self._settings])
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return process
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        process.kill()
        raise TimeoutError("the server did not start")
