"""A network on OpenVINO: pictures in, named outputs out, in order, on all cores."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Image

# OpenVINO reports every import to its maker through this package, from another process; it can do without.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino.preprocess import PrePostProcessor  # noqa: E402

Outputs = tuple[NDArray[np.float32], ...]
Key = TypeVar("Key")

# f32, because the default on processors with bfloat16 moves landmarks by 1 to 4 px of the piece.
_SETTINGS = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "THROUGHPUT"}


class Network:
    """One compiled network, fed with bytes; `mean` and `scale` turn them into what it was trained on."""

    def __init__(self, path: Path, *, outputs: tuple[str, ...], mean: float, scale: float) -> None:
        core = ov.Core()
        whole = core.read_model(path)
        model = ov.Model([whole.output(name) for name in outputs], whole.get_parameters(), path.stem)
        steps = PrePostProcessor(model)
        steps.input().tensor().set_element_type(ov.Type.u8)
        steps.input().preprocess().convert_element_type(ov.Type.f32).mean(mean).scale(scale)
        self._compiled = core.compile_model(steps.build(), "CPU", _SETTINGS)
        self._requests = int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1
        self._outputs = range(len(outputs))
        self.side = int(self._compiled.input(0).shape[1])

    def run(self, pieces: Iterable[tuple[Key, Image]]) -> Iterator[tuple[Key, Outputs]]:
        """Outputs of each piece (side, side, 3) with its key, in order, with only a few under way."""
        idle = [self._compiled.create_infer_request() for _ in range(self._requests)]
        busy: deque[tuple[Key, ov.InferRequest]] = deque()
        for key, image in pieces:
            if not idle:
                yield self._finish(*busy[0])
                idle.append(busy.popleft()[1])
            request = idle.pop()
            request.start_async([image[None]])
            busy.append((key, request))
        while busy:
            yield self._finish(*busy.popleft())

    def _finish(self, key: Key, request: ov.InferRequest) -> tuple[Key, Outputs]:
        request.wait()
        return key, tuple(np.array(request.get_output_tensor(i).data[0]) for i in self._outputs)
