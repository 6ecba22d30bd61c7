"""Long lists in pages: each says where the next one begins (RFC 8288), whatever arrives meanwhile."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response

from service import problems

Item = TypeVar("Item")
IDS = re.compile("[0-9a-f]{1,32}")

LINK = {
    "Link": {
        "description": 'Where the next page is: <address>; rel="next". The last page has none.',
        "schema": {"type": "string"},
    }
}


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: what is behind the thing that `cursor` names, or its beginning."""

    cursor: str | None
    limit: int
    _request: Request
    _response: Response

    @property
    def look_ahead(self) -> int:
        """How many to look up: one more than is listed tells whether there is a next page."""
        return self.limit + 1

    def of(self, found: list[Item], cursor_of: Callable[[Item], str]) -> list[Item]:
        """What of `look_ahead` things this page lists; its answer says where the next one begins."""
        if address := self.next_address(found, cursor_of):
            self._response.headers["Link"] = f'<{address}>; rel="next"'
        return found[: self.limit]

    def next_address(self, found: list[Item], cursor_of: Callable[[Item], str]) -> str | None:
        """Where the next page is, if there is one."""
        if len(found) <= self.limit:
            return None
        cursor = urlsafe_b64encode(cursor_of(found[self.limit - 1]).encode()).decode().rstrip("=")
        url = self._request.url.include_query_params(cursor=cursor, limit=self.limit)
        return f"{url.path}?{url.query}"


def paged(cursors: re.Pattern[str], *, usual: int = 100) -> Any:
    """A dependency: the Page of a list whose things have cursors like this."""

    def page(
        request: Request,
        response: Response,
        cursor: Annotated[
            str | None,
            Query(max_length=250, description="Where the page begins, from the Link of the one before."),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=500, description="How many to list.")] = usual,
    ) -> Page:
        return Page(None if cursor is None else _read(cursor, cursors), limit, request, response)

    return Depends(page)


def _read(cursor: str, cursors: re.Pattern[str]) -> str:
    try:
        known = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError):
        known = ""
    if not cursors.fullmatch(known):
        raise problems.invalid_request("cursor must be as the header Link of the page before had it.")
    return known


PageDep = Annotated[Page, paged(IDS)]


def listed(example: list[Any]) -> dict[int | str, dict[str, Any]]:
    """What a route answers that lists in pages, by example."""
    return {200: {"content": {"application/json": {"example": example}}, "headers": LINK}}
