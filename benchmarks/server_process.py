"""The web server as a process of its own, which can be killed: analyses are admitted and nobody does them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from processes import wait_until_answered

_SERVE = """
import json, sys
import uvicorn
from service.app import create_app
from service.settings import Settings
settings = Settings(**json.loads(sys.argv[1]))
uvicorn.run(create_app(settings), port=settings.port, log_level="critical", access_log=False)
"""


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
        try:
            wait_until_answered(f"{self.url}/healthz", process)
        except TimeoutError:
            process.kill()
            raise
        return process
