"""What all pages share: their templates, their files, and what a browser is allowed to do on them."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi.responses import HTMLResponse
from jinja2 import PackageLoader
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from service.pages.visitors import Visitor
from service.parts import part
from vision import report_style, report_templates

STATIC = "/static"
REPORT_STYLE = "report.css"
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
}
_FILES = Path(__file__).with_name("static")
FOREVER = "public, max-age=31536000, immutable"


class Shell:
    """Makes a page of a template and what it shows."""

    def __init__(self) -> None:
        self._environment = report_templates(PackageLoader("service.pages"))

    def page(
        self,
        template: str,
        visitor: Visitor | None,
        shown: Mapping[str, object] | None = None,
        *,
        status: int = 200,
    ) -> HTMLResponse:
        """The page `template` with the values `shown`, for a visitor or, before the login, for anybody."""
        text = self._environment.get_template(f"{template}.html.jinja").render(
            {**(shown or {}), "visitor": visitor, "static": self.static}
        )
        return HTMLResponse(text, status, HEADERS)

    @property
    def static(self) -> str:
        """Where the files of the pages lie: another address whenever one of them changes."""
        return f"{STATIC}/{_version()}"


@cache
def _version() -> str:
    """What tells the files of the pages, as they are now, from any others."""
    digest = sha256(report_style().encode())
    for file in sorted(_FILES.iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


class StaticModules(StaticFiles):
    """Files that a browser asks for once, and only by the version that is here: it keeps them for ever."""

    def __init__(self) -> None:
        super().__init__(directory=_FILES)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file without the folder that tells its version; the report's own style comes from `vision`."""
        version, _, name = path.partition("/")
        if version != _version():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if name == REPORT_STYLE:
            return Response(report_style(), media_type="text/css", headers={"Cache-Control": FOREVER})
        response = await super().get_response(name, scope)
        response.headers["Cache-Control"] = FOREVER
        return response


ShellDep = Annotated[Shell, part(Shell)]
