"""A network at work: pictures in, named outputs out, in order, on all cores."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import Image
from vision.landmarks.compiled import Recipe

if TYPE_CHECKING:
    import openvino as ov

Outputs = tuple[NDArray[np.float32], ...]
Key = TypeVar("Key")


class InferenceSession:
    """One compiled network."""

    def __init__(self, recipe: Recipe) -> None:
        self._compiled = recipe.compiled()
        self._requests = int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")) + 1
        self._outputs = range(len(recipe.outputs))
        self._at_once, self.side = (int(extent) for extent in self._compiled.input(0).shape[:2])
        _read_once(self._compiled)

    def run(self, pieces: Iterable[tuple[Key, Image]]) -> Iterator[tuple[Key, Outputs]]:
        """Outputs of each piece (side, side, 3) with its key, in order, with only a few under way."""
        idle = [self._compiled.create_infer_request() for _ in range(self._requests)]
        busy: deque[tuple[list[Key], ov.InferRequest]] = deque()
        coming = iter(pieces)
        while some := list(islice(coming, self._at_once)):
            if not idle:
                yield from self._finish(*busy[0])
                idle.append(busy.popleft()[1])
            request = idle.pop()
            images = [image for _, image in some]
            request.start_async([np.stack(images + images[-1:] * (self._at_once - len(images)))])
            busy.append(([key for key, _ in some], request))
        while busy:
            yield from self._finish(*busy.popleft())

    def _finish(self, keys: list[Key], request: "ov.InferRequest") -> Iterator[tuple[Key, Outputs]]:
        request.wait()
        for row, key in enumerate(keys):
            yield key, tuple(np.array(request.get_output_tensor(i).data[row]) for i in self._outputs)


def _read_once(compiled: "ov.CompiledModel") -> None:
    """Read a tensor's data before threads do: two that are the first, at once, wait for each other for ever.

    OpenVINO fills a table then, and gives up Python's lock in between, which the other needs to go on.
    """
    np.asarray(compiled.create_infer_request().get_input_tensor().data)
