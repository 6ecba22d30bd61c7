"""The parts of one server, by their kind, and how a route asks for one."""

from typing import Any, TypeVar

from fastapi import Depends, FastAPI, Request

Part = TypeVar("Part")


class Parts:
    """What a server is made of; of each kind there is one."""

    def __init__(self, *parts: object) -> None:
        self._by_kind = {type(part): part for part in parts}

    def __contains__(self, kind: type[object]) -> bool:
        return kind in self._by_kind

    def __getitem__(self, kind: type[Part]) -> Part:
        """The part of this kind; raises KeyError."""
        found = self._by_kind[kind]
        assert isinstance(found, kind)
        return found


def give(app: FastAPI, parts: Parts) -> None:
    """Let an application's routes have these parts."""
    app.state.parts = parts


def parts_of(app: FastAPI) -> Parts:
    """What an application was given."""
    parts: Parts = app.state.parts
    return parts


def part(kind: type[Part]) -> Any:
    """A dependency: the part of this kind, as in `Annotated[Store, part(Store)]`."""

    async def find(request: Request) -> Part:  # a thread would cost more than the look
        return parts_of(request.app)[kind]

    return Depends(find)
