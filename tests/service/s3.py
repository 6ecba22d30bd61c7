"""An S3-compatible store of the tests' own, in this process, whose objects outlive its stops."""

from itertools import count

import httpx
import moto.server


class BucketServer:
    """Listens on a free port and stays at it."""

    def __init__(self) -> None:
        self._port = 0
        self._numbers = count()
        self.start()

    def start(self) -> None:
        self._server = moto.server.ThreadedMotoServer("127.0.0.1", self._port, verbose=False)
        self._server.start()
        _, self._port = self._server.get_host_and_port()

    def stop(self) -> None:
        """As a server that is restarted, or a network that is cut."""
        self._server.stop()

    @property
    def variables(self) -> dict[str, str]:
        """What says where it is and who may use it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
        }

    def new_bucket(self) -> str:
        """The address of an empty bucket."""
        name = f"midstance-{next(self._numbers)}"
        httpx.put(f"{self.variables['AWS_ENDPOINT_URL']}/{name}").raise_for_status()
        return f"s3://{name}"
