"""One upload during which client and server are killed in turn; a table of what each kill cost.

python benchmarks/faults_uploads.py [--mib 400] [--kills 20] [--seed 1]
"""

import argparse
import hashlib
import http.client
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from processes import free_port
from server_process import ServerProcess

MIB = 1 << 20
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True, slots=True)
class Kill:
    """What was on the disk when one side was killed, and where the upload went on afterwards."""

    side: str
    written: int
    counted: int


def kill_during_upload(clip: Path, data: Path, *, kills: int, seed: int) -> tuple[list[Kill], str]:
    """Upload `clip` with kills at random moments; the kills, and the SHA-256 that the server names."""
    moments = sorted(random.Random(seed).sample(range(1, clip.stat().st_size), kills))
    server = ServerProcess(data, free_port())
    try:
        address = _create(server.url, clip)
        file, done = data / "uploads" / address.rpartition("/")[2], []
        for number, moment in enumerate(moments):
            client = _client(address, clip)
            _wait_for(file, max(moment, _size(file) + 1), client)
            written, side = _size(file), ("client", "server")[number % 2]
            if side == "server":
                server.restart()
            client.kill()
            client.wait()
            done.append(Kill(side, written, _offset(address)))
        _finish(address, clip)
        with urllib.request.urlopen(address) as answer:
            return done, json.load(answer)["sha256"]
    finally:
        server.kill()


def _finish(address: str, clip: Path) -> None:
    while _offset(address) < clip.stat().st_size:
        _client(address, clip).wait()


def _client(address: str, clip: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, __file__, "--send", str(clip), "--to", address])


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _wait_for(file: Path, size: int, client: "subprocess.Popen[bytes]") -> None:
    """Until so much is written, or the client has ended."""
    while client.poll() is None and _size(file) < size:
        time.sleep(0.0005)


def _create(url: str, clip: Path) -> str:
    headers = TUS | {"Upload-Length": str(clip.stat().st_size)}
    request = urllib.request.Request(f"{url}/v1/uploads", method="POST", headers=headers)
    with urllib.request.urlopen(request) as answer:
        return urllib.parse.urljoin(url, answer.headers["Location"])


def _offset(address: str) -> int:
    request = urllib.request.Request(address, method="HEAD", headers=TUS)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.headers["Upload-Offset"])


def _send_on(clip: Path, address: str) -> int:
    """The status of one request that sends all that is still to come, tried again while another one ends."""
    url = urllib.parse.urlsplit(address)
    while True:
        try:
            offset = _offset(address)
        except OSError:  # the server is down
            return 0
        kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        length = {"Content-Length": str(clip.stat().st_size - offset)}
        connection = http.client.HTTPConnection(url.hostname or "", url.port, blocksize=MIB)
        with clip.open("rb") as file:
            file.seek(offset)
            try:
                connection.request("PATCH", url.path, body=file, headers=TUS | kind | length)
                status = connection.getresponse().status
            except OSError:
                return 0
        if status not in (409, 423):
            return status
        time.sleep(0.2)


def _table(kills: list[Kill]) -> str:
    lines = ["| killed | MiB written | MiB counted afterwards | MiB to send again |", "|---|---|---|---|"]
    for kill in kills:
        lost = max(0, kill.written - kill.counted)
        numbers = " | ".join(f"{size / MIB:.1f}" for size in (kill.written, kill.counted, lost))
        lines.append(f"| {kill.side} | {numbers} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=400)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--send", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        sys.exit(0 if _send_on(given.send, given.to) == 204 else 1)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder, "clip")
        chance = random.Random(given.seed)
        with clip.open("wb") as file:
            file.writelines(chance.randbytes(MIB) for _ in range(given.mib))
        kills, found = kill_during_upload(clip, Path(folder, "data"), kills=given.kills, seed=given.seed)
        right = found == hashlib.sha256(clip.read_bytes()).hexdigest()
    print(_table(kills))
    print(f"\n{given.mib} MiB, {len(kills)} kills: the SHA-256 is {'right' if right else 'WRONG'}.")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
